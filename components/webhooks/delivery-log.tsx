import type { ReactNode } from "react";
import { FreshRows } from "#components/shell/fresh-rows.tsx";
import type { Reader } from "#components/switching/cell-words.ts";
import { TablePages } from "#components/tables/table-pages.tsx";
import { ButtonLink } from "#components/ui/button-link.tsx";
import { EmptyState } from "#components/ui/empty-state.tsx";
import type { Environment } from "#lib/terms.ts";
import type { DeliveryRow } from "#lib/webhooks/queries/list-deliveries.ts";
import { WEBHOOK_EVENTS } from "#lib/webhooks/schema.ts";
import { DeliveriesTable } from "./deliveries-table.tsx";
import { RESULT_WORDS } from "./result-words.ts";
import { WebhookFilters } from "./webhook-filters.tsx";
import {
  DELIVERY_RESULTS,
  WEBHOOK_PERIOD_WORDS,
  type WebhooksView,
  webhookFiltersSet,
  webhooksHref,
} from "./webhooks-view.ts";

type Named = { id: string; label: string };

/** The delivery log with its filters and pages. */
export function DeliveryLog({
  base,
  environment,
  view,
  page,
  reader,
  endpoints,
  merchants,
  isFixed = false,
  empty,
}: {
  /** The page's own address. */
  base: string;
  environment: Environment;
  view: WebhooksView;
  page: { rows: readonly DeliveryRow[]; next: string | null };
  reader: Reader;
  endpoints: readonly Named[];
  /** On the page of all merchants. */
  merchants: readonly Named[] | null;
  /** Dead letters alone: no filter by result, and nothing fresh to wait for. */
  isFixed?: boolean;
  /** Where nothing ever came. */
  empty: ReactNode;
}) {
  const isFiltered = webhookFiltersSet(view) > 0 || view.period !== "all";
  const isFresh = !isFixed && !view.after && page.rows.length > 0;
  return (
    <div className="flex flex-col gap-3">
      <WebhookFilters
        base={base}
        view={view}
        placeholder="Order or event id"
        filters={[
          ...(isFixed
            ? []
            : [
                {
                  id: "result" as const,
                  label: "Result",
                  options: DELIVERY_RESULTS.map((id) => ({ id, label: RESULT_WORDS[id] })),
                },
              ]),
          {
            id: "event",
            label: "Event",
            options: WEBHOOK_EVENTS.map((id) => ({ id, label: id })),
          },
          ...(endpoints.length > 1 || view.endpoint
            ? [{ id: "endpoint" as const, label: "Endpoint", options: endpoints }]
            : []),
          ...(merchants ? [{ id: "merchant" as const, label: "Merchant", options: merchants }] : []),
        ]}
      />
      <DeliveriesTable
        rows={page.rows}
        environment={environment}
        reader={reader}
        hasMerchant={merchants !== null}
        openId={view.open?.id ?? null}
        hrefOf={(row) =>
          webhooksHref(base, view, { after: view.after, open: { merchantId: row.merchantId, id: row.id } })
        }
        notice={
          isFresh && <FreshRows href={freshHref(base, view, page.rows)} noun={["delivery", "deliveries"]} />
        }
        foot={
          <TablePages
            words={`${page.rows.length} ${page.rows.length === 1 ? "delivery" : "deliveries"}, the last tried first`}
            firstHref={view.after ? webhooksHref(base, view) : undefined}
            nextHref={page.next ? webhooksHref(base, view, { after: page.next }) : undefined}
          />
        }
        empty={isFiltered ? <NoMatch {...{ base, view }} noun="delivery" /> : empty}
      />
    </div>
  );
}

/** Counts what came or was tried again after the newest row that is shown. */
function freshHref(base: string, view: WebhooksView, rows: readonly DeliveryRow[]): string {
  const href = webhooksHref(`${base}/fresh`, view);
  return `${href}${href.includes("?") ? "&" : "?"}since=${encodeURIComponent(rows[0]?.at.toISOString() ?? "")}`;
}

/** Filters that leave nothing, and the two ways out. */
export function NoMatch({ base, view, noun }: { base: string; view: WebhooksView; noun: string }) {
  const set = webhookFiltersSet(view);
  const period = WEBHOOK_PERIOD_WORDS[view.period];
  return (
    <EmptyState
      title={
        set > 0 ? `No ${noun} matches ${set} ${set === 1 ? "filter" : "filters"}` : `No ${noun}, ${period}`
      }
      sentence={`Looked at ${view.id ? "any time" : period}.`}
      actions={
        <>
          {set > 0 && <ButtonLink href={base}>Clear filters</ButtonLink>}
          {view.period !== "all" && (
            <ButtonLink href={webhooksHref(base, view, { period: "all" })}>Look at any time</ButtonLink>
          )}
        </>
      }
    />
  );
}
