import { once } from "node:events";
import type { Server } from "node:http";
import type { AddressInfo } from "node:net";
import { afterAll, beforeAll, describe, expect, test } from "vitest";
import { declinedOrder, declinedRebill, without } from "#db/testing/gateway-bodies.ts";
import { createWorld, type KeyPair, type World, type WorldMerchant } from "#db/testing/gateway-world.ts";
import { createGatewayServer } from "./server.ts";

/** The same client calls against the stand-in FlexCharge and against us: only base URL and keys change. */
const PARTIES = ["FlexCharge", "the gateway"] as const;
type Party = (typeof PARTIES)[number];

let world: World;
let server: Server;
let gatewayUrl: string;

beforeAll(async () => {
  world = await createWorld({ gateway: { pciScopeAcknowledged: true } });
  server = createGatewayServer(world.app).listen(0, "localhost");
  await once(server, "listening");
  gatewayUrl = `http://localhost:${(server.address() as AddressInfo).port}`;
});
afterAll(async () => {
  server.closeAllConnections();
  server.close();
  await world.stop();
});

type Reply = { status: number; body: Record<string, unknown>; headers: Headers };

function partyOf(party: Party, merchant: WorldMerchant): { baseUrl: string; keys: KeyPair } {
  return party === "FlexCharge"
    ? { baseUrl: world.sandbox.sandboxUrl, keys: merchant.upstreamKeys.sandbox }
    : { baseUrl: gatewayUrl, keys: merchant.keys.sandbox };
}

/** A client written for FlexCharge: token first, then calls with the bearer. */
async function client(party: Party, merchant: WorldMerchant = world.alpha) {
  const { baseUrl, keys } = partyOf(party, merchant);
  const send = async (path: string, init: RequestInit): Promise<Reply> => {
    const answer = await fetch(`${baseUrl}${path}`, init);
    const text = await answer.text();
    return { status: answer.status, headers: answer.headers, body: text === "" ? {} : JSON.parse(text) };
  };
  const post = (path: string, json: unknown, headers: Record<string, string> = {}) =>
    send(path, {
      method: "POST",
      body: JSON.stringify(json),
      headers: { "content-type": "application/json", ...headers },
    });
  const token = await post("/v1/oauth2/token", { AppKey: keys.appKey, AppSecret: keys.appSecret });
  const authorization = `Bearer ${token.body.accessToken}`;
  return {
    token,
    post: (path: string, json: unknown, headers: Record<string, string> = {}) =>
      post(path, json, { authorization, ...headers }),
    get: (path: string, headers: Record<string, string> = {}) =>
      send(path, { method: "GET", headers: { authorization, ...headers } }),
    open: post,
  };
}

/** Field names with the kind of their value: what a client's parser depends on. */
function shapeOf(body: Record<string, unknown>, ...except: string[]) {
  const kind = (value: unknown) => (Array.isArray(value) ? "array" : value === null ? "null" : typeof value);
  const entries = Object.entries(body).filter(([name]) => !except.includes(name));
  return Object.fromEntries(entries.map(([name, value]) => [name, kind(value)]).sort());
}

const day = () => new Date(Date.now() + 86_400_000).toISOString();
const observed = { amount: 100, responseCode: "100", responseCodeSource: "nmi" };
/** A body of ActiveMerchant's kind: full number, no timestamp, its own extra fields. */
const pan = (cardNumber: string, given: Record<string, unknown> = {}) => {
  const { payer, paymentMethod, ...rest } = given;
  const body = declinedOrder({
    ...{ siteUrl: `https://${world.alpha.host}`, Source: "Spreedly", ExtraData: "", isDeclined: true },
    transaction: observed,
    ...rest,
  });
  return without(
    {
      ...body,
      payer: { email: "NA", ...(payer as object) },
      paymentMethod: {
        ...(body.paymentMethod as object),
        Token: false,
        cardNumber,
        ...(paymentMethod as object),
      },
    },
    "transaction.timestampUtc",
    "customerIp",
  );
};

