import type { Metadata } from "next";
import { environmentOf, gate } from "#app/_doors/gate.ts";
import type { SearchParams } from "#app/_doors/search-params.ts";
import { ShowReport } from "#app/(console)/_parts/show-report.tsx";

type Props = { params: Promise<{ environment: string; report: string }>; searchParams: SearchParams };

export const metadata: Metadata = { title: "Reports" };

export default async function PartnerReportPage({ params, searchParams }: Props) {
  const { environment: segment, report } = await params;
  const environment = environmentOf(segment);
  const scope = await gate({ permission: "reports.read", side: "partner" });
  const given = await searchParams;
  return <ShowReport scope={scope} place={{ environment, report, given }} sites={[]} campaigns={[]} />;
}
