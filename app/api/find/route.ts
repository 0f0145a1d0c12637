import { read } from "#app/_doors/read.ts";
import type { FoundRecords } from "#components/shell/finder.tsx";
import { formatMoney } from "#lib/kit/money.ts";
import { listMerchants } from "#lib/merchants/queries/list-merchants.ts";
import { searchOrders } from "#lib/orders/queries.ts";
import { searchSites } from "#lib/sites/queries/search-sites.ts";
import { ENVIRONMENTS } from "#lib/terms.ts";

const EACH_MAX = 6;

/** ⌘K: records of one environment that the person may see; orders only by a whole id, as the ledger finds them. */
export const GET = read<Record<string, never>>("merchants.read", async (scope, _params, query) => {
  const environment = ENVIRONMENTS.find((one) => one === query.get("environment")) ?? "production";
  const other = environment === "sandbox" ? "production" : "sandbox";
  const text = (query.get("text") ?? "").trim().slice(0, 200);
  if (text.length < 2) return { found: [] } satisfies FoundRecords;
  const mayReadOrders = scope.permissions.has("orders.read");
  const [orders, elsewhere, merchants, sites] = await Promise.all([
    mayReadOrders ? searchOrders(scope, environment, text) : [],
    mayReadOrders ? searchOrders(scope, other, text) : [],
    listMerchants(scope, { search: text, limit: EACH_MAX }),
    searchSites(scope, { search: text, limit: EACH_MAX }),
  ]);
  const root = `/${environment}/m`;
  const found: FoundRecords["found"] = [
    ...orders.slice(0, EACH_MAX).map((order) => {
      const money = formatMoney(order.amountMinor, order.currency);
      return {
        kind: "order" as const,
        id: order.id,
        label: order.externalId,
        detail: order.descriptor ?? undefined,
        trailing: `${money.number} ${money.code}`,
        href: `${root}/${order.merchantId}/orders/${order.id}`,
      };
    }),
    ...merchants.map(({ id, name, currency }) => ({
      kind: "merchant" as const,
      id,
      label: name,
      detail: currency,
      href: `${root}/${id}`,
    })),
    ...sites.rows.map((site) => ({
      kind: "site" as const,
      id: site.id,
      label: site.hosts[0] ?? site.name,
      detail: `${site.name}, ${site.merchantName}`,
      href: `${root}/${site.merchantId}/sites/${site.id}`,
    })),
  ];
  const note =
    elsewhere.length > 0
      ? `${elsewhere.length} more in ${other === "sandbox" ? "Sandbox" : "Production"}`
      : undefined;
  return { found, ...(note ? { elsewhere: note } : {}) } satisfies FoundRecords;
});
