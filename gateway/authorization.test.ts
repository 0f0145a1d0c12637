import { afterAll, beforeAll, describe, expect, test } from "vitest";
import { declinedOrder } from "#db/testing/gateway-bodies.ts";
import { createWorld, type World, type WorldMerchant } from "#db/testing/gateway-world.ts";
import { digestTenant } from "#db/testing/tenant-rows.ts";
import { processedPayment } from "#db/testing/transmits.ts";
import { GATEWAY_CALLS } from "#e2e/gateway-policy.ts";
import { newGuid, newId } from "#lib/kit/ids.ts";

// P15: to a merchant's key another merchant's id is exactly an id that nobody has, on every call that the app serves.

/** What one merchant has, by the names under which calls take it. */
type Ids = {
  merchantId: string;
  mid: string;
  siteId: string;
  order: string;
  externalId: string;
  orderSessionKey: string;
  transmit: string;
};
type Call = { method: string; path: string; json?: unknown };
type Environment = "sandbox" | "production";

let world: World;
let beta: Record<Environment, Ids>;
let alpha: Record<Environment, Ids>;

beforeAll(async () => {
  world = await createWorld({ gateway: { pciScopeAcknowledged: true } });
  alpha = { sandbox: await fill(world.alpha, "sandbox"), production: await fill(world.alpha, "production") };
  beta = { sandbox: await fill(world.beta, "sandbox"), production: await fill(world.beta, "production") };
}, 90_000);
afterAll(() => world.stop());

/** One order and one copy of a merchant, made through the gateway itself. */
async function fill(merchant: WorldMerchant, environment: Environment): Promise<Ids> {
  const token = await world.bearer(merchant.keys[environment]);
  const order = declinedOrder({ siteId: merchant.siteId });
  const answer = await world.call("/v1/evaluate", { token, json: order });
  const copy = await world.call("/v1/transmit", {
    token,
    json: processedPayment({ siteId: merchant.siteId }),
  });
  expect([answer.status, copy.status], `${answer.text} ${copy.text}`).toEqual([200, 200]);
  const properties = answer.body.customProperties as Record<string, string>;
  return {
    merchantId: merchant.id,
    mid: merchant.mids[environment],
    siteId: merchant.siteId,
    order: properties["switchboard.orderId"]!,
    externalId: String(order.orderId),
    orderSessionKey: String(answer.body.orderSessionKey),
    transmit: String(copy.body.transmitId),
  };
}

const nobodys = (): Ids => ({
  merchantId: newId("merchant"),
  mid: newGuid(),
  siteId: newId("site"),
  order: newId("order"),
  externalId: `shop-${newGuid()}`,
  orderSessionKey: newGuid(),
  transmit: newGuid(),
});

const get = (path: string): Call => ({ method: "GET", path });
const send = (path: string, json: unknown = {}, method = "POST"): Call => ({ method, path, json });
/** What a merchant's own calls leave, also refused ones. */
const OWN_CALLS = ["api_key_uses", "api_calls"];
const REASON = "for this test only";

