import { redirect } from "next/navigation";
import { environmentOf, gate } from "#app/_doors/gate.ts";

type Props = { params: Promise<{ environment: string; merchantId: string }> };

/** Reports open on the sites. */
export default async function MerchantReportsPage({ params }: Props) {
  const { environment: segment, merchantId } = await params;
  const environment = environmentOf(segment);
  await gate({ permission: "reports.read", merchantId });
  redirect(`/${environment}/m/${merchantId}/reports/sites`);
}
