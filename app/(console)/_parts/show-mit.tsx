import { BreachesTable } from "#components/mit/breaches-table.tsx";
import { ExpiryChart } from "#components/mit/expiry-chart.tsx";
import { MitFrame } from "#components/mit/mit-frame.tsx";
import { MitSitesTable } from "#components/mit/mit-sites-table.tsx";
import { MitTiles } from "#components/mit/mit-tiles.tsx";
import { rebillsHref } from "#components/mit/mit-view.ts";
import { RescueTimes } from "#components/mit/rescue-times.tsx";
import { UNATTRIBUTED } from "#components/orders/orders-view.ts";
import { grouped, periodWords, reportHref } from "#components/reports/report-view.ts";
import { ButtonLink } from "#components/ui/button-link.tsx";
import { EmptyState } from "#components/ui/empty-state.tsx";
import { Link } from "#components/ui/link.tsx";
import { Section } from "#components/ui/section.tsx";
import type { Scope } from "#lib/access/open-scope.ts";
import { listMitBreaches } from "#lib/orders/queries/list-mit-breaches.ts";
import { readMitMonitor } from "#lib/orders/queries/read-mit-monitor.ts";
import { timeToRescue } from "#lib/reports/queries/time-to-rescue.ts";
import { nameSites } from "#lib/reports/queries.ts";
import { type MitAddress, openMit } from "./open-mit.ts";

const BREACHES = 200;
const LONG_AGO = "2025-01-01";

/** The MIT monitor of a merchant or of every merchant. The caller has passed the door. */
export async function ShowMit({ scope, address }: { scope: Scope; address: MitAddress }) {
  const { view, root, query, reader, merchantName, frame } = await openMit(scope, address);
  const base = `${root}/reports/mit`;
  const [monitor, breaches, times] = await Promise.all([
    readMitMonitor(scope, query),
    listMitBreaches(scope, query, BREACHES),
    timeToRescue(scope, { ...query, view: "cohort", channel: "mit" }),
  ]);
  const { total, sites, expiries } = monitor;
  const names = await nameSites(
    scope,
    [...sites, ...breaches].flatMap(({ siteId }) => siteId ?? []),
  );
  const siteName = (siteId: string | null) => (siteId ? (names[siteId] ?? siteId) : "Unattributed");
  const hasExpiries = expiries.some(({ rescued, lost, open }) => rescued + lost + open > 0);
  const all = total.shortExpiry + total.notSameDay + total.retried;
  const workspaceOf = (merchantId: string) => `/${address.environment}/m/${merchantId}`;
  return (
    <MitFrame {...frame} root={root} place="rules">
      <MitTiles {...{ monitor, view, root }} asOf={frame.asOf} />
      {total.rebills === 0 ? (
        <EmptyState
          title="No rebill in these days"
          sentence={`Looked at ${periodWords(view.query)}. A rebill is an order with isMIT: true that its processor declined.`}
          actions={
            <ButtonLink href={reportHref(base, view, { from: LONG_AGO, to: view.query.to })}>
              Look at all that is there
            </ButtonLink>
          }
        />
      ) : (
        <>
          <div className="grid gap-x-8 gap-y-6 xl:grid-cols-[minmax(0,1fr)_360px]">
            {hasExpiries ? (
              <ExpiryChart bars={expiries} {...{ view, base }} />
            ) : (
              <Section title="Days from receipt to expiry">
                <p className="text-ink-3">
                  None of these rebills has an expiry: a sync account is answered at once and sends none.
                </p>
              </Section>
            )}
            <RescueTimes times={times} />
          </div>
          <Section title="By site">
            <MitSitesTable
              total={total}
              rows={sites.map((row) => ({
                ...row,
                key: `${row.merchantId} ${row.siteId}`,
                label: siteName(row.siteId),
                detail: merchantName(row.merchantId),
                href: rebillsHref(workspaceOf(row.merchantId), view, "evaluated", {
                  site: [row.siteId ?? UNATTRIBUTED],
                }),
              }))}
            />
          </Section>
          <Section
            id="breaches"
            title="Breaches"
            aside={
              total.breachOrders > 0 && (
                <Link href={rebillsHref(root, view, "breach")}>
                  Open {grouped(total.breachOrders)} orders
                </Link>
              )
            }
          >
            <BreachesTable
              reader={reader}
              words={
                all > breaches.length
                  ? `The newest ${breaches.length} of ${grouped(all)}`
                  : `${grouped(all)}, newest first`
              }
              rows={breaches.map((breach) => ({
                ...breach,
                site: siteName(breach.siteId),
                merchant: merchantName(breach.merchantId),
                href: `${workspaceOf(breach.merchantId)}/orders/${breach.orderId}`,
              }))}
            />
          </Section>
        </>
      )}
    </MitFrame>
  );
}