/** Every way in which a call may name something. `mine` is what the caller would rightly name beside it. */
const CALLS: Record<string, (ids: Ids, mine: Ids) => Call[]> = {
  "POST /v1/transmit": (ids) => [
    send("/v1/transmit", { ...processedPayment({ orderId: "fixed" }), mid: ids.mid }),
    send("/v1/transmit", { ...processedPayment({ orderId: "fixed" }), mid: ids.merchantId }),
  ],
  "GET /v1/transmits/:id": (ids, mine) => [
    get(`/v1/transmits/${ids.transmit}`),
    get(`/v1/transmits/${ids.transmit}?mid=${mine.mid}`),
    get(`/v1/transmits/${mine.transmit}?mid=${ids.mid}`),
  ],
  "PUT /v1/transmits/:id": (ids, mine) => [
    send(`/v1/transmits/${ids.transmit}`, { outcome: "approved" }, "PUT"),
    send(`/v1/transmits/${ids.transmit}?mid=${mine.mid}`, { outcome: "approved" }, "PUT"),
  ],
  "POST /v1/tokenize": (ids) => [
    send(`/v1/tokenize?mid=${ids.mid}`),
    send(`/v1/tokenize?mid=${ids.merchantId}`),
  ],
  "POST /v1/evaluate": (ids) => [
    send("/v1/evaluate", { ...declinedOrder(), mid: ids.mid }),
    send("/v1/evaluate", { ...declinedOrder(), mid: ids.merchantId }),
    send("/v1/evaluate", declinedOrder({ siteId: ids.siteId })),
  ],
  "POST /v1/outcome": (ids) =>
    [ids.order, ids.externalId, ids.orderSessionKey].map((orderSessionKey) =>
      send("/v1/outcome", { orderSessionKey }),
    ),
  "GET /v1/orders": (ids) => [
    get(`/v1/orders?query=${ids.externalId}`),
    get(`/v1/orders?query=${ids.orderSessionKey}`),
    get(`/v1/orders?mid=${ids.mid}`),
    get(`/v1/orders?mid=${ids.merchantId}`),
  ],
  "GET /v1/orders/:id": (ids, mine) => ofOrder(ids, mine).map((path) => get(path)),
  "GET /v1/orders/:id/decision": (ids, mine) => ofOrder(ids, mine, "/decision").map((path) => get(path)),
  "POST /v1/orders/:id/refund": (ids, mine) =>
    ofOrder(ids, mine, "/refund").map((path) => send(path, { amountToRefund: 1 })),
  "POST /v1/orders/:id/cancel": (ids, mine) => ofOrder(ids, mine, "/cancel").map((path) => send(path)),
  "POST /v1/orders/:id/external-cancel": (ids, mine) =>
    ofOrder(ids, mine, "/external-cancel").map((path) => send(path)),
  "POST /v1/capture": (ids) =>
    [ids.order, ids.externalId, ids.orderSessionKey].map((orderId) =>
      send("/v1/capture", { idempotencyKey: newGuid(), orderId, amount: 4599, currency: "USD" }),
    ),
  "GET /api/v1/switches": (ids) => [get(`/api/v1/switches?merchantId=${ids.merchantId}`)],
  "PUT /api/v1/switches": (ids) => {
    const cell = { channel: "mit", mode: "off", reason: REASON };
    return [
      send("/api/v1/switches", { ...cell, scope: "merchant", id: ids.merchantId }, "PUT"),
      send("/api/v1/switches", { ...cell, scope: "site", id: ids.siteId }, "PUT"),
      send("/api/v1/switches", { ...cell, scope: "site", id: ids.siteId, merchantId: ids.merchantId }, "PUT"),
    ];
  },
  "PUT /api/v1/kill-switch": (ids) => [
    send("/api/v1/kill-switch", { scope: "merchant", id: ids.merchantId, on: true, reason: REASON }, "PUT"),
    send("/api/v1/kill-switch", { scope: "site", id: ids.siteId, on: true, reason: REASON }, "PUT"),
  ],
  "POST /api/v1/backfill": (ids) => [
    send("/api/v1/backfill", { merchantId: ids.merchantId, environment: "sandbox" }),
  ],
  "GET /api/v1/reports/:kind": (ids) =>
    ["sites", "series", "transactions", "declines", "nothing"].map((kind) =>
      get(`/api/v1/reports/${kind}?merchantId=${ids.merchantId}`),
    ),
};

function ofOrder(ids: Ids, mine: Ids, leaf = ""): string[] {
  const names = [ids.order, ids.externalId, ids.orderSessionKey];
  const own = `/v1/orders/${mine.order}${leaf}?mid=${ids.mid}`;
  return [
    ...names.flatMap((id) => [`/v1/orders/${id}${leaf}`, `/v1/orders/${id}${leaf}?mid=${mine.mid}`]),
    own,
  ];
}

const served = () =>
  world.app.routes
    .filter(({ method, path }) => method !== "ALL" && !path.endsWith("*"))
    .map(({ method, path }) => `${method} ${path}`);

const named = () =>
  Object.entries(GATEWAY_CALLS).filter(([, need]) => need === "key" || need === "partner key");

/** Status, headers and body without what is the request's own: the ids that were asked for, trace, time, a new order. */
async function answerTo(call: Call, token: string | undefined, asked: Ids) {
  const { method, path, json } = call;
  const answer = await world.call(path, { method, ...(token ? { token } : {}), ...(json ? { json } : {}) });
  const ids = Object.values(asked).sort((a, b) => b.length - a.length);
  const plain = (text: string) =>
    ids
      .reduce((left, id) => left.replaceAll(id, "ID"), text)
      .replace(/"(TraceId|requestId|asOf|switchboard\.requestId|from|to)":("[^"]*"|\["[^"]*"\])/gi, '"$1":""')
      .replace(/[0-9a-f]{8}(-[0-9a-f]{4}){3}-[0-9a-f]{12}/gi, "GUID")
      .replace(/"ord_\w+"/g, '"ORDER"');
  const headers = [...answer.headers].filter(
    ([name]) => !/^(x-request-id|date|x-ratelimit|ratelimit)/.test(name),
  );
  return { status: answer.status, headers, text: plain(answer.text) };
}

