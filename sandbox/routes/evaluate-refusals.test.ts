import { describe, expect, test } from "vitest";
import { daysAfter, evaluateBody } from "../testing/bodies.ts";
import { testSandbox } from "../testing/test-sandbox.ts";

const sandbox = testSandbox();

test("a body without the six transaction fields and the order id yields exactly seven keys and TraceId", async () => {
  const merchant = await sandbox.merchant();
  const { status, body } = await merchant.evaluate({
    orderId: undefined,
    transaction: {
      id: undefined,
      responseCode: undefined,
      responseCodeSource: "",
      avsResultCode: undefined,
      cvvResultCode: undefined,
      cavvResultCode: undefined,
    },
  });
  expect(status).toBe(400);
  expect(body).toEqual({
    TraceId: [expect.stringMatching(/^00-[0-9a-f]{32}-[0-9a-f]{16}-01$/)],
    OrderId: ["Merchant's orderId is required"],
    "Transaction.Id": ["The Id field is required."],
    "Transaction.ResponseCode": ["The ResponseCode field is required."],
    "Transaction.ResponseCodeSource": ["The ResponseCodeSource field is required."],
    "Transaction.AvsResultCode": ["The AvsResultCode field is required."],
    "Transaction.CvvResultCode": ["The CvvResultCode field is required."],
    "Transaction.CavvResultCode": ["The CavvResultCode field is required."],
  });
});

describe("one wrong field is the only key beside TraceId", () => {
  test.each<[string, Parameters<typeof evaluateBody>[0], string, string]>([
    ["isDeclined missing", { isDeclined: undefined }, "IsDeclined", "The IsDeclined field is required."],
    ["isDeclined false", { isDeclined: false }, "IsDeclined", "The field IsDeclined is invalid."],
    ["isDeclined a list", { isDeclined: [] }, "IsDeclined", "The field IsDeclined is invalid."],
    ["no key", { idempotencyKey: null }, "IdempotencyKey", "The IdempotencyKey field is required."],
    [
      "no currency",
      { transaction: { currency: "" } },
      "Transaction.Currency",
      "The Currency field is required.",
    ],
    ["no amount", { transaction: { amount: null } }, "Transaction.Amount", "The Amount field is required."],
    ["odd amount", { transaction: { amount: 1.5 } }, "Transaction.Amount", "The field Amount is invalid."],
    ["no e-mail", { payer: { email: "" } }, "Payer.Email", "The Email field is required."],
    [
      "unknown type",
      { transactionType: "REFUND" },
      "TransactionType",
      "The field TransactionType is invalid.",
    ],
    [
      "no card number",
      { paymentMethod: { cardNumber: undefined } },
      "PaymentMethod.CardNumber",
      "The CardNumber field is required.",
    ],
    [
      "full number without its holder",
      { paymentMethod: { holderName: "" } },
      "PaymentMethod.HolderName",
      "The HolderName field is required.",
    ],
  ])("%s", async (_, changes, key, message) => {
    const merchant = await sandbox.merchant();
    const { status, body } = await merchant.evaluate(changes);
    expect(status).toBe(400);
    expect(body).toEqual({ TraceId: [expect.any(String)], [key]: [message] });
  });

  test.each(["transaction", "payer", "billingInformation", "paymentMethod"])(
    "%s missing or no object",
    async (name) => {
      const merchant = await sandbox.merchant();
      const key = `${name[0]?.toUpperCase()}${name.slice(1)}`;
      for (const [value, message] of [
        [undefined, `The ${key} field is required.`],
        ["text", `The field ${key} is invalid.`],
      ]) {
        const { body } = await merchant.post("evaluate", { ...evaluateBody(), [name]: value });
        expect(body).toEqual({ TraceId: [expect.any(String)], [key]: [message] });
      }
    },
  );
});

