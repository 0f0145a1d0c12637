import { textAt } from "../case-insensitive.ts";
import { idempotently } from "../idempotency.ts";
import { statusName } from "../order-view.ts";
import type { Order } from "../orders.ts";
import { ended, findOrder, listOrdersByExternalId, moveOrder } from "../orders.ts";
import type { Transaction } from "../store.ts";
import type { Answer } from "../wire.ts";
import { ok, orderNotFound, wrappedRefusal } from "../wire.ts";
import type { MerchantCall } from "../wire-call.ts";
import { bodyOf, wrappedNotJson } from "../wire-call.ts";

/** POST /v1/orders/{id}/cancel (§2.8): answers `{}` and nothing else. */
export async function cancel(call: MerchantCall): Promise<Answer> {
  const { world, merchant } = call;
  return cancelOnce(call, await findOrder(world.sql, world, merchant.mid, call.id));
}

/** POST /v1/orders/{externalOrderId}/external-cancel: the same by the merchant's own id, for timeouts. */
export async function externalCancel(call: MerchantCall): Promise<Answer> {
  const { world, merchant } = call;
  const orders = await listOrdersByExternalId(world.sql, world, merchant.mid, call.id);
  return cancelOnce(call, orders.find(isCancellable) ?? orders[0] ?? null);
}

/** Both forms act on the same order under the same key, so they collapse into one operation. */
async function cancelOnce(call: MerchantCall, found: Order | null): Promise<Answer> {
  const { world, merchant } = call;
  const body = bodyOf(call);
  if (call.json !== undefined && !body) return wrappedNotJson();
  if (!found) return orderNotFound;
  const act = async (tx: Transaction): Promise<Answer> => {
    const order = await findOrder(tx, world, merchant.mid, found.id, true);
    if (!order || order.status === "CANCELLED") return ok({});
    if (!isCancellable(order)) {
      const name = statusName(order, world.clock.now());
      return wrappedRefusal({ Status: [`An order in status ${name} cannot be cancelled.`] });
    }
    await moveOrder(tx, world, order, ended("CANCELLED"), world.clock.now());
    return ok({});
  };
  const key = textAt(body, "idempotencyKey");
  const once = { mid: merchant.mid, operation: "cancel", key: key ?? "", payload: { ...body, id: found.id } };
  const answer = key ? await idempotently(world, once, act) : ((await world.sql.begin(act)) as Answer);
  world.wake();
  return answer;
}

/** MIT in Draft, Processing or Capturerequired; CIT in Capturerequired. */
function isCancellable(order: Order): boolean {
  return order.status === "CAPTUREREQUIRED" || (order.is_mit && order.status === "SUBMITTED");
}
