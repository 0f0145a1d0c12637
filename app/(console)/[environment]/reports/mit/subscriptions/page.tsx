import type { Metadata } from "next";
import { environmentOf, gate } from "#app/_doors/gate.ts";
import type { SearchParams } from "#app/_doors/search-params.ts";
import { ShowSubscriptions } from "#app/(console)/_parts/show-subscriptions.tsx";

type Props = { params: Promise<{ environment: string }>; searchParams: SearchParams };

export const metadata: Metadata = { title: "Subscriptions" };

export default async function PartnerSubscriptionsPage({ params, searchParams }: Props) {
  const { environment: segment } = await params;
  const environment = environmentOf(segment);
  const scope = await gate({ permission: "reports.read", side: "partner" });
  return <ShowSubscriptions scope={scope} address={{ environment, given: await searchParams }} />;
}
