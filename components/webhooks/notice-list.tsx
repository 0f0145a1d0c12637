import type { ReactNode } from "react";
import { FreshRows } from "#components/shell/fresh-rows.tsx";
import type { Reader } from "#components/switching/cell-words.ts";
import { TablePages } from "#components/tables/table-pages.tsx";
import type { NoticeRow } from "#lib/notices/queries/list-notices.ts";
import { type Environment, NOTICE_STATES } from "#lib/terms.ts";
import { WEBHOOK_EVENTS } from "#lib/webhooks/schema.ts";
import { NoMatch } from "./delivery-log.tsx";
import { FATE_WORDS } from "./fate-words.ts";
import { NoticesTable } from "./notices-table.tsx";
import { WebhookFilters } from "./webhook-filters.tsx";
import { type WebhooksView, webhookFiltersSet, webhooksHref } from "./webhooks-view.ts";

/** The notices with their filters and pages. */
export function NoticeList({
  base,
  environment,
  view,
  page,
  reader,
  merchants,
  empty,
}: {
  base: string;
  environment: Environment;
  view: WebhooksView;
  page: { rows: readonly NoticeRow[]; next: string | null };
  reader: Reader;
  merchants: readonly { id: string; label: string }[] | null;
  /** Where nothing ever came. */
  empty: ReactNode;
}) {
  const isFiltered = webhookFiltersSet(view) > 0 || view.period !== "all";
  const first = page.rows[0];
  const fresh = webhooksHref(`${base}/fresh`, view);
  return (
    <div className="flex flex-col gap-3">
      <WebhookFilters
        base={base}
        view={view}
        placeholder="Order or notice id"
        filters={[
          {
            id: "fate",
            label: "Fate",
            options: NOTICE_STATES.map((id) => ({ id, label: FATE_WORDS[id].word })),
          },
          { id: "event", label: "Event", options: WEBHOOK_EVENTS.map((id) => ({ id, label: id })) },
          ...(merchants ? [{ id: "merchant" as const, label: "Merchant", options: merchants }] : []),
        ]}
      />
      <NoticesTable
        rows={page.rows}
        environment={environment}
        reader={reader}
        hasMerchant={merchants !== null}
        openId={view.open?.id ?? null}
        hrefOf={(row) =>
          webhooksHref(base, view, { after: view.after, open: { merchantId: row.merchantId, id: row.id } })
        }
        notice={
          first &&
          !view.after && (
            <FreshRows
              href={`${fresh}${fresh.includes("?") ? "&" : "?"}since=${encodeURIComponent(first.receivedAt.toISOString())}`}
              noun={["notice", "notices"]}
            />
          )
        }
        foot={
          <TablePages
            words={`${page.rows.length} ${page.rows.length === 1 ? "notice" : "notices"}, newest first`}
            firstHref={view.after ? webhooksHref(base, view) : undefined}
            nextHref={page.next ? webhooksHref(base, view, { after: page.next }) : undefined}
          />
        }
        empty={isFiltered ? <NoMatch {...{ base, view }} noun="notice" /> : empty}
      />
    </div>
  );
}
