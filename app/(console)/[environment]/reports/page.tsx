import { redirect } from "next/navigation";
import { environmentOf, gate } from "#app/_doors/gate.ts";

/** Reports open on the sites. */
export default async function ReportsPage({ params }: { params: Promise<{ environment: string }> }) {
  const environment = environmentOf((await params).environment);
  await gate({ permission: "reports.read", side: "partner" });
  redirect(`/${environment}/reports/sites`);
}
