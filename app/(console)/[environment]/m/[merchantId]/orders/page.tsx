import type { Metadata } from "next";
import { environmentOf, gate, orNotFound } from "#app/_doors/gate.ts";
import { OrdersList } from "#components/orders/orders-list.tsx";
import { orderFilter, ordersView, type SearchParams } from "#components/orders/orders-view.ts";
import { listLateDeadlines } from "#lib/orders/queries/list-late-deadlines.ts";
import { listOrders, pageOrders } from "#lib/orders/queries.ts";
import { getMatrix } from "#lib/switching/queries.ts";

type Props = {
  params: Promise<{ environment: string; merchantId: string }>;
  searchParams: Promise<SearchParams>;
};

const ROWS = 50;

export const metadata: Metadata = { title: "Orders" };

export default async function OrdersPage({ params, searchParams }: Props) {
  const { environment: segment, merchantId } = await params;
  const environment = environmentOf(segment);
  const scope = await gate({ permission: "orders.read", merchantId });
  const { merchant } = await orNotFound(getMatrix(scope, merchantId));
  const view = ordersView(await searchParams);
  const now = scope.clock.now();
  const filter = orderFilter(view, { environment, merchantId }, now);
  const [page, any] = await Promise.all([
    view.q
      ? pageOrders(
          scope,
          { ...filter, from: undefined, text: view.q },
          { offset: 0, limit: ROWS, orderBy: "createdOn", ascending: false },
        ).then(({ rows }) => ({ rows, next: null }))
      : listOrders(scope, filter, { after: view.after, limit: ROWS }),
    listOrders(scope, { environment, merchantId }, { limit: 1 }),
  ]);
  const sites = merchant.sites.map((site) => ({ id: site.id, label: site.hosts[0] ?? site.name }));
  return (
    <OrdersList
      environment={environment}
      root={`/${environment}/m/${merchantId}`}
      of={merchant.name}
      view={view}
      page={page}
      reader={{ zone: merchant.timezone, now: now.toISOString() }}
      siteNames={Object.fromEntries(sites.map(({ id, label }) => [id, label]))}
      sites={sites}
      campaigns={merchant.campaigns.map((campaign) => ({ id: campaign.id, label: campaign.name }))}
      lateDeadlines={await listLateDeadlines(scope, page.rows)}
      hasAny={any.rows.length > 0}
      gatewayUrl={process.env.GATEWAY_PUBLIC_URL?.split(",")[0] ?? "$GATEWAY_URL"}
    />
  );
}
