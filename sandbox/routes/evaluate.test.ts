import { randomUUID } from "node:crypto";
import { describe, expect, test } from "vitest";
import { cards, daysAfter, evaluateBody } from "../testing/bodies.ts";
import { testSandbox } from "../testing/test-sandbox.ts";

const sandbox = testSandbox();
const challengePhone = "+99.2001a/+99.2001b";
const threeDSecure = { threeDsVersion: "2.1.0", EcommerceIndicator: "05", enrolled: "Y" };

describe("every outcome that was observed on the real sandbox (§4.3)", () => {
  test.each([
    ["4111, CVV and challenge phone", cards.needsCvv, "999", challengePhone, {}, "CHALLENGE"],
    ["4111 and challenge phone, no CVV", cards.needsCvv, undefined, challengePhone, {}, "CHALLENGE"],
    ["the same with 3-D Secure data", cards.needsCvv, "999", challengePhone, { threeDSecure }, "CHALLENGE"],
    ["4111 without CVV and phone", cards.needsCvv, undefined, undefined, {}, "DECLINED"],
    [
      "4000 authorised with phone 998888",
      cards.approve,
      "123",
      "998888",
      { transactionType: "Authorization" },
      "CAPTUREREQUIRED",
    ],
  ])("CIT: %s, an expiry date being ignored", async (_, number, cvv, phone, changes, status) => {
    const merchant = await sandbox.merchant();
    const cardNumber = await merchant.tokenize(number, cvv);
    for (const expiryDateUtc of [daysAfter(await sandbox.now(), 1), undefined]) {
      const answer = await merchant.evaluate({
        payer: { phone },
        paymentMethod: { Token: true, cardNumber },
        expiryDateUtc,
        ...changes,
      });
      expect([answer.status, answer.body.status]).toEqual([200, status]);
    }
  });

  test("MIT without an expiry date on a sync account: APPROVED", async () => {
    const merchant = await sandbox.merchant({ mitMode: "sync" });
    const { body } = await merchant.evaluate({ isMIT: true });
    expect(body.status).toBe("APPROVED");
  });

  test("MIT expiring in one day: SUBMITTED on a managed account, APPROVED on a sync one", async () => {
    const expiryDateUtc = daysAfter(await sandbox.now(), 1);
    for (const [mitMode, status] of [
      ["managed", "SUBMITTED"],
      ["sync", "APPROVED"],
    ]) {
      const merchant = await sandbox.merchant({ mitMode });
      expect((await merchant.evaluate({ isMIT: true, expiryDateUtc })).body.status).toBe(status);
    }
  });
});

test("the answer has the observed shape: one GUID for both ids, the sense key echoed, no title", async () => {
  const merchant = await sandbox.merchant();
  const { body } = await merchant.evaluate({ senseKey: "f0b1c2d3-e4f5-4061-8273-94a5b6c7d8e9" });
  expect(body).toEqual({
    orderSessionKey: expect.stringMatching(/^[0-9a-f-]{36}$/),
    senseKey: "f0b1c2d3-e4f5-4061-8273-94a5b6c7d8e9",
    orderId: body.orderSessionKey,
    success: true,
    result: "Success",
    status: "APPROVED",
    statusCode: null,
    errors: [],
    customProperties: {},
  });
});

test("the sheet's example body is rescued", async () => {
  const merchant = await sandbox.merchant();
  const { body } = await merchant.evaluate({
    mid: merchant.mid.toUpperCase(),
    siteId: merchant.siteId,
    siteUrl: "https://shop.example",
    orderSource: "ecommerce",
    transaction: {
      id: "pay-77120",
      timestampUtc: "2026-01-15T10:20:29Z",
      timezoneUtcOffset: "-5",
      amount: "4599",
      responseCode: 203,
      responseDescription: "Activity limit exceeded",
      cardNotPresent: true,
      dynamicDescriptor: "SHOPEXAMPLE",
    },
    payer: { id: "cust-42", email: "NA", birthdate: "1990-04-02" },
    paymentMethod: { Token: true, cardNumber: await merchant.tokenize(cards.approve) },
    Source: "Spreedly",
    ExtraData: "{}",
  });
  expect(body.status).toBe("APPROVED");
});

test("with a token nothing else about the card is asked for", async () => {
  const merchant = await sandbox.merchant();
  const paymentMethod = { Token: true, cardNumber: await merchant.tokenize(cards.needsCvv, "999") };
  const body = { ...evaluateBody(), paymentMethod };
  expect((await merchant.post("evaluate", body)).body.status).toBe("APPROVED");
});

test("a token is worth nothing to another merchant", async () => {
  const [owner, other] = [await sandbox.merchant(), await sandbox.merchant()];
  const cardNumber = await owner.tokenize(cards.approve);
  expect((await other.evaluate({ paymentMethod: { Token: true, cardNumber } })).body.status).toBe("DECLINED");
});

