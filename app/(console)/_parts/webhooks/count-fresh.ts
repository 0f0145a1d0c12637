import { environmentOf } from "#app/_doors/gate.ts";
import {
  deliveryFilter,
  noticeFilter,
  type WebhooksView,
  webhooksView,
} from "#components/webhooks/webhooks-view.ts";
import type { Scope } from "#lib/access/open-scope.ts";
import { listNotices } from "#lib/notices/queries/list-notices.ts";
import type { Environment } from "#lib/terms.ts";
import { listDeliveries } from "#lib/webhooks/queries/list-deliveries.ts";
import type { WebhooksPlace } from "./open-webhooks.ts";

const COUNTED_MAX = 50;

type Asked = {
  view: WebhooksView;
  where: { environment: Environment; merchantId: string | undefined };
  after: Date;
};

function askedOf(place: WebhooksPlace, query: URLSearchParams): Asked | null {
  const after = new Date(query.get("since") ?? "");
  if (Number.isNaN(after.getTime())) return null;
  const where = { environment: environmentOf(place.environment), merchantId: place.merchantId };
  return { view: webhooksView(Object.fromEntries(query)), where, after };
}

/** How many deliveries of a list came, or were tried again, after its first row; 50 at most. */
export async function countFreshDeliveries(scope: Scope, place: WebhooksPlace, query: URLSearchParams) {
  const asked = askedOf(place, query);
  if (!asked) return { count: 0 };
  const filter = deliveryFilter(asked.view, asked.where, scope.clock.now());
  const { rows } = await listDeliveries(scope, { ...filter, after: asked.after }, { limit: COUNTED_MAX });
  return { count: rows.length };
}

/** How many notices of a list came after its first row; 50 at most. */
export async function countFreshNotices(scope: Scope, place: WebhooksPlace, query: URLSearchParams) {
  const asked = askedOf(place, query);
  if (!asked) return { count: 0 };
  const filter = noticeFilter(asked.view, asked.where, scope.clock.now());
  const { rows } = await listNotices(scope, { ...filter, after: asked.after }, { limit: COUNTED_MAX });
  return { count: rows.length };
}
