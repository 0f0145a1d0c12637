import { expect, test } from "vitest";
import { cards } from "../testing/bodies.ts";
import { testSandbox } from "../testing/test-sandbox.ts";

const sandbox = testSandbox();
const amount = 4599;

test("a refund in decimal dollars answers SUCCESS and APPROVED", async () => {
  const merchant = await sandbox.merchant();
  const id = await merchant.order("APPROVED", { transaction: { amount } });
  const { status, body } = await merchant.post(`/orders/${id}/refund`, {
    amountToRefund: 12.0,
    refundMessage: "Customer request",
  });
  expect(status).toBe(200);
  expect(body).toEqual({
    responseCode: null,
    responseMessage: "APPROVED",
    transactionId: expect.stringMatching(/^[0-9a-f-]{36}$/),
    success: true,
    result: null,
    status: "SUCCESS",
    statusCode: null,
    errors: [],
    customProperties: {},
  });
  expect((await merchant.get(`orders/${id}`)).body).toMatchObject({ amountRefunded: 1200, status: 7 });
});

test("several partial refunds add up; the last turns the order into RETURNED", async () => {
  const merchant = await sandbox.merchant();
  const id = await merchant.order("APPROVED", { transaction: { amount } });
  for (const amountToRefund of ["40.00", 5.99]) {
    expect((await merchant.post(`orders/${id}/refund`, { amountToRefund })).body.status).toBe("SUCCESS");
  }
  const order = (await merchant.get(`orders/${id}`)).body;
  expect(order).toMatchObject({ status: 6, statusName: "RETURNED", amountRefunded: amount });
});

test("more than is left fails with the vendor's doubled bracket", async () => {
  const merchant = await sandbox.merchant();
  const declined = await merchant.order("DECLINED", { paymentMethod: { cardNumber: cards.decline } });
  const { status, body } = await merchant.post(`orders/${declined}/refund`, { amountToRefund: 1 });
  const message = "Amount to refund (1.00) is greater than maximum refund amount in (0.00))";
  expect(status).toBe(200);
  expect(body).toEqual({
    responseCode: "2001",
    responseMessage: message,
    transactionId: null,
    success: false,
    result: null,
    status: "FAILED",
    statusCode: null,
    errors: [{ item1: message, item2: "2001", item3: "2001", item4: true }],
    customProperties: {},
  });
  const approved = await merchant.order("APPROVED", { transaction: { amount } });
  const tooMuch = await merchant.post(`orders/${approved}/refund`, { amountToRefund: 46 });
  expect(tooMuch.body.responseMessage).toContain("(46.00) is greater than maximum refund amount in (45.99))");
});

test("an equal refund soon after replays the first; later it pays again", async () => {
  const merchant = await sandbox.merchant();
  const id = await merchant.order("APPROVED", { transaction: { amount } });
  const refund = () => merchant.post(`orders/${id}/refund`, { amountToRefund: 10 });
  const first = await refund();
  expect((await refund()).body).toEqual(first.body);
  await sandbox.advance("PT6M");
  expect((await refund()).body.transactionId).not.toBe(first.body.transactionId);
  expect((await merchant.get(`orders/${id}`)).body.amountRefunded).toBe(2000);
});

test("parallel partial refunds never exceed what was paid", async () => {
  const merchant = await sandbox.merchant();
  const id = await merchant.order("APPROVED", { transaction: { amount: 1000 } });
  const amounts = [4, 4.01, 4.02, 4.03];
  const answers = await Promise.all(
    amounts.map((amountToRefund) => merchant.post(`orders/${id}/refund`, { amountToRefund })),
  );
  expect(answers.filter(({ body }) => body.status === "SUCCESS")).toHaveLength(2);
});

test("an account's limit on partial refunds holds, a full refund does not meet it", async () => {
  const merchant = await sandbox.merchant({ partialRefundLimit: 0.6 });
  const [one, two] = [await merchant.order("APPROVED"), await merchant.order("APPROVED")];
  const refuse = (await merchant.post(`orders/${one}/refund`, { amountToRefund: 0.61 })).body;
  expect(refuse.responseMessage).toContain("(0.60))");
  expect((await merchant.post(`orders/${one}/refund`, { amountToRefund: 0.6 })).body.status).toBe("SUCCESS");
  expect((await merchant.post(`orders/${two}/refund`, { amountToRefund: 1 })).body.status).toBe("SUCCESS");
});

test.each([undefined, 0, -1, 1.001, "x"])("an amount of %s is a 400", async (amountToRefund) => {
  const merchant = await sandbox.merchant();
  const id = await merchant.order("APPROVED");
  const { status, body } = await merchant.post(`orders/${id}/refund`, { amountToRefund });
  expect([status, Object.keys(body.errors)]).toEqual([400, ["AmountToRefund"]]);
});
