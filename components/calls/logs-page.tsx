import type { ReactNode } from "react";
import { DeveloperTabs } from "#components/credentials/developer-tabs.tsx";
import { EnvironmentTag } from "#components/shell/environment-tag.tsx";
import { Page } from "#components/shell/page.tsx";
import type { Reader } from "#components/switching/cell-words.ts";
import { TablePages } from "#components/tables/table-pages.tsx";
import { ButtonLink } from "#components/ui/button-link.tsx";
import { EmptyState } from "#components/ui/empty-state.tsx";
import { PageHead } from "#components/ui/page-head.tsx";
import { zoneWords } from "#components/ui/zone-words.ts";
import type { Permission } from "#lib/access/schema.ts";
import type { CallRow } from "#lib/calls/queries/list-calls.ts";
import { CALL_DAYS } from "#lib/calls/schema.ts";
import type { Environment } from "#lib/terms.ts";
import { CallFilters } from "./call-filters.tsx";
import { CallTail } from "./call-tail.tsx";
import { CallsTable } from "./calls-table.tsx";
import { FRESH_CALLS_MAX, LOG_PERIOD_WORDS, type LogsView, logFiltersSet, logsHref } from "./logs-view.ts";

/** The log of one merchant, or of all: filters, the tail, the calls, and one of them beside the list. */
export function LogsPage({
  root,
  environment,
  of,
  permissions,
  view,
  page,
  reader,
  merchants,
  pane,
}: {
  root: string;
  environment: Environment;
  /** The merchant's or the partner's name. */
  of: string;
  permissions: ReadonlySet<Permission>;
  view: LogsView;
  page: { rows: readonly CallRow[]; next: string | null };
  reader: Reader;
  /** On the page of all merchants. */
  merchants: readonly { id: string; label: string }[] | null;
  pane: ReactNode;
}) {
  const base = `${root}/developers/logs`;
  const { rows, next } = page;
  const whose = merchants ? "merchants'" : `${of}'s`;
  const kind = environment === "production" ? "live" : "test";
  return (
    <div className="flex">
      <div className="min-w-0 flex-1">
        <Page>
          <PageHead
            title="Logs"
            tag={<EnvironmentTag environment={environment} />}
            sentence={`What ${whose} checkouts asked the gateway with ${kind} keys, kept for ${CALL_DAYS} days. Times in ${zoneWords(reader.zone)}.`}
          />
          <div className="flex flex-col gap-4">
            <DeveloperTabs root={root} current="logs" permissions={permissions} />
            <CallFilters {...{ base, view, merchants }} />
            {!view.after && (
              <CallTail
                href={freshHref(base, view, rows[0])}
                isReading={view.open !== null}
                most={FRESH_CALLS_MAX}
              />
            )}
            <CallsTable
              rows={rows}
              reader={reader}
              hasMerchant={merchants !== null}
              openId={view.open?.id ?? null}
              hrefOf={({ merchantId, id }) =>
                logsHref(base, view, { after: view.after, open: { merchantId, id } })
              }
              foot={
                <TablePages
                  words={`${rows.length} ${rows.length === 1 ? "call" : "calls"}, newest first`}
                  firstHref={view.after ? logsHref(base, view) : undefined}
                  nextHref={next ? logsHref(base, view, { after: next }) : undefined}
                />
              }
              empty={<Empty {...{ root, base, view, permissions }} />}
            />
          </div>
        </Page>
      </div>
      {pane}
    </div>
  );
}

function freshHref(base: string, view: LogsView, first: CallRow | undefined): string {
  const href = logsHref(`${base}/fresh`, view);
  return `${href}${href.includes("?") ? "&" : "?"}since=${first?.id ?? ""}`;
}

/** Filters that leave nothing; or nothing yet, and where a key is made. */
function Empty({
  root,
  base,
  view,
  permissions,
}: {
  root: string;
  base: string;
  view: LogsView;
  permissions: ReadonlySet<Permission>;
}) {
  const set = logFiltersSet(view);
  const period = LOG_PERIOD_WORDS[view.period];
  const isWide = view.period === "7d";
  if (set === 0 && isWide)
    return (
      <EmptyState
        title="No call yet"
        sentence="A call appears here a second or two after it was answered. Calls without a good key are in nobody's log."
        actions={
          permissions.has("keys.read") && <ButtonLink href={`${root}/developers/keys`}>API keys</ButtonLink>
        }
      />
    );
  return (
    <EmptyState
      title={set > 0 ? `No call matches ${set} ${set === 1 ? "filter" : "filters"}` : `No call, ${period}`}
      sentence={`Looked at the ${period}.`}
      actions={
        <>
          {set > 0 && <ButtonLink href={base}>Clear filters</ButtonLink>}
          {!isWide && (
            <ButtonLink href={logsHref(base, view, { period: "7d" })}>Look at the last 7 days</ButtonLink>
          )}
        </>
      }
    />
  );
}
