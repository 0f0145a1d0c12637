import type { Metadata } from "next";
import { environmentOf, gate } from "#app/_doors/gate.ts";
import { oneOf, type SearchParams } from "#app/_doors/search-params.ts";
import { EnvironmentTag } from "#components/shell/environment-tag.tsx";
import { Page } from "#components/shell/page.tsx";
import { ActivationTabs } from "#components/switching/activation-tabs.tsx";
import { RequestList } from "#components/switching/request-list.tsx";
import { PageHead } from "#components/ui/page-head.tsx";
import { zoneWords } from "#components/ui/zone-words.ts";
import { getPartner } from "#lib/merchants/queries/get-partner.ts";
import { listChangeRequests } from "#lib/switching/queries/list-change-requests.ts";

export const metadata: Metadata = { title: "Change requests" };

type Props = { params: Promise<{ environment: string }>; searchParams: SearchParams };

/** What was asked to go up, of every merchant. */
export default async function PartnerRequestsPage({ params, searchParams }: Props) {
  const environment = environmentOf((await params).environment);
  const scope = await gate({ permission: "switches.read", side: "partner" });
  const { view } = oneOf(await searchParams, ["view"]);
  const [partner, rows] = await Promise.all([getPartner(scope), listChangeRequests(scope, { limit: 200 })]);
  const root = `/${environment}`;
  return (
    <Page>
      <PageHead
        title="Change requests"
        tag={<EnvironmentTag environment={environment} />}
        sentence={`What was asked to go up, of every merchant. Going down needs nobody. Times in ${zoneWords(partner.timezone)}.`}
      />
      <RequestList
        tabs={(openRequests) => <ActivationTabs root={root} current="requests" openRequests={openRequests} />}
        rows={rows}
        path={`${root}/activation/requests`}
        isAll={view === "all"}
        environment={environment}
        reader={{ zone: partner.timezone, now: scope.clock.now().toISOString() }}
        hasMerchant
      />
    </Page>
  );
}