test.each([
  ["approve", cards.approve, "APPROVED"],
  ["decline", cards.decline, "DECLINED"],
  ["any other card", cards.other, "DECLINED"],
])("a full card number works too: %s", async (_, cardNumber, status) => {
  const merchant = await sandbox.merchant();
  expect((await merchant.evaluate({ paymentMethod: { cardNumber } })).body.status).toBe(status);
});

test("any content type carries the body, and names match in any case", async () => {
  const merchant = await sandbox.merchant();
  const shouted = Object.fromEntries(
    Object.entries(evaluateBody()).map(([name, value]) => [name.toUpperCase(), value]),
  );
  for (const type of ["application/*+json", "text/plain", "application/x-www-form-urlencoded"]) {
    const answer = await sandbox.call(
      "POST",
      "/v1//evaluate/",
      { ...shouted, IDEMPOTENCYKEY: randomUUID() },
      { ...merchant.bearer, "content-type": type },
    );
    expect([answer.status, answer.body.status]).toEqual([200, "APPROVED"]);
  }
});

test("a bearer speaks for one merchant: a body that names another is refused", async () => {
  const merchant = await sandbox.merchant();
  const { status, body } = await merchant.evaluate({ mid: randomUUID() });
  expect(status).toBe(400);
  expect(body).toEqual({ TraceId: [expect.any(String)], Mid: ["The field Mid is invalid."] });
});

describe("idempotency", () => {
  test("the same key and body replay the answer; another body is a 409", async () => {
    const merchant = await sandbox.merchant();
    const body = evaluateBody();
    const first = await merchant.post("evaluate", body);
    const second = await merchant.post("evaluate", Object.fromEntries(Object.entries(body).reverse()));
    expect(second.body).toEqual(first.body);
    expect(JSON.stringify(second.body)).toBe(JSON.stringify(first.body));
    const other = await merchant.post("evaluate", { ...body, orderId: "another" });
    expect(other.status).toBe(409);
    expect((await merchant.get("orders")).body.orders.totalItemCount).toBe(1);
  });

  test("a key is free again after 24 hours of the world's clock", async () => {
    const merchant = await sandbox.merchant();
    const body = evaluateBody({ paymentMethod: { cardNumber: cards.decline } });
    const first = await merchant.post("evaluate", body);
    await sandbox.advance("PT23H59M");
    expect((await merchant.post("evaluate", body)).body.orderId).toBe(first.body.orderId);
    await sandbox.advance("PT2M");
    expect((await merchant.post("evaluate", body)).body.orderId).not.toBe(first.body.orderId);
  });

  test("simultaneous duplicates open one order", async () => {
    const merchant = await sandbox.merchant();
    const body = evaluateBody();
    const answers = await Promise.all(Array.from({ length: 8 }, () => merchant.post("evaluate", body)));
    expect(answers.every(({ status }) => status === 200 || status === 409)).toBe(true);
    expect(answers.some(({ status }) => status === 200)).toBe(true);
    expect((await merchant.get("orders")).body.orders.totalItemCount).toBe(1);
  });
});

describe("the same order id again", () => {
  test("a declined CIT may be tried anew, an approved one tells that it is paid", async () => {
    const merchant = await sandbox.merchant();
    const orderId = "shop-1001";
    const declined = await merchant.evaluate({ orderId, paymentMethod: { cardNumber: cards.decline } });
    const approved = await merchant.evaluate({ orderId });
    const third = await merchant.evaluate({ orderId, paymentMethod: { cardNumber: cards.decline } });
    expect([declined, approved, third].map(({ body }) => body.status)).toEqual([
      "DECLINED",
      "APPROVED",
      "APPROVED",
    ]);
    expect(approved.body.orderId).not.toBe(declined.body.orderId);
    expect(third.body.orderId).toBe(approved.body.orderId);
  });

  test("a sync MIT retry tells the current state of its first order", async () => {
    const merchant = await sandbox.merchant({ mitMode: "sync" });
    const retry = { orderId: "sub-9", isMIT: true, paymentMethod: { cardNumber: cards.decline } };
    const first = await merchant.evaluate(retry);
    const second = await merchant.evaluate(retry);
    expect(first.body.status).toBe("DECLINED");
    expect(second.body).toEqual(first.body);
    await sandbox.control("POST", `orders/${first.body.orderId}/approve`);
    const third = await merchant.evaluate(retry);
    expect(third.body).toEqual({ ...first.body, status: "APPROVED" });
  });

  test("two evaluates at the same moment open one order", async () => {
    const merchant = await sandbox.merchant();
    const answers = await Promise.all(
      Array.from({ length: 6 }, () => merchant.evaluate({ orderId: "shop-1" })),
    );
    expect(new Set(answers.map(({ body }) => body.orderId)).size).toBe(1);
  });
});
