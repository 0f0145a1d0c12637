import { afterAll, beforeAll, describe, expect, test, vi } from "vitest";
import { declinedOrder, declinedRebill } from "#db/testing/gateway-bodies.ts";
import { createWorld, type World } from "#db/testing/gateway-world.ts";

let world: World;
let live: string;
let testing: string;
let siteUrl: string;

beforeAll(async () => {
  world = await createWorld();
  live = await world.bearer(world.alpha.keys.production);
  testing = await world.bearer(world.alpha.keys.sandbox);
  siteUrl = `https://${world.alpha.host}`;
});
afterAll(() => world.stop());

const evaluate = (token: string, json: unknown) => world.call("/v1/evaluate", { token, json });
const held = (reason: string) => ({
  status: "DECLINED",
  success: true,
  customProperties: { "switchboard.sent": "false", "switchboard.reason": reason },
});

describe("200, sent", () => {
  test("a live website decline goes to FlexCharge's production and comes back approved", async () => {
    const order = declinedOrder({ siteUrl, vendorExtra: { keep: "me", big: [1, null] } });
    const answer = await evaluate(live, order);
    expect(answer.status).toBe(200);
    expect(answer.body).toMatchObject({
      ...{
        status: "APPROVED",
        success: true,
        result: "Success",
        statusCode: null,
        errors: [],
        senseKey: null,
      },
      customProperties: {
        "switchboard.sent": "true",
        "switchboard.channel": "cit_website",
        "switchboard.mode": "production",
        "switchboard.orderId": expect.stringMatching(/^ord_/),
        "switchboard.requestId": answer.headers.get("x-request-id"),
      },
    });
    expect(answer.body.orderId).toBe(answer.body.orderSessionKey);
    const [sent, ...more] = await world.upstream("production", order.orderId);
    expect(more).toEqual([]);
    expect(sent).toMatchObject({
      mid: world.alpha.mids.production,
      siteId: world.alpha.upstreamSiteIds.production,
      vendorExtra: { keep: "me", big: [1, null] },
    });
    expect(sent?.idempotencyKey).not.toBe(order.idempotencyKey);
  });

  test("a test order goes to FlexCharge's sandbox although the channel is in production", async () => {
    const order = declinedOrder({ siteUrl });
    expect((await evaluate(testing, order)).body.status).toBe("APPROVED");
    expect(await world.upstream("sandbox", order.orderId)).toHaveLength(1);
    expect(await world.upstream("production", order.orderId)).toHaveLength(0);
  });

  test("names, enums and numbers are taken as leniently as FlexCharge takes them", async () => {
    const { isDeclined, orderId, transaction, ...rest } = declinedOrder({ siteUrl });
    const { amount: _amount, ...facts } = transaction as Record<string, unknown>;
    const order = {
      ...rest,
      ISDECLINED: isDeclined,
      orderid: orderId,
      TransactionType: "purchase",
      Transaction: { ...facts, AMOUNT: "4599", timezoneUtcOffset: "-5" },
    };
    const answer = await evaluate(testing, order);
    expect(answer.body.status).toBe("APPROVED");
    const [sent] = await world.upstream("sandbox", orderId);
    expect(sent).toMatchObject({ transaction: { amount: "4599" } });
  });

  test("a number beyond what JavaScript can hold goes out as it came", async () => {
    const order = declinedOrder({ siteUrl });
    const body = JSON.stringify(order).replace("{", '{"ledgerRef":12345678901234567890,');
    const answer = await world.call("/v1/evaluate", { token: testing, body, method: "POST" });
    expect(answer.body.status).toBe("APPROVED");
  });

  test("a managed rebill without an expiry is submitted with 21 days", async () => {
    const rebill = declinedRebill({ siteUrl });
    expect((await evaluate(testing, rebill)).body).toMatchObject({
      status: "SUBMITTED",
      customProperties: { "switchboard.channel": "mit" },
    });
    const [sent] = await world.upstream("sandbox", rebill.orderId);
    const days = (Date.parse(String(sent?.expiryDateUtc)) - Date.now()) / 86_400_000;
    expect(Math.round(days)).toBe(21);
  });

  test("a sync merchant's rebill goes out without an expiry and is answered at once", async () => {
    const token = await world.bearer(world.beta.keys.sandbox);
    const rebill = declinedRebill({
      siteUrl: `https://${world.beta.host}`,
      expiryDateUtc: "2030-01-01T00:00:00Z",
    });
    const card = { ...(rebill.paymentMethod as object) };
    expect((await evaluate(token, { ...rebill, paymentMethod: card })).body.status).toBe("APPROVED");
    const [sent] = await world.upstream("sandbox", rebill.orderId);
    expect(sent).not.toHaveProperty("expiryDateUtc");
  });

  test("a partner-wide key sends for the merchant that mid names, by FlexCharge's MID or by our id", async () => {
    const token = await world.bearer(world.partnerKeys.production);
    for (const mid of [world.beta.mids.production, world.beta.id]) {
      const order = declinedOrder({ mid, siteUrl: `https://${world.beta.host}` });
      expect((await evaluate(token, order)).body.status).toBe("APPROVED");
      const [sent] = await world.upstream("production", order.orderId);
      expect(sent?.mid).toBe(world.beta.mids.production);
    }
  });

  test("a decline by FlexCharge is a decline, a challenge a challenge", async () => {
    const decline = declinedOrder({ siteUrl, payer: { phone: "555" } });
    expect((await evaluate(live, decline)).body.status).toBe("DECLINED");
    const challenge = declinedOrder({ siteUrl, payer: { phone: "+99.2001a/+99.2001b" } });
    expect((await evaluate(live, challenge)).body.status).toBe("CHALLENGE");
  });
});

