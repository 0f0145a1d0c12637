import { afterAll, beforeAll, expect, test } from "vitest";
import { declinedOrder, declinedRebill } from "#db/testing/gateway-bodies.ts";
import { createWorld, type World } from "#db/testing/gateway-world.ts";
import { newGuid } from "#lib/kit/ids.ts";

/** One script of calls about money against the stand-in FlexCharge and against us: a client must not notice. */
type Step = { what: string; status: number; body: Record<string, unknown> };
type Call = (path: string, json?: unknown) => Promise<{ status: number; body: Record<string, unknown> }>;

let world: World;
beforeAll(async () => {
  world = await createWorld({ gateway: { pciScopeAcknowledged: true } });
});
afterAll(() => world.stop());

async function script(post: Call, get: (path: string) => ReturnType<Call>): Promise<Step[]> {
  const steps: Step[] = [];
  const step = async (what: string, call: ReturnType<Call>) => {
    const { status, body } = await call;
    steps.push({ what, status, body });
  };
  const siteUrl = `https://${world.alpha.host}`;
  const evaluate = async (body: Record<string, unknown>) => {
    const { body: answer } = await post("/v1/evaluate", body);
    return { id: String(answer.orderSessionKey), externalId: String(body.orderId) };
  };
  const refund = (id: string, json: unknown) => post(`/v1/orders/${id}/refund`, json);
  const paid = await evaluate(declinedOrder({ siteUrl, transaction: { amount: 2000 } }));
  await step("a part", refund(paid.id, { amountToRefund: 5.5, refundMessage: "late" }));
  await step("too much", refund(paid.id, { amountToRefund: 14.51 }));
  await step("no amount", refund(paid.id, {}));
  await step("no money", refund(paid.id, { amountToRefund: "ten" }));
  await step("the rest, as text", refund(paid.id, { AMOUNTTOREFUND: "14.50" }));
  await step("once more", refund(paid.id, { amountToRefund: 1 }));
  await step("refund of nobody's", refund(newGuid(), { amountToRefund: 1 }));
  await step("cancel of a paid one", post(`/v1/orders/${paid.id}/cancel`));
  const order = await get(`/v1/orders/${paid.id}`);
  const { status, statusName, amountRefunded } = order.body;
  steps.push({ what: "order", status: order.status, body: { status, statusName, amountRefunded } });

  const auth = { siteUrl, transactionType: "AUTHORIZATION", transaction: { amount: 2000 } };
  const held = await evaluate(declinedOrder(auth));
  const capture = (more: object = {}) =>
    post("/v1/capture", {
      idempotencyKey: newGuid(),
      orderId: held.id,
      amount: 2000,
      currency: "USD",
      ...more,
    });
  await step("capture of a part", capture({ amount: 1999 }));
  await step("capture in euro", capture({ currency: "EUR" }));
  await step("capture of nothing", post("/v1/capture", {}));
  await step("capture", capture());
  await step("capture again", capture());
  await step("capture of nobody's", capture({ orderId: newGuid() }));
  const dropped = await evaluate(declinedOrder(auth));
  await step("cancel", post(`/v1/orders/${dropped.id}/cancel`, {}));
  await step("cancel again", post(`/v1/orders/${dropped.id}/cancel`));
  await step("cancel of nobody's", post(`/v1/orders/${newGuid()}/cancel`));
  const rebill = await evaluate(
    declinedRebill({ siteUrl, expiryDateUtc: new Date(Date.now() + 20 * 86_400_000).toISOString() }),
  );
  await step("external cancel", post(`/v1//orders/${rebill.externalId}/external-cancel`, {}));
  await step("external cancel again", post(`/v1/orders/${rebill.externalId}/external-cancel`));
  await step("external cancel of nobody's", post("/v1/orders/never-heard-of/external-cancel"));
  const card = { first_name: "A", last_name: "B", number: "4000002760003184", month: "09", year: "2028" };
  await step("tokenize", post("/v1/tokenize", { payment_method: { credit_card: card } }));
  await step("tokenize nothing", post("/v1/tokenize", {}));
  return steps;
}

/** Ids and traces differ by nature, and what we add travels in customProperties. */
function comparable(steps: Step[]) {
  const text = JSON.stringify(
    steps.map(({ body: { customProperties: _ours, ...body }, ...step }) => ({ ...step, body })),
  );
  return JSON.parse(
    text
      .replace(/00-[0-9a-f]{32}-[0-9a-f]{16}-01/g, "trace")
      .replace(/[0-9a-f]{8}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{12}/g, "guid")
      .replace(/\d{4}-\d\d-\d\dT[\d:.]+Z?/g, "time"),
  ) as unknown;
}

test("refunds, captures, cancels and tokens are answered as FlexCharge answers them, field by field", async () => {
  const { appKey: AppKey, appSecret: AppSecret } = world.alpha.upstreamKeys.sandbox;
  const direct = async (path: string, json: unknown, method: string, bearer?: string) => {
    const answer = await fetch(`${world.sandbox.sandboxUrl}${path}`, {
      method,
      headers: {
        "content-type": "application/json",
        ...(bearer ? { authorization: `Bearer ${bearer}` } : {}),
      },
      ...(json === undefined ? {} : { body: JSON.stringify(json) }),
    });
    const text = await answer.text();
    return { status: answer.status, body: (text ? JSON.parse(text) : {}) as Record<string, unknown> };
  };
  const { body: token } = await direct("/v1/oauth2/token", { AppKey, AppSecret }, "POST");
  const upstream = String(token.accessToken);
  const theirs = await script(
    (path, json) => direct(path, json, "POST", upstream),
    (path) => direct(path, undefined, "GET", upstream),
  );
  const own = await world.bearer(world.alpha.keys.sandbox);
  const ours = await script(
    (path, json) => world.call(path, { token: own, method: "POST", ...(json === undefined ? {} : { json }) }),
    (path) => world.call(path, { token: own }),
  );
  expect(comparable(ours)).toEqual(comparable(theirs));
});
