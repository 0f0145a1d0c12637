import type { Metadata } from "next";
import { environmentOf, gate } from "#app/_doors/gate.ts";
import { oneOf, type SearchParams } from "#app/_doors/search-params.ts";
import { currentWorkspace } from "#app/_doors/workspace.ts";
import { EnvironmentTag } from "#components/shell/environment-tag.tsx";
import { Page } from "#components/shell/page.tsx";
import { ActivationTabs } from "#components/switching/activation-tabs.tsx";
import { RequestList } from "#components/switching/request-list.tsx";
import { PageHead } from "#components/ui/page-head.tsx";
import { zoneWords } from "#components/ui/zone-words.ts";
import { listChangeRequests } from "#lib/switching/queries/list-change-requests.ts";

export const metadata: Metadata = { title: "Change requests" };

type Props = {
  params: Promise<{ environment: string; merchantId: string }>;
  searchParams: SearchParams;
};

/** What was asked to go up for this merchant: what waits, and what became of the rest. */
export default async function MerchantRequestsPage({ params, searchParams }: Props) {
  const { environment: segment, merchantId } = await params;
  const environment = environmentOf(segment);
  const scope = await gate({ permission: "switches.read", merchantId });
  const merchant = await currentWorkspace(merchantId);
  const { view } = oneOf(await searchParams, ["view"]);
  const rows = await listChangeRequests(scope, { merchantId, limit: 200 });
  const root = `/${environment}/m/${merchantId}`;
  return (
    <Page>
      <PageHead
        title="Change requests"
        tag={<EnvironmentTag environment={environment} />}
        sentence={`What was asked to go up for ${merchant.name}. Going down needs nobody. Times in ${zoneWords(merchant.timezone)}.`}
      />
      <RequestList
        tabs={(openRequests) => <ActivationTabs root={root} current="requests" openRequests={openRequests} />}
        rows={rows}
        path={`${root}/activation/requests`}
        isAll={view === "all"}
        environment={environment}
        reader={{ zone: merchant.timezone, now: scope.clock.now().toISOString() }}
        hasMerchant={false}
      />
    </Page>
  );
}