describe("200, held back", () => {
  test("an order of an unknown site is declined with the reason, and nobody is called", async () => {
    const order = declinedOrder({ siteUrl: "https://elsewhere.example" });
    const answer = await evaluate(live, order);
    expect(answer.status).toBe(200);
    expect(answer.body).toMatchObject(held("UNKNOWN_SITE"));
    expect(await world.upstream("production", order.orderId)).toHaveLength(0);
  });

  test("an order that names no site is declined with the reason", async () => {
    expect((await evaluate(live, declinedOrder())).body).toMatchObject(held("SITE_REQUIRED"));
  });

  test("switching a channel off, or to sandbox, holds live orders back within a second", async () => {
    const cell = { scope: "site" as const, id: world.alpha.siteId, channel: "cit_call_center" as const };
    await world.setMode(world.alpha.id, { ...cell, mode: "off" });
    const phone = () => declinedOrder({ siteUrl, orderSource: "moto" });
    expect((await evaluate(live, phone())).body).toMatchObject(held("CHANNEL_OFF"));
    expect((await evaluate(live, declinedOrder({ siteUrl }))).body.status).toBe("APPROVED");
    await world.setMode(world.alpha.id, { ...cell, mode: "sandbox" });
    expect((await evaluate(live, phone())).body).toMatchObject(held("LIVE_ORDER_ON_SANDBOX_CHANNEL"));
    expect((await evaluate(testing, phone())).body.status).toBe("APPROVED");
    await world.setMode(world.alpha.id, { ...cell, mode: "inherit" });
    expect((await evaluate(live, phone())).body.status).toBe("APPROVED");
  });

  test("a live rebill with less than 14 days is held back, a test one is only flagged", async () => {
    const expiryDateUtc = new Date(Date.now() + 5 * 86_400_000).toISOString();
    expect((await evaluate(live, declinedRebill({ siteUrl, expiryDateUtc }))).body).toMatchObject(
      held("MIT_EXPIRY_TOO_SHORT"),
    );
    expect((await evaluate(testing, declinedRebill({ siteUrl, expiryDateUtc }))).body.status).toBe(
      "SUBMITTED",
    );
  });

  test("a live rebill that failed days ago is held back", async () => {
    const timestampUtc = new Date(Date.now() - 3 * 86_400_000).toISOString();
    expect(
      (await evaluate(live, declinedRebill({ siteUrl, transaction: { timestampUtc } }))).body,
    ).toMatchObject(held("MIT_NOT_SAME_DAY"));
  });

  test("an order outside the merchant's eligibility is held back", async () => {
    await world.changeMerchant(world.beta.id, { eligibility: { declineCodesNever: ["41"] } });
    const token = await world.bearer(world.beta.keys.production);
    const order = declinedOrder({
      siteUrl: `https://${world.beta.host}`,
      transaction: { responseCode: "41" },
    });
    expect((await evaluate(token, order)).body).toMatchObject(held("NOT_ELIGIBLE"));
  });

  test("a suspended merchant's orders are held back", async () => {
    const other = await world.addMerchant("gamma");
    await world.changeMerchant(other.id, { state: "suspended" });
    const token = await world.bearer(other.keys.production);
    const order = declinedOrder({ siteUrl: `https://${other.host}` });
    expect((await evaluate(token, order)).body).toMatchObject(held("MERCHANT_INACTIVE"));
  });

  test("the kill switch holds back new orders, but an approved one still answers that it is approved", async () => {
    const paid = declinedOrder({ siteUrl });
    expect((await evaluate(live, paid)).body.status).toBe("APPROVED");
    const partner = await world.bearer(world.partnerKeys.production);
    const kill = { scope: "merchant", id: world.alpha.id, reason: "an incident" };
    const put = (on: boolean) =>
      world.call("/api/v1/kill-switch", { token: partner, method: "PUT", json: { ...kill, on } });
    expect((await put(true)).status).toBe(200);
    await vi.waitFor(async () => {
      expect((await evaluate(live, declinedOrder({ siteUrl }))).body).toMatchObject(held("KILL_SWITCH"));
    });
    const again = declinedOrder({ ...paid, idempotencyKey: "another attempt" });
    expect((await evaluate(live, again)).body.status).toBe("APPROVED");
    expect(await world.upstream("production", paid.orderId)).toHaveLength(1);
    await put(false);
    await vi.waitFor(async () => {
      expect((await evaluate(live, declinedOrder({ siteUrl }))).body.status).toBe("APPROVED");
    });
  });
});

