import { afterEach, beforeEach, describe, expect, test } from "vitest";
import { signatureHeaders } from "./signature.ts";
import { cards, daysAfter } from "./testing/bodies.ts";
import type { Heard } from "./testing/listener.ts";
import { openListener } from "./testing/listener.ts";
import type { TestMerchant } from "./testing/test-sandbox.ts";
import { testSandbox } from "./testing/test-sandbox.ts";
import { isDeliverable } from "./webhooks.ts";

const sandbox = testSandbox();
let listener: Awaited<ReturnType<typeof openListener>>;
let merchant: TestMerchant;

beforeEach(async () => {
  listener = await openListener();
  merchant = await sandbox.merchant({ webhookUrl: listener.url });
});

afterEach(async () => {
  await sandbox.control("POST", "webhooks", { mode: "normal" });
  await listener.close();
});

/** Opens managed MITs that are approved one day on, and lets the day pass. */
async function approveTomorrow(...orderIds: string[]): Promise<void> {
  const expiryDateUtc = daysAfter(await sandbox.now(), 21);
  for (const orderId of orderIds) {
    await merchant.order("SUBMITTED", { orderId, isMIT: true, expiryDateUtc, transaction: { amount: 101 } });
  }
  await sandbox.advance("P1D");
}

function isSignedFor({ raw, headers }: Heard, key: string): boolean {
  const right = signatureHeaders({
    key,
    host: listener.host,
    nonce: headers["x-fc-nonce"] ?? "",
    date: headers["x-fc-date"] ?? "",
    body: raw,
  });
  return Object.entries(right).every(([name, value]) => headers[name] === value);
}

const names = () => listener.heard.map(({ body }) => body.Event);

test("a notice has the vendor's fields, type and signature; its date is wall time, its TimeStamp the world's", async () => {
  await sandbox.advance("P10D");
  const id = await merchant.order("APPROVED", { orderId: "shop-1001" });
  const [notice] = await listener.waitFor(1);
  if (!notice) throw new Error("no notice");
  expect(notice.body).toEqual({
    Event: "order.completed",
    TimeStamp: expect.stringMatching(/^\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d\.\d{7}Z$/),
    EventData: null,
    ExternalOrderId: "shop-1001",
    OrderId: id,
    ConfirmationId: expect.stringMatching(/^[0-9A-F]{8}$/),
    IsTestMode: true,
    IsResent: false,
  });
  expect(notice.url).toBe("/notices");
  expect(notice.headers["content-type"]).toBe("text/plain; charset=utf-8");
  expect(notice.headers["x-fc-nonce"]).toMatch(/^[0-9a-f]{32}$/);
  expect(isSignedFor(notice, merchant.webhookKey)).toBe(true);
  expect(Math.abs(Date.parse(notice.headers["x-fc-date"] ?? "") - Date.now())).toBeLessThan(60_000);
  expect(Date.parse(notice.body.TimeStamp) - Date.now()).toBeGreaterThan(9 * 86_400_000);
});

test("every turn of an order has its event, a plain decline has none", async () => {
  const authorization = { transactionType: "AUTHORIZATION" };
  const captured = await merchant.order("CAPTUREREQUIRED", authorization);
  const cancelled = await merchant.order("CAPTUREREQUIRED", authorization);
  await merchant.order("DECLINED", { paymentMethod: { cardNumber: cards.decline } });
  const capture = { idempotencyKey: "k", orderId: captured, amount: 100, currency: "USD" };
  await merchant.post("capture", capture);
  await merchant.post(`orders/${cancelled}/cancel`);
  await merchant.post(`orders/${captured}/refund`, { amountToRefund: 0.4 });
  await sandbox.control("POST", `orders/${captured}/chargeback`, { reason: "fraud" });
  await listener.waitFor(6);
  expect(names().sort()).toEqual([
    "order.cancelled",
    "order.capturerequired",
    "order.capturerequired",
    "order.completed",
    "order.refunded",
    "payment.chargeback.received",
  ]);
  const data = (event: string) => listener.heard.find(({ body }) => body.Event === event)?.body.EventData;
  expect(data("order.refunded")).toEqual({ amount: 40, currency: "USD" });
  expect(data("payment.chargeback.received")).toEqual({ amount: 60, currency: "USD", reason: "fraud" });
});

test("moving the clock approves and expires managed MITs in their order", async () => {
  const expiryDateUtc = daysAfter(await sandbox.now(), 15);
  const open = (amount: number, cardNumber = cards.approve) =>
    merchant.order("SUBMITTED", {
      isMIT: true,
      expiryDateUtc,
      orderId: `mit-${amount}-${cardNumber}`,
      transaction: { amount },
      paymentMethod: { cardNumber },
    });
  const ids = [
    await open(199),
    await open(107),
    await open(150),
    await open(120),
    await open(101),
    await open(101, cards.decline),
  ];
  await sandbox.advance("P2D");
  const word = async (id: string | undefined) =>
    (await merchant.post("outcome", { orderSessionKey: id })).body.status;
  expect(await Promise.all(ids.map(word))).toEqual([
    "SUBMITTED",
    "SUBMITTED",
    "SUBMITTED",
    "SUBMITTED",
    "APPROVED",
    "SUBMITTED",
  ]);
  await sandbox.advance("P20D");
  expect(await Promise.all(ids.map(word))).toEqual([
    "EXPIRED",
    "APPROVED",
    "APPROVED",
    "EXPIRED",
    "APPROVED",
    "EXPIRED",
  ]);
  const times = listener.heard.map(({ body }) => body.TimeStamp);
  expect(times).toHaveLength(6);
  expect(names().filter((name) => name === "order.expired")).toHaveLength(3);
  const approvedAt = listener.heard.find(({ body }) => body.OrderId === ids[1])?.body.TimeStamp;
  const placed = (await merchant.get(`orders/${ids[1]}`)).body.createdOn;
  expect(Date.parse(approvedAt) - Date.parse(placed)).toBe(7 * 86_400_000);
});

