import type { EvaluateRequest } from "../evaluate-request.ts";
import { readEvaluate } from "../evaluate-request.ts";
import { idempotently } from "../idempotency.ts";
import type { Merchant } from "../merchants.ts";
import { listSites } from "../merchants.ts";
import type { Order } from "../orders.ts";
import { insertOrder, listOrdersByExternalId, newOrderIds } from "../orders.ts";
import type { CardClass } from "../scenarios.ts";
import { cardClassOf, decide, planOrder } from "../scenarios.ts";
import type { Transaction } from "../store.ts";
import type { Answer } from "../wire.ts";
import { envelope, flatRefusal, ok } from "../wire.ts";
import type { MerchantCall } from "../wire-call.ts";
import { bodyOf, notJson } from "../wire-call.ts";
import type { World } from "../world.ts";

/** POST /v1/evaluate (§2.3): the rescue of one declined transaction. */
export async function evaluate(call: MerchantCall): Promise<Answer> {
  const { world, merchant } = call;
  const body = bodyOf(call);
  if (!body) return flatRefusal(notJson);
  const read = readEvaluate(body, { world: world.name, merchant, now: world.clock.now() });
  if (!read.ok) return flatRefusal(read.problems);
  const { request } = read;
  const once = { mid: merchant.mid, operation: "evaluate", key: request.idempotencyKey, payload: body };
  const answer = await idempotently(world, once, async (tx) => {
    // Two evaluates of one order with different keys: the second must see what the first made.
    await tx`select pg_advisory_xact_lock(
      hashtextextended(${`order|${world.name}|${merchant.mid}|${request.orderId}`}, 0))`;
    const order =
      (await standingOrder(tx, world, merchant, request)) ??
      (await evaluateAnew(tx, world, merchant, request));
    return ok({
      orderSessionKey: order.id,
      senseKey: request.senseKey,
      orderId: order.id,
      ...envelope,
      result: "Success",
      status: order.status,
    });
  });
  world.wake();
  return answer;
}

/**
 * The order whose state a repeated evaluate tells instead of trying again: for a sync MIT always its
 * first order (§3.2); otherwise one that is paid, authorised or still pending, so none is paid twice.
 */
async function standingOrder(
  tx: Transaction,
  world: World,
  merchant: Merchant,
  request: EvaluateRequest,
): Promise<Order | null> {
  const orders = await listOrdersByExternalId(tx, world, merchant.mid, request.orderId);
  const alike = orders.filter((order) => order.is_mit === request.isMit);
  const alive = alike.find((order) => ["APPROVED", "CAPTUREREQUIRED", "SUBMITTED"].includes(order.status));
  if (alive) return alive;
  return request.isMit && merchant.mit_mode === "sync" ? (alike[0] ?? null) : null;
}

async function evaluateAnew(
  tx: Transaction,
  world: World,
  merchant: Merchant,
  request: EvaluateRequest,
): Promise<Order> {
  const createdOn = world.clock.now();
  const card = await readCard(tx, world, merchant.mid, request);
  const decision = decide({ ...request, ...card });
  const plan = planOrder({ ...request, decision, mitMode: merchant.mit_mode, createdOn });
  const sites = await listSites(tx, world, merchant.mid);
  const site =
    sites.find(({ id }) => id === request.siteId) ?? sites.find(({ url }) => url === request.siteUrl);
  const order: Order = {
    ...newOrderIds(),
    mid: merchant.mid,
    external_order_id: request.orderId,
    status: plan.status,
    is_mit: request.isMit,
    transaction_type: request.transactionType,
    amount: request.amount,
    currency: request.currency,
    amount_refunded: 0,
    amount_charged_back: 0,
    site_id: site?.id ?? request.siteId,
    site_url: request.siteUrl ?? site?.url ?? null,
    descriptor: site?.descriptor ?? request.descriptor,
    sense_key: request.senseKey,
    first_name: request.billing?.firstName ?? "",
    last_name: request.billing?.lastName ?? "",
    email: request.email,
    phone: request.phone ?? "",
    billing: request.billing,
    shipping: request.shipping,
    created_on: createdOn,
    expires_on: request.expiresOn,
    due_at: plan.dueAt,
    due_action: plan.dueAction,
  };
  await insertOrder(tx, world, order);
  return order;
}

/** A token behaves as the card it stands for; one that this merchant never made behaves as any other card. */
async function readCard(
  tx: Transaction,
  world: World,
  mid: string,
  request: EvaluateRequest,
): Promise<{ cardClass: CardClass; hasCvv: boolean }> {
  if (request.isToken === false) {
    return { cardClass: cardClassOf(request.cardNumber), hasCvv: request.cvvGiven };
  }
  const [token] = await tx`
    select card_class, has_cvv from sandbox.tokens
    where world = ${world.name} and mid = ${mid} and token = ${request.cardNumber.toLowerCase()}`;
  if (token) return { cardClass: token.card_class, hasCvv: token.has_cvv || request.cvvGiven };
  const isToken = request.isToken === true;
  return { cardClass: isToken ? "unknown" : cardClassOf(request.cardNumber), hasCvv: request.cvvGiven };
}
