import { EnvironmentTag } from "#components/shell/environment-tag.tsx";
import { FreshRows } from "#components/shell/fresh-rows.tsx";
import { Page } from "#components/shell/page.tsx";
import type { Reader } from "#components/switching/cell-words.ts";
import { CHANNEL_NAMES } from "#components/switching/words.ts";
import { TablePages } from "#components/tables/table-pages.tsx";
import { Banner } from "#components/ui/banner.tsx";
import { ButtonLink } from "#components/ui/button-link.tsx";
import { EmptyState } from "#components/ui/empty-state.tsx";
import { PageHead } from "#components/ui/page-head.tsx";
import { Tabs } from "#components/ui/tabs.tsx";
import { zoneWords } from "#components/ui/zone-words.ts";
import type { LateDeadline } from "#lib/orders/queries/list-late-deadlines.ts";
import type { Order, OrderPage } from "#lib/orders/queries.ts";
import type { Environment } from "#lib/terms.ts";
import { FirstOrder } from "./first-order.tsx";
import { OrderFilters } from "./order-filters.tsx";
import { OrdersTable } from "./orders-table.tsx";
import {
  filtersSet,
  ORDER_VIEWS,
  type OrdersView,
  PERIOD_WORDS,
  VIEW_WORDS,
  viewHref,
  viewWords,
} from "./orders-view.ts";
import { RememberList } from "./remember-list.tsx";

type Named = { id: string; label: string };

/** The orders page of a merchant and of the partner: views, filters, rows, pages by key, and what to do when empty. */
export function OrdersList({
  environment,
  root,
  of,
  view,
  page,
  reader,
  siteNames,
  sites,
  campaigns,
  merchants,
  lateDeadlines,
  hasAny,
  gatewayUrl,
}: {
  environment: Environment;
  /** The workspace's address. */
  root: string;
  /** Whose orders: the merchant's or the partner's name. */
  of: string;
  view: OrdersView;
  page: OrderPage;
  reader: Reader;
  siteNames: Readonly<Record<string, string>>;
  sites: readonly Named[];
  campaigns: readonly Named[];
  merchants?: readonly Named[];
  lateDeadlines: Readonly<Record<string, LateDeadline>>;
  /** Whether any order exists here at all, whatever the filters. */
  hasAny: boolean;
  gatewayUrl: string;
}) {
  const base = `${root}/orders`;
  const hrefOf = (order: Order) => `/${environment}/m/${order.merchantId}/orders/${order.id}`;
  const kind = environment === "production" ? "Live" : "Test";
  const first = page.rows[0];
  return (
    <Page>
      <PageHead
        title="Orders"
        tag={<EnvironmentTag environment={environment} />}
        sentence={`${kind} orders of ${of}. Times in ${zoneWords(reader.zone)}.`}
      />
      {view.notHere && (
        <Banner
          title={`Order ${view.notHere} is not in ${environment === "production" ? "Production" : "Sandbox"}.`}
        >
          An order exists in one environment only; these are the orders of this one.
        </Banner>
      )}
      <div className="flex flex-col gap-3">
        <Tabs
          label="Views"
          tabs={ORDER_VIEWS.map((id) => ({
            href: viewHref(base, view, { view: id }),
            label: VIEW_WORDS[id],
            isCurrent: view.view === id,
          }))}
        />
        <OrderFilters {...{ base, view, sites, campaigns, merchants }} />
        <OrdersTable
          orders={page.rows}
          {...{ reader, hrefOf, siteNames }}
          merchants={merchants && Object.fromEntries(merchants.map(({ id, label }) => [id, label]))}
          lateDeadlines={view.view === "late-approvals" ? lateDeadlines : undefined}
          notice={
            first &&
            !view.after &&
            !view.q && <FreshRows href={freshHref(base, view, first)} noun={["order", "orders"]} />
          }
          foot={
            <TablePages
              words={pageWords(page, view)}
              firstHref={view.after ? viewHref(base, view, {}) : undefined}
              nextHref={page.next ? viewHref(base, view, { after: page.next }) : undefined}
            />
          }
          empty={
            hasAny ? <Filtered {...{ base, view }} /> : <FirstOrder {...{ root, environment, gatewayUrl }} />
          }
        />
      </div>
      <RememberList
        list={{
          href: viewHref(base, view, { after: view.after }),
          words: viewWords(view, CHANNEL_NAMES),
          orders: page.rows.map((order) => ({ id: order.id, href: hrefOf(order) })),
        }}
      />
    </Page>
  );
}

/** Counts what the list would show above its first row. */
function freshHref(base: string, view: OrdersView, first: Order): string {
  const href = viewHref(`${base}/fresh`, view, {});
  return `${href}${href.includes("?") ? "&" : "?"}since=${encodeURIComponent(first.declinedAt.toISOString())}`;
}

function Filtered({ base, view }: { base: string; view: OrdersView }) {
  const set = filtersSet(view);
  const period = PERIOD_WORDS[view.period];
  const title =
    set > 0 ? `No order matches ${set} ${set === 1 ? "filter" : "filters"}` : `No such order, ${period}`;
  return (
    <EmptyState
      title={title}
      sentence={
        view.view === "all" ? `Looked at ${period}.` : `Looked at “${VIEW_WORDS[view.view]}”, ${period}.`
      }
      actions={
        <>
          <ButtonLink href={base}>Clear filters</ButtonLink>
          {view.period !== "all" && (
            <ButtonLink href={viewHref(base, view, { period: "all" })}>Look at any time</ButtonLink>
          )}
        </>
      }
    />
  );
}

function pageWords({ rows, next }: OrderPage, view: OrdersView): string {
  if (view.q) return `${rows.length} ${rows.length === 1 ? "order" : "orders"} found for “${view.q}”`;
  const count = `${rows.length} ${rows.length === 1 ? "order" : "orders"}`;
  return next || view.after
    ? `${count} on this page, newest decline first`
    : `${count}, newest decline first`;
}