describe("every call of the gateway", () => {
  test("is in the policy, and the policy names no other", () => {
    expect([...new Set(served())].sort()).toEqual(Object.keys(GATEWAY_CALLS).sort());
    expect(
      named()
        .map(([call]) => call)
        .sort(),
    ).toEqual(Object.keys(CALLS).sort());
  });

  test("that needs a key answers 401 without one, with a wrong one and with one that was altered", async () => {
    const good = await world.bearer(world.alpha.keys.production);
    for (const [name] of named()) {
      for (const token of [undefined, "not.a.token", `${good.slice(0, -3)}AAA`]) {
        for (const call of CALLS[name]!(alpha.production, alpha.production)) {
          expect((await answerTo(call, token, alpha.production)).status, `${call.method} ${call.path}`).toBe(
            401,
          );
        }
      }
    }
  });

  test("with a merchant's key answers for another merchant's ids as for nobody's, and changes nothing", async () => {
    // Beta's own calls, when its orders were made.
    await world.calls.flush();
    const before = await digestTenant(world.ownerUrl, world.beta.id);
    for (const environment of ["sandbox", "production"] as const) {
      const token = await world.bearer(world.alpha.keys[environment]);
      for (const [name] of named()) {
        const nobody = nobodys();
        const foreign = CALLS[name]!(beta[environment], alpha[environment]);
        const random = CALLS[name]!(nobody, alpha[environment]);
        for (const [index, call] of foreign.entries()) {
          const said = await answerTo(call, token, beta[environment]);
          const expected = await answerTo(random[index]!, token, nobody);
          expect(said, `${environment} ${call.method} ${call.path}`).toEqual(expected);
        }
      }
    }
    await Promise.all([world.rejections.flush(), world.calls.flush()]);
    expect(await digestTenant(world.ownerUrl, world.beta.id)).toEqual(before);
  }, 60_000);

  test("that is the partner's is refused to a merchant's key, also for its own merchant", async () => {
    const before = await digestTenant(world.ownerUrl, world.alpha.id, OWN_CALLS);
    for (const environment of ["sandbox", "production"] as const) {
      const token = await world.bearer(world.alpha.keys[environment]);
      for (const [name, need] of named()) {
        if (need !== "partner key") continue;
        for (const call of CALLS[name]!(alpha[environment], alpha[environment])) {
          const { status } = await answerTo(call, token, alpha[environment]);
          expect(status, `${environment} ${call.method} ${call.path}`).toBe(403);
        }
      }
    }
    expect(await digestTenant(world.ownerUrl, world.alpha.id, OWN_CALLS)).toEqual(before);
  });

  test("with the partner's key finds one merchant's order under another merchant's mid as little as nobody's", async () => {
    const token = await world.bearer(world.partnerKeys.production);
    const nobody = nobodys();
    for (const name of Object.keys(CALLS).filter((call) => call.includes(":id"))) {
      const pick = (ids: Ids) =>
        CALLS[name]!(ids, alpha.production).filter(({ path }) =>
          path.endsWith(`mid=${alpha.production.mid}`),
        );
      const random = pick(nobody);
      for (const [index, call] of pick(beta.production).entries()) {
        const said = await answerTo(call, token, beta.production);
        expect(said, `${call.method} ${call.path}`).toEqual(await answerTo(random[index]!, token, nobody));
        expect(said.status, call.path).toBeGreaterThanOrEqual(400);
      }
    }
  });

  test("with a key of one environment finds nothing of the other", async () => {
    const token = await world.bearer(world.alpha.keys.sandbox);
    const nobody = nobodys();
    for (const name of ["GET /v1/orders/:id", "GET /v1/orders/:id/decision", "GET /v1/transmits/:id"]) {
      const bare = (ids: Ids) =>
        CALLS[name]!(ids, alpha.sandbox).filter(({ path }) => !path.includes("mid="));
      const random = bare(nobody);
      for (const [index, call] of bare(alpha.production).entries()) {
        const said = await answerTo(call, token, alpha.production);
        expect(said, call.path).toEqual(await answerTo(random[index]!, token, nobody));
      }
    }
  });
});

test("a notice for another merchant's address is refused like one for nobody's, whoever signed it", async () => {
  const { signedNotice, noticeBody } = await import("#db/testing/signed-notice.ts");
  const before = await digestTenant(world.ownerUrl, world.beta.id);
  for (const environment of ["sandbox", "production"] as const) {
    const key = world.alpha.webhookKeys[environment];
    const said = [];
    for (const merchantId of [world.beta.id, newId("merchant"), "partner"]) {
      const { path, init } = signedNotice({ merchantId, environment, key }, noticeBody());
      const answer = await world.call(path, { ...init, body: new Uint8Array(init.body) });
      said.push({
        status: answer.status,
        text: answer.text.replace(/"(TraceId|requestId)":("[^"]*"|\["[^"]*"\])/gi, ""),
      });
    }
    expect(said[0]).toMatchObject({ status: 401 });
    expect(said[0]).toEqual(said[1]);
    expect(said[2]).toEqual(said[1]);
  }
  expect(await digestTenant(world.ownerUrl, world.beta.id)).toEqual(before);
});
