import { DeveloperTabs } from "#components/credentials/developer-tabs.tsx";
import { EnvironmentTag } from "#components/shell/environment-tag.tsx";
import { Page } from "#components/shell/page.tsx";
import { UrlFilterBar } from "#components/shell/url-filter-bar.tsx";
import { PageHead } from "#components/ui/page-head.tsx";
import type { Permission } from "#lib/access/schema.ts";
import { type Environment, TRANSMIT_TROUBLE_STATES, type TransmitTroubleState } from "#lib/terms.ts";
import type { TransmitTrouble } from "#lib/transmits/queries.ts";
import { type ReplayAll, ReplayAllButton } from "./replay-all.tsx";
import type { ReadPayload, ReplayTransmit } from "./replay-dialog.tsx";
import { TROUBLE_WORDS } from "./trouble-words.ts";
import { TroublesTable } from "./troubles-table.tsx";

/** The page of one merchant, or of all: what waits, what is tried again, what needs a person. */
export function TransmitsOverview({
  root,
  environment,
  merchantId,
  permissions,
  zone,
  found,
  isFiltered,
  actions,
}: {
  root: string;
  environment: Environment;
  merchantId?: string;
  permissions: ReadonlySet<Permission>;
  zone: string;
  found: { rows: readonly TransmitTrouble[]; counts: Record<TransmitTroubleState, number> };
  isFiltered: boolean;
  actions: { replay: ReplayTransmit; replayAll: ReplayAll; readPayload: ReadPayload };
}) {
  const maySend = permissions.has("orders.settle");
  const { counts } = found;
  const of = { environment, ...(merchantId ? { merchantId } : {}) };
  return (
    <Page>
      <PageHead
        title="Transmits"
        tag={<EnvironmentTag environment={environment} />}
        sentence="Copies of payments that FlexCharge has not taken yet. Those that were delivered are not listed."
        actions={
          maySend &&
          counts.dead > 0 && <ReplayAllButton count={counts.dead} of={of} replayAll={actions.replayAll} />
        }
      />
      <DeveloperTabs root={root} current="transmits" permissions={permissions} />
      <UrlFilterBar
        filters={[
          {
            id: "state",
            label: "State",
            options: TRANSMIT_TROUBLE_STATES.map((state) => ({
              id: state,
              label: `${TROUBLE_WORDS[state].word} (${counts[state].toLocaleString("en-US")})`,
            })),
          },
        ]}
      />
      <TroublesTable
        rows={found.rows}
        zone={zone}
        hasMerchant={!merchantId}
        isFiltered={isFiltered}
        replay={maySend ? actions.replay : null}
        readPayload={permissions.has("orders.customer") ? actions.readPayload : null}
      />
    </Page>
  );
}