describe("a listener that does not acknowledge", () => {
  test("is asked again after 1, 5 and 30 minutes, then 2, 6 and 12 hours, with IsResent", async () => {
    listener.answers.push(...Array.from({ length: 20 }, () => ({ status: 500 })));
    await merchant.order("APPROVED");
    await listener.waitFor(1);
    let expected = 1;
    for (const wait of ["PT1M", "PT5M", "PT30M", "PT2H", "PT6H", "PT12H"]) {
      await sandbox.advance(wait);
      expected += 1;
      expect(listener.heard).toHaveLength(expected);
    }
    await sandbox.advance("P2D");
    expect(listener.heard).toHaveLength(7);
    expect(listener.heard.map(({ body }) => body.IsResent)).toEqual([false, ...Array(6).fill(true)]);
    expect(new Set(listener.heard.map(({ body }) => body.TimeStamp)).size).toBe(1);
    expect(new Set(listener.heard.map(({ headers }) => headers["x-fc-nonce"])).size).toBe(7);
    expect(listener.heard.every((notice) => isSignedFor(notice, merchant.webhookKey))).toBe(true);
  });

  test("is left alone once it has answered 2xx", async () => {
    listener.answers.push({ status: 503 }, { status: 204 });
    await merchant.order("APPROVED");
    await listener.waitFor(1);
    await sandbox.advance("P3D");
    expect(listener.heard).toHaveLength(2);
  });

  test("is not followed to another address", async () => {
    const other = await openListener();
    listener.answers.push({ status: 307, headers: { location: other.url } });
    await merchant.order("APPROVED");
    await listener.waitFor(1);
    await sandbox.advance("PT1M");
    expect(listener.heard).toHaveLength(2);
    expect(other.heard).toHaveLength(0);
    await other.close();
  });
});

describe("the webhook modes", () => {
  const mode = (name: string, more = {}) => sandbox.control("POST", "webhooks", { mode: name, ...more });

  test("duplicate sends every notice twice, each with a nonce of its own", async () => {
    await mode("duplicate");
    await approveTomorrow("a");
    expect(listener.heard).toHaveLength(2);
    expect(listener.heard[0]?.raw).toBe(listener.heard[1]?.raw);
    expect(listener.heard[0]?.headers["x-fc-nonce"]).not.toBe(listener.heard[1]?.headers["x-fc-nonce"]);
  });

  test("reorder sends the later notice first", async () => {
    await mode("reorder");
    await approveTomorrow("first", "second");
    await sandbox.advance("PT5S");
    expect(listener.heard.map(({ body }) => body.ExternalOrderId)).toEqual(["second", "first"]);
  });

  test("drop loses the notice for good", async () => {
    await mode("drop");
    await approveTomorrow("lost");
    await mode("normal");
    await sandbox.advance("P2D");
    expect(listener.heard).toHaveLength(0);
  });

  test("forge signs with a wrong key until the mode is normal again", async () => {
    await mode("forge");
    listener.answers.push({ status: 401 });
    await merchant.order("APPROVED");
    await listener.waitFor(1);
    await mode("normal");
    await sandbox.advance("PT1M");
    expect(listener.heard.map((notice) => isSignedFor(notice, merchant.webhookKey))).toEqual([false, true]);
  });

  test("delay holds the notice back on the world's clock", async () => {
    await mode("delay", { ms: 3_600_000 });
    await merchant.order("APPROVED");
    await sandbox.advance("PT59M");
    expect(listener.heard).toHaveLength(0);
    await sandbox.advance("PT1M");
    expect(listener.heard).toHaveLength(1);
  });

  test("an unknown mode is refused", async () => {
    expect((await mode("chaos")).status).toBe(400);
  });
});

test.each([
  ["https://hooks.shop.example/fc", true],
  ["http://localhost:4000/hooks", true],
  ["http://127.0.0.1/hooks", true],
  ["http://[::1]:80/hooks", true],
  ["http://hooks.shop.example/fc", false],
  ["http://localhost.shop.example/fc", false],
  ["http://user:secret@localhost/fc", false],
  ["ftp://localhost/fc", false],
  ["nowhere", false],
])("a notice may go to %s: %s", async (address, allowed) => {
  expect(isDeliverable(address)).toBe(allowed);
  const { status } = await sandbox.control("PUT", `merchants/${merchant.mid}`, { webhookUrl: address });
  expect(status).toBe(allowed ? 200 : 400);
});