describe("the same order again", () => {
  test("an order in flight answers its state without a new call", async () => {
    const rebill = declinedRebill({ siteUrl });
    const first = await evaluate(testing, rebill);
    const again = await evaluate(testing, { ...rebill, idempotencyKey: "retry-1" });
    expect(again.body).toMatchObject({ status: "SUBMITTED", orderSessionKey: first.body.orderSessionKey });
    expect(await world.upstream("sandbox", rebill.orderId)).toHaveLength(1);
  });

  test("a declined order may be evaluated again and is then its next attempt", async () => {
    const order = declinedOrder({ siteUrl, payer: { phone: "555" } });
    const first = await evaluate(live, order);
    const better = {
      ...order,
      idempotencyKey: "retry-2",
      payer: { email: "ada@example.com", phone: "998888" },
    };
    const second = await evaluate(live, better);
    expect([first.body.status, second.body.status]).toEqual(["DECLINED", "APPROVED"]);
    const id = (second.body.customProperties as Record<string, string>)["switchboard.orderId"];
    expect((first.body.customProperties as Record<string, string>)["switchboard.orderId"]).toBe(id);
    const decision = await world.call(`/v1/orders/${id}/decision`, { token: live });
    expect(decision.body).toMatchObject({ attempt: 2, sent: true });
  });

  test("the same order id in test and live are two orders", async () => {
    const order = declinedOrder({ siteUrl });
    const one = await evaluate(live, order);
    const two = await evaluate(testing, order);
    expect(one.body.orderSessionKey).not.toBe(two.body.orderSessionKey);
  });

  test("a repeated key with the same body gets the same answer, whatever the spelling of its names", async () => {
    const order = declinedOrder({ siteUrl });
    const first = await evaluate(live, order);
    const { orderId, ...rest } = order;
    const second = await evaluate(live, { OrderID: orderId, ...rest });
    expect(second.body).toEqual(first.body);
    expect(await world.upstream("production", orderId)).toHaveLength(1);
  });

  test("a key in the Idempotency-Key header serves a body that has none; the body's own beats it", async () => {
    const { idempotencyKey: _none, ...order } = declinedOrder({ siteUrl });
    const headers = { "idempotency-key": "from-the-header" };
    const first = await world.call("/v1/evaluate", { token: live, json: order, headers });
    const second = await world.call("/v1/evaluate", { token: live, json: order, headers });
    expect(first.body.status).toBe("APPROVED");
    expect(second.body).toEqual(first.body);
    const own = await world.call("/v1/evaluate", { token: live, json: declinedOrder({ siteUrl }), headers });
    expect(own.status).toBe(200);
    expect(own.body).not.toEqual(first.body);
  });
});
