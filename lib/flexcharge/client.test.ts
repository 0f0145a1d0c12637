import { randomUUID } from "node:crypto";
import { afterAll, afterEach, beforeAll, describe, expect, test } from "vitest";
import { startTestSandbox, type TestSandbox } from "#db/testing/sandbox.ts";
import { createFlexchargeClient, type FlexchargeClient } from "./client.ts";
import type { Session } from "./schema.ts";
import { evaluateBody } from "./testing/evaluate-body.ts";

const within = { deadlineMs: 6_000 };
let sandbox: TestSandbox;
let offsetMs = 0;
const clock = { now: () => new Date(Date.now() + offsetMs) };
const clients: FlexchargeClient[] = [];

function newClient(baseUrls = { sandbox: sandbox.sandboxUrl, production: sandbox.productionUrl }) {
  const client = createFlexchargeClient({ baseUrls, clock });
  clients.push(client);
  return client;
}

async function newMerchant(environment: "sandbox" | "production" = "sandbox"): Promise<Session> {
  const account = await sandbox.control(environment).createMerchant({ name: "Shop" });
  const { mid, appKey, appSecret, tokenizationKey } = account;
  return { merchantId: `mer_${mid}`, environment, version: 1, mid, appKey, appSecret, tokenizationKey };
}

/** What the sandbox saw while `work` ran, as `path status` lines of this account or of nobody. */
async function seenDuring<Value>(work: () => Promise<Value>) {
  const control = sandbox.control("sandbox");
  const before = (await control.calls()).at(-1)?.sequence ?? 0;
  const value = await work();
  const calls = await control.calls({ after: before });
  return { value, calls, paths: calls.map((call) => `${call.path.split("?")[0]} ${call.status}`) };
}

beforeAll(async () => {
  sandbox = await startTestSandbox();
});
afterEach(async () => {
  offsetMs = 0;
  await sandbox.control("sandbox").clearFaults();
});
afterAll(async () => {
  await Promise.all(clients.map((client) => client.close()));
  await sandbox.stop();
});

describe("tokens", () => {
  test("twenty evaluates at once share one token", async () => {
    const session = await newMerchant();
    const client = newClient();
    const { value, paths } = await seenDuring(() =>
      Promise.all(Array.from({ length: 20 }, () => client.evaluate(session, evaluateBody(), within))),
    );
    expect(value.map((result) => result.kind)).toEqual(Array(20).fill("answer"));
    expect(paths.filter((path) => path === "/v1/oauth2/token 200")).toHaveLength(1);
    expect(paths.filter((path) => path === "/v1/evaluate 200")).toHaveLength(20);
  });

  test("a token is used until half a minute before its end, then a new one is fetched", async () => {
    const session = await newMerchant();
    const client = newClient();
    await client.listOrders(session, {}, within);
    offsetMs = 9.4 * 60_000;
    const early = await seenDuring(() => client.listOrders(session, {}, within));
    offsetMs = 9.6 * 60_000;
    const late = await seenDuring(() => client.listOrders(session, {}, within));
    expect(early.paths).toEqual(["/v1/orders 200"]);
    expect(late.paths).toEqual(["/v1/oauth2/token 200", "/v1/orders 200"]);
  });

  test("a refused token is replaced once and the call, which was not acted on, is made again", async () => {
    const session = await newMerchant();
    const client = newClient();
    await sandbox
      .control("sandbox")
      .addFault({ path: "/v1/evaluate", kind: "status", status: 401, times: 1 });
    const { value, paths } = await seenDuring(() => client.evaluate(session, evaluateBody(), within));
    expect(value).toMatchObject({ kind: "answer", body: { status: "APPROVED" } });
    expect(paths).toEqual([
      "/v1/oauth2/token 200",
      "/v1/evaluate 401",
      "/v1/oauth2/token 200",
      "/v1/evaluate 200",
    ]);
  });

  test("when the new token is refused too, the credentials are; nobody tries for ever", async () => {
    const session = await newMerchant();
    const client = newClient();
    await sandbox.control("sandbox").addFault({ path: "/v1/evaluate", kind: "status", status: 401 });
    const { value, paths } = await seenDuring(() => client.evaluate(session, evaluateBody(), within));
    expect(value).toMatchObject({ kind: "unauthorized", status: 401 });
    expect(value).not.toHaveProperty("accessToken");
    expect(paths.filter((path) => path === "/v1/evaluate 401")).toHaveLength(2);
  });

  test("a wrong secret is refused and nothing else is called", async () => {
    const session = { ...(await newMerchant()), appSecret: "AQAAAAEAACcQWrong" };
    const { value, paths } = await seenDuring(() => newClient().evaluate(session, evaluateBody(), within));
    expect(value).toMatchObject({ kind: "unauthorized", status: 400 });
    expect(paths).toEqual(["/v1/oauth2/token 400"]);
  });

  test("asking for a token proves whose account the keys open", async () => {
    const session = await newMerchant();
    const result = await newClient().token(session, within);
    expect(result).toMatchObject({ kind: "answer", body: { mid: session.mid } });
  });
});