describe.each(PARTIES)("a client of %s", (party) => {
  test("§1.4 gets a token in either letter case, and a 400 for bad keys", async () => {
    const { token, open } = await client(party);
    expect(token.status).toBe(200);
    expect(shapeOf(token.body)).toEqual(shapeOf((await client("FlexCharge")).token.body));
    const { appKey, appSecret } = partyOf(party, world.alpha).keys;
    expect((await open("/v1//oauth2/token", { appKey, appSecret })).status).toBe(200);
    expect((await open("/v1/oauth2/token", { AppKey: appKey, AppSecret: "no" })).status).toBe(400);
  });

  const approving = "4000002760003184";
  const phone = { phone: "+99.2001a/+99.2001b" };
  const rows: [string, () => Record<string, unknown>, string, "alpha" | "beta"][] = [
    [
      "CIT 4111 with CVV and the challenge phone",
      () =>
        pan("4111111111111111", {
          payer: phone,
          paymentMethod: { verificationValue: "999" },
          expiryDateUtc: day(),
        }),
      "CHALLENGE",
      "alpha",
    ],
    [
      "CIT 4111 without CVV and the challenge phone",
      () => pan("4111111111111111", { payer: phone, expiryDateUtc: day() }),
      "CHALLENGE",
      "alpha",
    ],
    [
      "CIT 4111 with threeDSecure",
      () =>
        pan("4111111111111111", {
          payer: phone,
          paymentMethod: { verificationValue: "999" },
          threeDSecure: { threeDsVersion: "2.1.0", EcommerceIndicator: "05" },
        }),
      "CHALLENGE",
      "alpha",
    ],
    [
      "CIT 4111 without CVV and phone",
      () => pan("4111111111111111", { expiryDateUtc: day() }),
      "DECLINED",
      "alpha",
    ],
    [
      "CIT authorisation with phone 998888",
      () =>
        pan(approving, {
          payer: { phone: "998888" },
          transactionType: "Authorization",
          expiryDateUtc: day(),
        }),
      "CAPTUREREQUIRED",
      "alpha",
    ],
    [
      "MIT on a sync account",
      () => pan(approving, { isMIT: true, isRecurring: true, siteUrl: `https://${world.beta.host}` }),
      "APPROVED",
      "beta",
    ],
    [
      "MIT on a managed account with one day",
      () => pan(approving, { isMIT: true, isRecurring: true, expiryDateUtc: day() }),
      "SUBMITTED",
      "alpha",
    ],
    [
      "isRecurring on a CIT is still a CIT",
      () => pan(approving, { isMIT: false, isRecurring: true }),
      "APPROVED",
      "alpha",
    ],
    ["null for an absent expiry", () => pan(approving, { expiryDateUtc: null }), "APPROVED", "alpha"],
    [
      "a Canadian address",
      () => pan(approving, { billingInformation: { country: "CA", countryCode: "CA", zipcode: "K1C2N6" } }),
      "APPROVED",
      "alpha",
    ],
    [
      "a token and nothing else of the card",
      () => ({
        ...pan(approving, { payer: { phone: "998888" } }),
        paymentMethod: { Token: true, cardNumber: "d0e1f2a3-b4c5-4d6e-8f70-8192a3b4c5d6" },
      }),
      "APPROVED",
      "alpha",
    ],
  ];
  test.each(rows)("§4.3 %s", async (_name, body, status, account) => {
    const { post } = await client(party, world[account]);
    const { Source: _source, ...order } = body();
    const answer = await post("/v1/evaluate", { ...order, mid: world[account].mids.sandbox });
    expect(answer.body.status).toBe(status);
    expect(answer.status).toBe(200);
    expect(answer.body.orderId).toBe(answer.body.orderSessionKey);
    expect(answer.body).toMatchObject({ success: true, result: "Success", statusCode: null, errors: [] });
  });

  const invalid: [string, () => Record<string, unknown>, Record<string, string>][] = [
    [
      "six fields and the order id",
      () =>
        without(
          declinedOrder(),
          "orderId",
          "transaction.id",
          "transaction.responseCode",
          "transaction.responseCodeSource",
          "transaction.avsResultCode",
          "transaction.cvvResultCode",
          "transaction.cavvResultCode",
        ),
      {
        OrderId: "Merchant's orderId is required",
        "Transaction.Id": "The Id field is required.",
        "Transaction.ResponseCode": "The ResponseCode field is required.",
        "Transaction.ResponseCodeSource": "The ResponseCodeSource field is required.",
        "Transaction.AvsResultCode": "The AvsResultCode field is required.",
        "Transaction.CvvResultCode": "The CvvResultCode field is required.",
        "Transaction.CavvResultCode": "The CavvResultCode field is required.",
      },
    ],
    [
      "the key",
      () => without(declinedOrder(), "idempotencyKey"),
      { IdempotencyKey: "The IdempotencyKey field is required." },
    ],
    [
      "isDeclined",
      () => without(declinedOrder(), "isDeclined"),
      { IsDeclined: "The IsDeclined field is required." },
    ],
    [
      "an expiry that says something",
      () => declinedRebill({ expiryDateUtc: "" }),
      { ExpiryDateUtc: "The field ExpiryDateUtc is invalid." },
    ],
    ["the payer", () => without(declinedOrder(), "payer"), { Payer: "The Payer field is required." }],
    [
      "the billing address",
      () => without(declinedOrder(), "billingInformation"),
      { BillingInformation: "The BillingInformation field is required." },
    ],
    [
      "the holder of a full number",
      () => without(pan(approving), "paymentMethod.holderName"),
      { "PaymentMethod.HolderName": "The HolderName field is required." },
    ],
  ];
  test.each(invalid)("§2.3.9 is told exactly what is missing: %s", async (_name, body, problems) => {
    const { post } = await client(party);
    const answer = await post("/v1/evaluate", body());
    expect(answer.status).toBe(400);
    const { TraceId, ...named } = answer.body;
    expect(TraceId).toEqual([expect.stringMatching(/^00-[0-9a-f]{32}-[0-9a-f]{16}-01$/)]);
    expect(named).toEqual(Object.fromEntries(Object.entries(problems).map(([key, text]) => [key, [text]])));
  });

  test("§1.2 may spell names and enums as it likes, send application/*+json and double slashes", async () => {
    const { post } = await client(party);
    const { transactionType, orderId, paymentMethod, ...rest } = pan(approving);
    const { Token: token, ...card } = paymentMethod as Record<string, unknown>;
    const body = {
      ...rest,
      TRANSACTIONTYPE: String(transactionType).toLowerCase(),
      OrderId: orderId,
      paymentmethod: { ...card, token },
    };
    const answer = await post("/v1//evaluate", body, { "content-type": "application/*+json" });
    expect(answer.body.status).toBe("APPROVED");
  });

  test("§2.3 gets the same answer for a repeated key, and 409 for the key with another body", async () => {
    const { post } = await client(party);
    const body = pan(approving);
    const [first, second] = [await post("/v1/evaluate", body), await post("/v1/evaluate", body)];
    expect(second.body).toEqual(first.body);
    expect((await post("/v1/evaluate", { ...body, orderId: "another" })).status).toBe(409);
  });

  test("§2.4, §2.5 and §2.6 follow an order by its session key, and find it by the shop's own id", async () => {
    const { post, get } = await client(party);
    const body = pan(approving);
    const { orderSessionKey } = (await post("/v1/evaluate", body)).body;
    const outcome = await post("/v1//outcome", { orderSessionKey });
    expect(outcome.body).toMatchObject({
      success: true,
      status: "APPROVED",
      confirmationId: expect.stringMatching(/^[0-9A-F]{8}$/),
    });
    const order = await get(`/v1/orders/${orderSessionKey}`, { "content-type": "application/json" });
    expect(order.body).toMatchObject({
      ...{ id: orderSessionKey, status: 7, statusName: "COMPLETED", expiryDate: null, secondaryEmail: "" },
      ...{ currencyCode: "USD", currencySymbol: "$", firstName: "Ada", lastName: "Sample", email: "NA" },
      ...{
        externalOrderId: body.orderId,
        amount: 100,
        amountRefunded: 0,
        mid: world.alpha.mids.sandbox,
        isMIT: false,
      },
      billingAddress: expect.objectContaining({ city: "Springfield" }),
    });
    const list = await get(`/v1/orders?query=${body.orderId}&pageSize=5`);
    expect(list.body).toMatchObject({
      orders: { totalItemCount: 1, pageSize: 5, rows: [{ id: orderSessionKey }] },
    });
    const pending = await post("/v1/evaluate", pan(approving, { isMIT: true, expiryDateUtc: day() }));
    const again = await post("/v1/outcome", { orderSessionKey: pending.body.orderSessionKey });
    expect(again.body).toMatchObject({ status: "SUBMITTED" });
  });

  test("§2.5 and §7.3: an unknown order is a 404, a wrong bearer a 401 with JSON", async () => {
    const { get, post } = await client(party);
    const unknown = await get("/v1/orders/5a0e7c11-2222-4333-8444-555566667777");
    expect([unknown.status, unknown.body]).toEqual([404, { errors: ["Order not found."] }]);
    for (const path of ["/v1/evaluate", "/v1/outcome"]) {
      const answer = await post(path, {}, { authorization: "Bearer wrong" });
      expect([answer.status, answer.body]).toEqual([401, { errors: [expect.any(String)] }]);
    }
  });
});

