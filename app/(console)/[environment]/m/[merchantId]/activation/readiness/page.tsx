import type { Metadata } from "next";
import { environmentOf, gate, orNotFound } from "#app/_doors/gate.ts";
import { EnvironmentTag } from "#components/shell/environment-tag.tsx";
import { Page } from "#components/shell/page.tsx";
import { ActivationTabs } from "#components/switching/activation-tabs.tsx";
import { GateList } from "#components/switching/gate-list.tsx";
import { CHANNEL_NAMES } from "#components/switching/words.ts";
import { ButtonLink } from "#components/ui/button-link.tsx";
import { EmptyState } from "#components/ui/empty-state.tsx";
import { PageHead } from "#components/ui/page-head.tsx";
import { Section } from "#components/ui/section.tsx";
import { listChangeRequests } from "#lib/switching/queries/list-change-requests.ts";
import { getMatrix } from "#lib/switching/queries.ts";
import { CHANNELS } from "#lib/terms.ts";
import { MatrixCells } from "../_parts/matrix-cells.ts";
import { pendingCells } from "../read-matrix.ts";
import { ReadinessList } from "./_parts/readiness-list.tsx";

export const metadata: Metadata = { title: "Readiness" };

type Props = { params: Promise<{ environment: string; merchantId: string }> };

/** Every site by channel: in production, or exactly what stands between, and whose that is. */
export default async function ReadinessPage({ params }: Props) {
  const { environment: segment, merchantId } = await params;
  const environment = environmentOf(segment);
  const scope = await gate({ permission: "switches.read", merchantId });
  const [matrix, requests] = await Promise.all([
    orNotFound(getMatrix(scope, merchantId)),
    listChangeRequests(scope, { merchantId, open: true, limit: 200 }),
  ]);
  const cells = new MatrixCells(matrix);
  const root = `/${environment}/m/${merchantId}`;
  const reader = { zone: matrix.merchant.timezone, now: scope.clock.now().toISOString() };
  const pending = pendingCells(requests);
  return (
    <Page>
      <PageHead
        title="Readiness"
        tag={<EnvironmentTag environment={environment} />}
        sentence={`What each site of ${matrix.merchant.name} still needs for Production, by channel, and who has to act.`}
      />
      <ActivationTabs root={root} current="readiness" openRequests={requests.length} />
      {cells.sites.length === 0 ? (
        <EmptyState
          title="No site yet"
          sentence="Add the first website; then this says what it needs."
          actions={<ButtonLink href={`${root}/sites`}>Go to sites</ButtonLink>}
        />
      ) : (
        CHANNELS.map((channel) => (
          <Section key={channel} title={CHANNEL_NAMES[channel]}>
            <div className="grid items-start gap-x-10 gap-y-4 xl:grid-cols-[minmax(0,1fr)_320px]">
              <ReadinessList {...{ cells, channel, pending, reader, root }} />
              <GateList
                title="Gates, for every site"
                gates={cells.gates(channel, "production")}
                reader={reader}
              />
            </div>
          </Section>
        ))
      )}
    </Page>
  );
}
