import { afterAll, beforeAll, describe, expect, test } from "vitest";
import { declinedOrder, declinedRebill, without } from "#db/testing/gateway-bodies.ts";
import { createWorld, type World } from "#db/testing/gateway-world.ts";

let world: World;
let live: string;
let siteUrl: string;

beforeAll(async () => {
  world = await createWorld();
  live = await world.bearer(world.alpha.keys.production);
  siteUrl = `https://${world.alpha.host}`;
});
afterAll(() => world.stop());

const evaluate = (json: unknown, token = live) => world.call("/v1/evaluate", { token, json });
const raw = (body: BodyInit, headers: Record<string, string> = {}) =>
  world.call("/v1/evaluate", {
    token: live,
    body,
    headers: { "content-type": "application/json", ...headers },
  });

describe("400", () => {
  test("exactly the offending keys are named, in FlexCharge's words", async () => {
    const paths = [
      "id",
      "responseCode",
      "responseCodeSource",
      "avsResultCode",
      "cvvResultCode",
      "cavvResultCode",
    ];
    const answer = await evaluate(
      without(declinedOrder(), "orderId", ...paths.map((name) => `transaction.${name}`)),
    );
    expect(answer.status).toBe(400);
    expect(answer.body).toEqual({
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

  const wrong: [string, () => unknown, Record<string, string[]>][] = [
    [
      "no isDeclined",
      () => without(declinedOrder(), "isDeclined"),
      { IsDeclined: ["The IsDeclined field is required."] },
    ],
    [
      "an order that was paid",
      () => declinedOrder({ isDeclined: false }),
      { IsDeclined: ["The field IsDeclined is invalid."] },
    ],
    [
      "no key",
      () => without(declinedOrder(), "idempotencyKey"),
      { IdempotencyKey: ["The IdempotencyKey field is required."] },
    ],
    [
      "an empty source",
      () => declinedOrder({ transaction: { responseCodeSource: "" } }),
      { "Transaction.ResponseCodeSource": ["The ResponseCodeSource field is required."] },
    ],
    [
      "no transaction",
      () => without(declinedOrder(), "transaction"),
      { Transaction: ["The Transaction field is required."] },
    ],
    [
      "no amount",
      () => without(declinedOrder(), "transaction.amount"),
      { "Transaction.Amount": ["The Amount field is required."] },
    ],
    [
      "an amount of zero",
      () => declinedOrder({ transaction: { amount: 0 } }),
      { "Transaction.Amount": ["The field Amount is invalid."] },
    ],
    [
      "half a cent",
      () => declinedOrder({ transaction: { amount: 10.5 } }),
      { "Transaction.Amount": ["The field Amount is invalid."] },
    ],
    [
      "a currency nobody has",
      () => declinedOrder({ transaction: { currency: "XYZ" } }),
      { "Transaction.Currency": ["The field Currency is invalid."] },
    ],
    [
      "a time that is none",
      () => declinedOrder({ transaction: { timestampUtc: "yesterday" } }),
      { "Transaction.TimestampUtc": ["The field TimestampUtc is invalid."] },
    ],
    [
      "an empty expiry of a rebill",
      () => declinedRebill({ expiryDateUtc: "" }),
      { ExpiryDateUtc: ["The field ExpiryDateUtc is invalid."] },
    ],
    [
      "a past expiry of a rebill",
      () => declinedRebill({ expiryDateUtc: "2020-01-01T00:00:00Z" }),
      { ExpiryDateUtc: ["The field ExpiryDateUtc is invalid."] },
    ],
    [
      "an expiry that is no date",
      () => declinedRebill({ expiryDateUtc: 12 }),
      { ExpiryDateUtc: ["The field ExpiryDateUtc is invalid."] },
    ],
    [
      "a channel against isMIT",
      () => declinedOrder({ channel: "mit" }),
      { Channel: ["The field Channel is invalid."] },
    ],
    [
      "a channel that does not exist",
      () => declinedOrder({ channel: "fax" }),
      { Channel: ["The field Channel is invalid."] },
    ],
    [
      "a foreign mid",
      () => declinedOrder({ mid: world.beta.mids.production }),
      { Mid: ["The field Mid is invalid."] },
    ],
    [
      "an unknown mid",
      () => declinedOrder({ mid: "5a0e7c11-2222-4333-8444-555566667777" }),
      { Mid: ["The field Mid is invalid."] },
    ],
    [
      "a NUL in an id",
      () => declinedOrder({ orderId: "a\u0000b" }),
      { OrderId: ["The field OrderId is invalid."] },
    ],
    [
      "half a character in an id",
      () => declinedOrder({ orderId: "a\ud800b" }),
      { OrderId: ["The field OrderId is invalid."] },
    ],
    [
      "an endless id",
      () => declinedOrder({ orderId: "x".repeat(257) }),
      { OrderId: ["The field OrderId must be a string with a maximum length of 256."] },
    ],
    [
      "an object for a text",
      () => declinedOrder({ orderId: { $gt: "" } }),
      { OrderId: ["The field OrderId is invalid."] },
    ],
    ["a list", () => [declinedOrder()], { $: ["The JSON value could not be converted."] }],
  ];
  for (const [what, body, problems] of wrong) {
    test(`${what} is refused by its own key only`, async () => {
      const answer = await evaluate(body());
      expect(answer.status).toBe(400);
      const { TraceId: _trace, ...named } = answer.body;
      expect(named).toEqual(problems);
    });
  }

  test("an expiry of a customer's own order is ignored, however wrong", async () => {
    expect((await evaluate(declinedOrder({ siteUrl, expiryDateUtc: "" }))).status).toBe(200);
    expect((await evaluate(declinedRebill({ siteUrl, expiryDateUtc: null }))).status).toBe(200);
  });

  test("a partner-wide key without mid is told so, among the other problems", async () => {
    const token = await world.bearer(world.partnerKeys.production);
    const answer = await evaluate(without(declinedOrder(), "orderId"), token);
    expect(Object.keys(answer.body).sort()).toEqual(["Mid", "OrderId", "TraceId"]);
  });

  test("broken JSON, broken UTF-8, an empty body and bottomless nesting are refused, not crashed on", async () => {
    const deep = `${'{"a":'.repeat(30)}1${"}".repeat(30)}`;
    for (const body of ["{", "", "nonsense", new Uint8Array([0x7b, 0xff, 0x7d]), deep, "[".repeat(20_000)]) {
      const answer = await raw(body as BodyInit);
      expect(answer.status).toBe(400);
      expect(answer.body).toHaveProperty("TraceId");
    }
  });

  test("FlexCharge's own refusal of a body is passed on in its words", async () => {
    const token = await world.bearer(world.alpha.keys.sandbox);
    const answer = await evaluate(declinedOrder({ siteUrl, transaction: { amount: 5 } }), token);
    expect(answer.status).toBe(400);
    expect(answer.body).toHaveProperty(["Transaction.Amount"]);
    expect(answer.body).toHaveProperty("TraceId");
  });

  test("a refused body leaves nothing behind", async () => {
    const order = declinedOrder({ isDeclined: false });
    await evaluate(order);
    const list = await world.call(`/v1/orders?query=${order.orderId}`, { token: live });
    expect(list.body).toMatchObject({ orders: { totalItemCount: 0 } });
  });
});

describe("401", () => {
  test("without a bearer, with a wrong one and with one of another deployment nothing is answered", async () => {
    const foreign = `${live.split(".").slice(0, 2).join(".")}.AAAA`;
    for (const authorization of [undefined, "Bearer", "Bearer x", `Basic ${live}`, `Bearer ${foreign}`]) {
      const headers = authorization ? { authorization } : undefined;
      const answer = await world.call("/v1/evaluate", { json: declinedOrder(), ...(headers && { headers }) });
      expect(answer.status).toBe(401);
      expect(answer.body).toEqual({ errors: ["Authentication failed. Invalid bearer token."] });
    }
  });
});

describe("409", () => {
  test("a key that was used with another body is refused, also at the same moment", async () => {
    const order = declinedOrder({ siteUrl });
    expect((await evaluate(order)).status).toBe(200);
    const other = { ...order, orderId: "another-order" };
    const [late] = await Promise.all([evaluate(other)]);
    expect(late.status).toBe(409);
    expect(late.body).toMatchObject({ status: 409, title: expect.any(String), errors: expect.any(Object) });
    const list = await world.call("/v1/orders?query=another-order", { token: live });
    expect(list.body).toMatchObject({ orders: { totalItemCount: 0 } });
    const fresh = declinedOrder({ siteUrl });
    const both = await Promise.all([evaluate(fresh), evaluate({ ...fresh, orderId: "yet-another" })]);
    expect(both.map(({ status }) => status).sort()).toEqual([200, 409]);
  });
});

describe("413", () => {
  test("64 KiB pass, one byte more does not, and a length that is not told is counted", async () => {
    const order = declinedOrder({ siteUrl, ExtraData: "" });
    const size = Buffer.byteLength(JSON.stringify(order));
    const filled = (bytes: number) => JSON.stringify({ ...order, ExtraData: "x".repeat(bytes - size) });
    expect((await raw(filled(64 * 1024))).status).toBe(200);
    expect((await raw(filled(64 * 1024 + 1))).status).toBe(413);
    const stream = new ReadableStream({
      pull(controller) {
        controller.enqueue(new Uint8Array(16 * 1024).fill(0x20));
      },
    });
    const endless = { body: stream, duplex: "half", method: "POST", token: live } as const;
    expect((await world.call("/v1/evaluate", endless)).status).toBe(413);
  });
});

describe("415", () => {
  test("what cannot be JSON is refused; every other content type is read as JSON", async () => {
    const body = () => JSON.stringify(declinedOrder({ siteUrl }));
    for (const type of [
      "multipart/form-data; boundary=x",
      "application/x-www-form-urlencoded",
      "text/html",
      "application/json; charset=utf-16",
    ]) {
      expect((await raw(body(), { "content-type": type })).status).toBe(415);
    }
    for (const type of [
      "application/*+json",
      "text/plain",
      "application/json; charset=utf-8",
      "application/vnd.api+json",
    ]) {
      expect((await raw(body(), { "content-type": type })).status).toBe(200);
    }
  });
});

describe("422", () => {
  test("a full card number or a CVV is refused by its field's name, and its value is nowhere", async () => {
    const card = { cardNumber: "4111111111111111", Token: false, verificationValue: "999" };
    const answer = await evaluate(declinedOrder({ siteUrl, paymentMethod: card }));
    expect(answer.status).toBe(422);
    expect(Object.keys(answer.body).sort()).toEqual([
      "PaymentMethod.CardNumber",
      "PaymentMethod.VerificationValue",
      "TraceId",
    ]);
    const note = await evaluate(declinedOrder({ siteUrl, remark: "card 4111 1111 1111 1111" }));
    expect(note.status).toBe(422);
    expect(Object.keys(note.body)).toContain("Remark");
    expect(`${answer.text}${note.text}${world.log.join("")}`).not.toMatch(/4111[ -]?1111|999"/);
  });

  test("a numeric order id that happens to pass Luhn is no card", async () => {
    const order = declinedOrder({ siteUrl, orderId: "4111111111111111" });
    expect((await evaluate(order)).body.status).toBe("APPROVED");
  });
});
