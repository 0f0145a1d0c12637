import type { Metadata } from "next";
import { environmentOf, gate } from "#app/_doors/gate.ts";
import { OrdersList } from "#components/orders/orders-list.tsx";
import { orderFilter, ordersView, type SearchParams } from "#components/orders/orders-view.ts";
import { listWorkspaces } from "#lib/merchants/queries/list-workspaces.ts";
import { listLateDeadlines } from "#lib/orders/queries/list-late-deadlines.ts";
import { listOrders, pageOrders } from "#lib/orders/queries.ts";
import { nameSites } from "#lib/reports/queries.ts";

type Props = { params: Promise<{ environment: string }>; searchParams: Promise<SearchParams> };

const ROWS = 50;

export const metadata: Metadata = { title: "Orders" };

export default async function PartnerOrdersPage({ params, searchParams }: Props) {
  const environment = environmentOf((await params).environment);
  const scope = await gate({ permission: "orders.read", side: "partner" });
  const view = ordersView(await searchParams);
  const now = scope.clock.now();
  const filter = orderFilter(view, { environment }, now);
  const [{ partner, merchants }, page, any] = await Promise.all([
    listWorkspaces(scope),
    view.q
      ? pageOrders(
          scope,
          { ...filter, from: undefined, text: view.q },
          { offset: 0, limit: ROWS, orderBy: "createdOn", ascending: false },
        ).then(({ rows }) => ({ rows, next: null }))
      : listOrders(scope, filter, { after: view.after, limit: ROWS }),
    listOrders(scope, { environment }, { limit: 1 }),
  ]);
  return (
    <OrdersList
      environment={environment}
      root={`/${environment}`}
      of={`every merchant of ${partner.name}`}
      view={view}
      page={page}
      reader={{ zone: partner.timezone, now: now.toISOString() }}
      siteNames={
        await nameSites(
          scope,
          page.rows.flatMap((order) => order.siteId ?? []),
        )
      }
      sites={[]}
      campaigns={[]}
      merchants={merchants.map(({ id, name }) => ({ id, label: name }))}
      lateDeadlines={await listLateDeadlines(scope, page.rows)}
      hasAny={any.rows.length > 0}
      gatewayUrl={process.env.GATEWAY_PUBLIC_URL?.split(",")[0] ?? "$GATEWAY_URL"}
    />
  );
}