test("the answers of both have the same fields of the same kinds", async () => {
  const [theirs, ours] = [await client("FlexCharge"), await client("the gateway")];
  const [one, two] = [
    await theirs.post("/v1/evaluate", pan("4000002760003184")),
    await ours.post("/v1/evaluate", pan("4000002760003184")),
  ];
  expect(shapeOf(two.body)).toEqual(shapeOf(one.body));
  const ask = (by: typeof theirs, { body }: Reply) => by.get(`/v1/orders/${body.orderSessionKey}`);
  const [their, our] = [await ask(theirs, one), await ask(ours, two)];
  // siteId and descriptor are what each side knows; the rest of the tail is inferred and optional (§2.5).
  const except = ["amountChargedBack", "customProperties", "siteId", "descriptor"];
  expect(shapeOf(our.body, ...except)).toEqual(shapeOf(their.body, ...except));
  const outcome = (by: typeof theirs, { body }: Reply) =>
    by.post("/v1/outcome", { orderSessionKey: body.orderSessionKey });
  expect(shapeOf((await outcome(ours, two)).body)).toEqual(shapeOf((await outcome(theirs, one)).body));
  const lists = [await theirs.get("/v1/orders"), await ours.get("/v1/orders")];
  expect(shapeOf(lists[1]!.body)).toEqual(shapeOf(lists[0]!.body));
  expect(shapeOf(lists[1]!.body.orders as Record<string, unknown>)).toEqual(
    shapeOf(lists[0]!.body.orders as Record<string, unknown>),
  );
});