describe("every call speaks the wire", () => {
  test("evaluate, read by id and by the checkout's own id, refund in decimals, refuse too much", async () => {
    const session = await newMerchant();
    const client = newClient();
    const body = evaluateBody({ MID: "somebody else's" });
    const { value, calls } = await seenDuring(() => client.evaluate(session, body, within));
    if (value.kind !== "answer") throw new Error(value.kind);
    const orderId = value.body.orderSessionKey;
    const sent = calls.at(-1)!.body as Record<string, unknown>;
    expect(sent).toMatchObject({ mid: session.mid, orderId: body.orderId });
    expect(sent).not.toHaveProperty("MID");

    expect(await client.getOrder(session, { orderId }, within)).toMatchObject({
      body: { id: orderId, status: 7, statusName: "COMPLETED" },
    });
    expect(await client.outcome(session, { orderSessionKey: orderId }, within)).toMatchObject({
      body: { status: "APPROVED" },
    });
    const found = await client.listOrders(session, { query: String(body.orderId), pageSize: 5 }, within);
    expect(found).toMatchObject({ kind: "answer", body: { rows: [{ id: orderId }], totalItemCount: 1 } });

    const refund = { orderId, amountMinor: 1999, currency: "USD", message: "Customer request" };
    const refunded = await seenDuring(() => client.refund(session, refund, within));
    expect(refunded.value).toMatchObject({ kind: "answer", body: { success: true, status: "SUCCESS" } });
    expect(refunded.calls.at(-1)!.body).toMatchObject({ amountToRefund: 19.99 });
    const tooMuch = await client.refund(session, { ...refund, amountMinor: 9999 }, within);
    expect(tooMuch).toMatchObject({ kind: "answer", body: { success: false, responseCode: "2001" } });
  });

  test("authorise and capture; authorise and cancel by either id", async () => {
    const session = await newMerchant();
    const client = newClient();
    const authorise = async () => {
      const body = evaluateBody({ transactionType: "AUTHORIZATION" });
      const result = await client.evaluate(session, body, within);
      if (result.kind !== "answer") throw new Error(result.kind);
      expect(result.body.status).toBe("CAPTUREREQUIRED");
      return { orderId: result.body.orderSessionKey, externalOrderId: String(body.orderId) };
    };
    const first = await authorise();
    const capture = {
      orderId: first.orderId,
      idempotencyKey: randomUUID(),
      amountMinor: 4599,
      currency: "USD",
    };
    expect(await client.capture(session, capture, within)).toMatchObject({
      kind: "answer",
      body: { status: "SUCCESS" },
    });
    expect(await client.cancel(session, await authorise(), within)).toMatchObject({
      kind: "answer",
      status: 200,
    });
    const third = await authorise();
    expect(await client.externalCancel(session, third, within)).toMatchObject({
      kind: "answer",
      status: 200,
    });
    expect(await client.getOrder(session, third, within)).toMatchObject({
      body: { statusName: "CANCELLED" },
    });
  });

  test("transmit gives the copy's id", async () => {
    const session = await newMerchant();
    const copy = { ...evaluateBody(), isDeclined: false, paymentMethod: { cardBinNumber: "400000" } };
    const result = await newClient().transmit(session, copy, within);
    expect(result).toMatchObject({ kind: "answer", body: { transmitId: expect.any(String) } });
  });

  test.each([
    ["tokenization key", (session: Session) => session, ["/v1/tokenize 200"]],
    [
      "bearer",
      (session: Session) => ({ ...session, tokenizationKey: null }),
      ["/v1/oauth2/token 200", "/v1/tokenize 200"],
    ],
  ])("a card is vaulted with the %s", async (_name, change, expected) => {
    const session = change(await newMerchant());
    const card = {
      first_name: "Ada",
      last_name: "Sample",
      number: "4000002760003184",
      month: "09",
      year: "2030",
    };
    const body = { payment_method: { credit_card: card } };
    const { value, paths } = await seenDuring(() => newClient().tokenize(session, body, within));
    expect(value).toMatchObject({ body: { transaction: { payment_method: { last_four_digits: "3184" } } } });
    expect(paths).toEqual(expected);
  });

  test("an unknown order and an invalid body are definite refusals with FlexCharge's own words", async () => {
    const session = await newMerchant();
    const client = newClient();
    expect(await client.getOrder(session, { orderId: randomUUID() }, within)).toMatchObject({
      kind: "refused",
      status: 404,
    });
    const { idempotencyKey: _, ...incomplete } = evaluateBody();
    expect(await client.evaluate(session, incomplete, within)).toMatchObject({
      kind: "refused",
      status: 400,
      body: { IdempotencyKey: ["The IdempotencyKey field is required."] },
    });
  });
});

test("each environment's credentials reach its own host only", async () => {
  const session = await newMerchant("production");
  const client = newClient();
  const { value, paths } = await seenDuring(() => client.evaluate(session, evaluateBody(), within));
  expect(value.kind).toBe("answer");
  expect(paths).toEqual([]);
  expect(await sandbox.control("production").calls({ path: "/v1/evaluate" })).toHaveLength(1);
  const wrongWorld = await client.evaluate({ ...session, environment: "sandbox" }, evaluateBody(), within);
  expect(wrongWorld.kind).toBe("unauthorized");
  expect(() => newClient({ sandbox: "http://localhost:1/v1", production: "http://localhost:1" })).toThrow(
    "different hosts",
  );
});
