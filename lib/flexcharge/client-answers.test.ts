import { createServer, type Server } from "node:http";
import type { AddressInfo } from "node:net";
import { afterAll, beforeAll, beforeEach, describe, expect, test } from "vitest";
import { createFlexchargeClient, type FlexchargeClient } from "./client.ts";
import type { EndedCall, Session } from "./schema.ts";
import { evaluateBody } from "./testing/evaluate-body.ts";

/** An upstream that answers whatever a test puts here: shapes that the sandbox would never give. */
let answer: { status: number; body: string; headers?: Record<string, string> };
let tokenAnswer: typeof answer;
let server: Server;
let lastRequestId: string | undefined;
let client: FlexchargeClient;
let version = 0;
const told: EndedCall[] = [];

const session = (): Session => ({
  merchantId: "mer_1",
  environment: "sandbox",
  version,
  mid: "mid-1",
  appKey: "key",
  appSecret: "secret",
});
const evaluate = () => client.evaluate(session(), evaluateBody(), { deadlineMs: 3_000, ignoreBreaker: true });
const json = (body: unknown, status = 200) => ({ status, body: JSON.stringify(body) });

beforeAll(async () => {
  server = createServer((request, response) => {
    lastRequestId = request.headers["x-request-id"]?.toString();
    const { status, body, headers } = request.url === "/v1/oauth2/token" ? tokenAnswer : answer;
    request.resume().once("end", () => response.writeHead(status, headers).end(body));
  }).listen(0, "127.0.0.1");
  await new Promise((resolve) => server.once("listening", resolve));
  const { port } = server.address() as AddressInfo;
  const baseUrls = { sandbox: `http://127.0.0.1:${port}`, production: "http://127.0.0.1:1" };
  client = createFlexchargeClient({ baseUrls, onCall: (ended) => told.push(ended) });
});
beforeEach(() => {
  version += 1;
  tokenAnswer = json({ accessToken: "a.e30.c", expires: Date.now() + 600_000 });
});
afterAll(async () => {
  await client.close();
  server.close();
});

const good = { orderSessionKey: "7d0c1b7e-52d4-4f0b-9a55-0e6f4f0d9b11", status: "APPROVED" };

test("a call carries its request id to FlexCharge, and each call's end is told once", async () => {
  answer = json(good);
  told.length = 0;
  await client.evaluate(session(), evaluateBody(), { deadlineMs: 3_000, requestId: "shop-7:42" });
  expect(lastRequestId).toBe("shop-7:42");
  answer = { status: 500, body: "" };
  await evaluate();
  expect(lastRequestId).toBeUndefined();
  expect(told.map(({ name, environment, kind }) => `${name} ${environment} ${kind}`)).toEqual([
    "evaluate sandbox answer",
    "evaluate sandbox unknown",
  ]);
});

describe("an answer is taken for what it says", () => {
  test("fields that nobody knows are kept, and the guides' spelling of a status is understood", async () => {
    answer = json({ ...good, status: "Approved", brandNew: { field: 1 } });
    expect(await evaluate()).toMatchObject({
      kind: "answer",
      body: { status: "APPROVED", brandNew: { field: 1 } },
    });
  });

  test.each(["", "{}"])("a cancel is answered by %j", async (body) => {
    answer = { status: 200, body };
    const result = await client.cancel(session(), { orderId: "x" }, { deadlineMs: 3_000 });
    expect(result).toMatchObject({ kind: "answer", status: 200 });
  });

  test("the order list is read where the sheet infers it and where the other lists stand", async () => {
    const page = { rows: [{ id: "o", status: 7, statusName: "Completed" }] };
    for (const body of [{ orders: page }, page]) {
      answer = json(body);
      const result = await client.listOrders(session(), {}, { deadlineMs: 3_000 });
      expect(result).toMatchObject({ kind: "answer", body: { rows: [{ statusName: "COMPLETED" }] } });
    }
  });

  test("a refusal without JSON is still a refusal", async () => {
    answer = { status: 400, body: "<html>Bad Request</html>" };
    expect(await evaluate()).toMatchObject({ kind: "refused", status: 400, body: null });
  });
});

describe("what does not make sense is unknown, never guessed", () => {
  test.each<[string, typeof answer, Record<string, unknown>]>([
    ["an empty answer", { status: 200, body: "" }, { cause: "garbage" }],
    ["an empty object", json({}), { cause: "garbage" }],
    ["a status that nobody knows", json({ ...good, status: "MAYBE" }), { cause: "garbage" }],
    ["no status", json({ ...good, status: null }), { cause: "garbage" }],
    ["an approval of no order", json({ status: "APPROVED" }), { cause: "garbage" }],
    ["a list", json([good]), { cause: "garbage" }],
    ["half an answer", { status: 200, body: '{"status":"APPR' }, { cause: "garbage" }],
    ["more than 256 KiB", json({ ...good, x: "x".repeat(256 * 1024) }), { cause: "garbage" }],
    [
      "a redirect",
      { status: 302, body: "", headers: { location: "/v1/other" } },
      { cause: "status", status: 302 },
    ],
    ["a proxy's time-out", { status: 408, body: "" }, { cause: "status", status: 408 }],
    ["a gateway's time-out", { status: 504, body: "" }, { cause: "status", status: 504 }],
  ])("%s", async (_name, given, expected) => {
    answer = given;
    expect(await evaluate()).toMatchObject({ kind: "unknown", ...expected });
  });
});

describe("without a token nothing is sent", () => {
  test.each<[string, () => typeof answer, Record<string, unknown>]>([
    ["a redirect", () => ({ status: 302, body: "" }), { kind: "unavailable", cause: "token", status: 302 }],
    ["another shape", () => json({ token: "x" }), { kind: "unavailable", cause: "token", status: 200 }],
    ["too many requests", () => json({}, 429), { kind: "unavailable", cause: "token", status: 429 }],
    ["bad keys", () => json({}, 400), { kind: "unauthorized", status: 400 }],
    ["keys that are forbidden", () => json({}, 403), { kind: "unauthorized", status: 403 }],
  ])("the token endpoint answers %s", async (_name, given, expected) => {
    answer = json(good);
    tokenAnswer = given();
    expect(await evaluate()).toMatchObject(expected);
  });
});

test("a token that names no account proves none", async () => {
  expect(await client.token(session(), { deadlineMs: 3_000 })).toMatchObject({ body: { mid: null } });
});
