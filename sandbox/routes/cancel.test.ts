import { randomUUID } from "node:crypto";
import { expect, test } from "vitest";
import { daysAfter } from "../testing/bodies.ts";
import { testSandbox } from "../testing/test-sandbox.ts";

const sandbox = testSandbox();

test("an authorised CIT and a pending MIT are cancelled with an empty answer, as often as asked", async () => {
  const merchant = await sandbox.merchant();
  const expiryDateUtc = daysAfter(await sandbox.now(), 21);
  const ids = [
    await merchant.order("CAPTUREREQUIRED", { transactionType: "AUTHORIZATION" }),
    await merchant.order("SUBMITTED", { isMIT: true, expiryDateUtc }),
  ];
  for (const id of ids) {
    for (const body of [undefined, {}, {}]) {
      const answer = await merchant.post(`orders/${id}/cancel`, body);
      expect([answer.status, answer.body]).toEqual([200, {}]);
    }
    expect((await merchant.get(`orders/${id}`)).body).toMatchObject({ status: 2, statusName: "CANCELLED" });
    expect((await merchant.post("outcome", { orderSessionKey: id })).body.status).toBe("CANCELLED");
  }
  await sandbox.advance("P30D");
  expect((await merchant.post("outcome", { orderSessionKey: ids[1] })).body.status).toBe("CANCELLED");
});

test("a paid order and a challenge cannot be cancelled", async () => {
  const merchant = await sandbox.merchant();
  const ids = [
    await merchant.order("APPROVED"),
    await merchant.order("CHALLENGE", { payer: { phone: "+99.2001a/+99.2001b" } }),
  ];
  for (const id of ids) {
    const { status, body } = await merchant.post(`orders/${id}/cancel`);
    expect(status).toBe(400);
    expect(body).toMatchObject({ status: 400, errors: { Status: [expect.any(String)] } });
  }
});

test("the merchant's own id cancels too, and picks the order that can be cancelled", async () => {
  const merchant = await sandbox.merchant();
  const expiryDateUtc = daysAfter(await sandbox.now(), 21);
  const pending = await merchant.order("SUBMITTED", { orderId: "Sub 9/4", isMIT: true, expiryDateUtc });
  await merchant.order("APPROVED", { orderId: "Sub 9/4" });
  const answer = await merchant.post(`orders/${encodeURIComponent("Sub 9/4")}/external-cancel`);
  expect([answer.status, answer.body]).toEqual([200, {}]);
  expect((await merchant.get(`orders/${pending}`)).body.statusName).toBe("CANCELLED");
});

test("both forms under one idempotency key are one operation; another order under it is a 409", async () => {
  const merchant = await sandbox.merchant();
  const idempotencyKey = randomUUID();
  const authorize = (orderId: string) =>
    merchant.order("CAPTUREREQUIRED", { orderId, transactionType: "AUTHORIZATION" });
  const [one, two] = [await authorize("shop-1"), await authorize("shop-2")];
  expect((await merchant.post(`orders/${one}/cancel`, { idempotencyKey })).status).toBe(200);
  expect((await merchant.post("orders/shop-1/external-cancel", { idempotencyKey })).body).toEqual({});
  expect((await merchant.post(`orders/${two}/cancel`, { idempotencyKey })).status).toBe(409);
  expect((await merchant.get(`orders/${two}`)).body.statusName).toBe("CAPTUREREQUIRED");
});

test("a broken body is a 400", async () => {
  const merchant = await sandbox.merchant();
  const id = await merchant.order("CAPTUREREQUIRED", { transactionType: "AUTHORIZATION" });
  expect((await merchant.post(`orders/${id}/cancel`, "[1]")).status).toBe(400);
});
