import type { Metadata } from "next";
import { environmentOf, gate, orNotFound } from "#app/_doors/gate.ts";
import type { SearchParams } from "#app/_doors/search-params.ts";
import { ShowReport } from "#app/(console)/_parts/show-report.tsx";
import { getMatrix } from "#lib/switching/queries.ts";

type Props = {
  params: Promise<{ environment: string; merchantId: string; report: string }>;
  searchParams: SearchParams;
};

export const metadata: Metadata = { title: "Reports" };

export default async function MerchantReportPage({ params, searchParams }: Props) {
  const { environment: segment, merchantId, report } = await params;
  const environment = environmentOf(segment);
  const scope = await gate({ permission: "reports.read", merchantId });
  const { merchant } = await orNotFound(getMatrix(scope, merchantId));
  const given = await searchParams;
  return (
    <ShowReport
      scope={scope}
      place={{ environment, merchantId, report, given }}
      sites={merchant.sites.map((site) => ({ id: site.id, label: site.hosts[0] ?? site.name }))}
      campaigns={merchant.campaigns.map((campaign) => ({ id: campaign.id, label: campaign.name }))}
    />
  );
}
