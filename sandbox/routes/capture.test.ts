import { randomUUID } from "node:crypto";
import { expect, test } from "vitest";
import { testSandbox } from "../testing/test-sandbox.ts";

const sandbox = testSandbox();
const authorization = { transactionType: "AUTHORIZATION", transaction: { amount: 4599 } };

function captureBody(orderId: string, changes: Record<string, unknown> = {}) {
  return { idempotencyKey: randomUUID(), orderId, amount: 4599, currency: "USD", ...changes };
}

test("an authorised order is captured; both status fields tell", async () => {
  const merchant = await sandbox.merchant();
  const id = await merchant.order("CAPTUREREQUIRED", authorization);
  const body = captureBody(id, { currency: "usd", amount: "4599" });
  const first = await merchant.post("capture", body);
  expect([first.status, first.body]).toEqual([
    200,
    {
      captureStatus: "SUCCESS",
      success: true,
      result: null,
      status: "SUCCESS",
      statusCode: null,
      errors: [],
      customProperties: {},
    },
  ]);
  expect((await merchant.post("capture", body)).body).toEqual(first.body);
  expect((await merchant.get(`orders/${id}`)).body.statusName).toBe("COMPLETED");
  expect((await merchant.post("capture", { ...body, amount: 1 })).status).toBe(409);
});

test("another amount, another currency, a second capture and a paid order fail", async () => {
  const merchant = await sandbox.merchant();
  const id = await merchant.order("CAPTUREREQUIRED", authorization);
  const paid = await merchant.order("APPROVED");
  const refused = [
    await merchant.post("capture", captureBody(id, { amount: 4598 })),
    await merchant.post("capture", captureBody(id, { currency: "EUR" })),
    await merchant.post("capture", captureBody(paid)),
  ];
  expect((await merchant.post("capture", captureBody(id))).body.success).toBe(true);
  refused.push(await merchant.post("capture", captureBody(id)));
  for (const { status, body } of refused) {
    expect(status).toBe(200);
    expect(body).toMatchObject({ success: false, status: "FAILED", captureStatus: "FAILED" });
  }
});

test("what is not captured within seven days is voided", async () => {
  const merchant = await sandbox.merchant();
  const id = await merchant.order("CAPTUREREQUIRED", authorization);
  await sandbox.advance("P7D");
  expect((await merchant.get(`orders/${id}`)).body.statusName).toBe("CANCELLED");
  expect((await merchant.post("capture", captureBody(id))).body.status).toBe("FAILED");
});

test("missing fields are named", async () => {
  const merchant = await sandbox.merchant();
  const { status, body } = await merchant.post("capture", {});
  expect(status).toBe(400);
  expect(Object.keys(body.errors)).toEqual(["IdempotencyKey", "OrderId", "Amount", "Currency"]);
});