test("what clients leave out or send oddly is tolerated", async () => {
  const merchant = await sandbox.merchant();
  const { status } = await merchant.evaluate({
    customerIp: undefined,
    siteId: undefined,
    isRecurring: true,
    isMIT: false,
    expiryDateUtc: "",
    transaction: { timestamp: "x", timestampUtc: undefined },
    payer: { email: "NA" },
  });
  expect(status).toBe(200);
});

describe("amounts", () => {
  const message = "The field Amount must be between 11 and 19999.";

  test.each([10, 20_000, 0, -100])("FlexCharge's sandbox refuses %i cents", async (amount) => {
    const merchant = await sandbox.merchant();
    const { body } = await merchant.evaluate({ transaction: { amount } });
    expect(body).toEqual({ TraceId: [expect.any(String)], "Transaction.Amount": [message] });
  });

  test.each([11, 19_999])("it takes %i cents", async (amount) => {
    const merchant = await sandbox.merchant();
    expect((await merchant.evaluate({ transaction: { amount } })).status).toBe(200);
  });

  test("its production takes any positive amount", async () => {
    sandbox.world = "production";
    const merchant = await sandbox.merchant();
    expect((await merchant.evaluate({ transaction: { amount: 2_500_000 } })).body.status).toBe("APPROVED");
    expect((await merchant.evaluate({ transaction: { amount: 0 } })).status).toBe(400);
    sandbox.world = "sandbox";
  });
});

describe("MIT", () => {
  const invalid = { ExpiryDateUtc: ["The field ExpiryDateUtc is invalid."] };

  test.each(["", "soon", "2026-13-01", "2020-01-01T00:00:00Z", 5])(
    "an expiry of %j is refused",
    async (expiryDateUtc) => {
      for (const mitMode of ["managed", "sync"]) {
        const merchant = await sandbox.merchant({ mitMode });
        const { status, body } = await merchant.evaluate({ isMIT: true, expiryDateUtc });
        expect(status).toBe(400);
        expect(body).toEqual({ TraceId: [expect.any(String)], ...invalid });
      }
    },
  );

  test("a managed account needs an expiry date, null being none", async () => {
    const merchant = await sandbox.merchant();
    for (const expiryDateUtc of [null, undefined]) {
      expect((await merchant.evaluate({ isMIT: true, expiryDateUtc })).body).toMatchObject(invalid);
    }
  });

  test("an account without MIT refuses it and still takes CIT", async () => {
    const merchant = await sandbox.merchant({ mitEnabled: false });
    const expiryDateUtc = daysAfter(await sandbox.now(), 21);
    const { status, body } = await merchant.evaluate({ isMIT: true, expiryDateUtc });
    expect(status).toBe(400);
    expect(body).toEqual({
      TraceId: [expect.any(String)],
      IsMIT: ["MIT is not enabled for this account."],
    });
    expect((await merchant.evaluate()).status).toBe(200);
  });
});

test("an account without authorisation refuses one", async () => {
  const merchant = await sandbox.merchant({ authCapture: false });
  const { body } = await merchant.evaluate({ transactionType: "AUTHORIZATION" });
  expect(body.TransactionType).toEqual(["The field TransactionType is invalid."]);
});

test.each(["", "{", "[]", "null", '"text"', "[".repeat(2_000) + "]".repeat(2_000)])(
  "a body that is no JSON object is a 400 (%#)",
  async (text) => {
    const merchant = await sandbox.merchant();
    const { status, body } = await merchant.post("evaluate", text);
    expect(status).toBe(400);
    expect(body).toEqual({ TraceId: [expect.any(String)], $: [expect.any(String)] });
  },
);

test("a wrong method is a 405, an unknown path a 404, a huge body a 413", async () => {
  const merchant = await sandbox.merchant();
  expect((await merchant.get("evaluate")).status).toBe(405);
  expect((await merchant.get("settlements")).status).toBe(404);
  expect((await merchant.post("evaluate", { text: "x".repeat(1_100_000) })).status).toBe(413);
});
