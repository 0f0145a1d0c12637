import { expect, test } from "vitest";
import { cards, daysAfter, evaluateBody } from "./testing/bodies.ts";
import { openListener } from "./testing/listener.ts";
import { testSandbox } from "./testing/test-sandbox.ts";

const sandbox = testSandbox();

test("the two worlds share no account, clock, mode or record", async () => {
  const merchant = await sandbox.merchant();
  await merchant.order("APPROVED");
  await sandbox.control("POST", "webhooks", { mode: "drop" });
  await sandbox.advance("P5D");
  sandbox.world = "production";
  const keys = { AppKey: merchant.appKey, AppSecret: merchant.appSecret };
  expect((await sandbox.call("POST", "/v1/oauth2/token", keys)).status).toBe(400);
  expect(Math.abs(Date.parse(await sandbox.now()) - Date.now())).toBeLessThan(60_000);
  const state = (await sandbox.control("GET", "state")).body;
  expect(state).toMatchObject({ world: "production", merchants: 0, orders: 0, webhookMode: "normal" });
  const { calls } = (await sandbox.control("GET", "calls")).body;
  expect(calls.map((call: { environment: string }) => call.environment)).toEqual(["production"]);
  const real = await sandbox.merchant();
  const listener = await openListener();
  await sandbox.control("PUT", `merchants/${real.mid}`, { webhookUrl: listener.url });
  await real.order("APPROVED");
  expect((await listener.waitFor(1))[0]?.body.IsTestMode).toBe(false);
  expect((await real.get("orders")).body.orders.totalItemCount).toBe(1);
  const tokenized = await real.post("tokenize", {
    payment_method: {
      credit_card: { first_name: "A", last_name: "B", number: cards.approve, month: 1, year: 2030 },
    },
  });
  expect(tokenized.body.transaction.on_test_gateway).toBe(false);
  await listener.close();
  sandbox.world = "sandbox";
  await sandbox.control("POST", "reset");
});

test("a restart loses nothing: clock, orders, keys, bearer, faults, mode and notices under way", async () => {
  const listener = await openListener();
  listener.answers.push({ status: 500 });
  const merchant = await sandbox.merchant({ webhookUrl: listener.url });
  const body = evaluateBody();
  const approved = await merchant.post("evaluate", body);
  await listener.waitFor(1);
  const expiryDateUtc = daysAfter(await sandbox.now(), 21);
  const pending = await merchant.order("SUBMITTED", { isMIT: true, expiryDateUtc });
  await sandbox.control("POST", "faults", { path: "/v1/transmit", kind: "status", status: 503, times: 2 });
  await sandbox.control("POST", "webhooks", { mode: "delay", ms: 60_000 });
  const moved = await sandbox.advance("PT30S");

  await sandbox.stop();
  await sandbox.start();

  expect(Date.parse(await sandbox.now())).toBeGreaterThanOrEqual(Date.parse(moved));
  expect((await sandbox.control("GET", "state")).body.webhookMode).toBe("delay");
  expect((await merchant.post("transmit", {})).status).toBe(503);
  expect((await merchant.post("evaluate", body)).body).toEqual(approved.body);
  expect((await merchant.get(`orders/${pending}`)).body.externalOrderId).toEqual(expect.any(String));
  await sandbox.advance("PT1M");
  expect(listener.heard.map(({ body }) => body.IsResent)).toEqual([false, true]);
  await sandbox.advance("P3DT1M");
  expect((await merchant.post("outcome", { orderSessionKey: pending })).body.status).toBe("APPROVED");
  const { calls } = (await sandbox.control("GET", "calls?path=/v1/evaluate")).body;
  expect(calls.length).toBeGreaterThanOrEqual(3);
  await listener.close();
  await sandbox.control("POST", "reset");
});

test("a reset empties one world, sets its clock back and numbers calls on", async () => {
  const merchant = await sandbox.merchant();
  await merchant.order("APPROVED");
  await sandbox.advance("P9D");
  const last = (await sandbox.control("GET", "calls")).body.calls.at(-1).sequence;
  expect((await sandbox.control("POST", "reset")).status).toBe(200);
  const state = (await sandbox.control("GET", "state")).body;
  expect(state).toMatchObject({ merchants: 0, sites: 0, orders: 0, tokens: 0, calls: 0, faults: 0 });
  expect(Math.abs(Date.parse(await sandbox.now()) - Date.now())).toBeLessThan(60_000);
  expect((await merchant.get("orders")).status).toBe(401);
  const [next] = (await sandbox.control("GET", `calls?after=${last}`)).body.calls;
  expect(next).toMatchObject({ sequence: last + 1, path: "/v1/orders", status: 401 });
});
