import { afterAll, afterEach, beforeAll, describe, expect, test } from "vitest";
import { startTestSandbox, type TestSandbox } from "#db/testing/sandbox.ts";
import type { Fault } from "#db/testing/sandbox-control.ts";
import { freePort } from "../../scripts/embedded-postgres.mjs";
import { createFlexchargeClient, type FlexchargeClient } from "./client.ts";
import type { Session } from "./schema.ts";
import { evaluateBody } from "./testing/evaluate-body.ts";

let sandbox: TestSandbox;
let client: FlexchargeClient;
let session: Session;
let offsetMs = 0;
const clock = { now: () => new Date(Date.now() + offsetMs) };

async function newMerchant(): Promise<Session> {
  const { mid, appKey, appSecret } = await sandbox.control("sandbox").createMerchant({ name: "Shop" });
  return { merchantId: `mer_${mid}`, environment: "sandbox", version: 1, mid, appKey, appSecret };
}

const addFault = (fault: Omit<Fault, "path"> & { path?: string }) =>
  sandbox.control("sandbox").addFault({ path: "/v1/evaluate", times: 1, ...fault });
const evaluate = (deadlineMs = 6_000) => client.evaluate(session, evaluateBody(), { deadlineMs });
const evaluatesSeen = async () => (await sandbox.control("sandbox").calls({ path: "/v1/evaluate" })).length;

beforeAll(async () => {
  sandbox = await startTestSandbox();
  const baseUrls = { sandbox: sandbox.sandboxUrl, production: sandbox.productionUrl };
  client = createFlexchargeClient({ baseUrls, clock, limits: { tokenMs: 1_000 } });
  session = await newMerchant();
});
afterEach(() => sandbox.control("sandbox").clearFaults());
afterAll(async () => {
  await client.close();
  await sandbox.stop();
});

describe("an answer that is not known is never guessed", () => {
  test.each<[string, Omit<Fault, "path">, Record<string, unknown>]>([
    ["500", { kind: "status", status: 500 }, { kind: "unknown", cause: "status", status: 500 }],
    ["503", { kind: "status", status: 503 }, { kind: "unknown", cause: "status", status: 503 }],
    ["hang-up", { kind: "hangup" }, { kind: "unknown", cause: "hangup" }],
    ["an unreadable answer", { kind: "garbage" }, { kind: "unknown", cause: "garbage" }],
    ["too many requests", { kind: "status", status: 429 }, { kind: "refused", status: 429 }],
    ["a key in use", { kind: "status", status: 409 }, { kind: "refused", status: 409 }],
    ["a slow answer in time", { kind: "slow", ms: 200 }, { kind: "answer", status: 200 }],
  ])("%s", async (_name, fault, expected) => {
    await addFault(fault);
    expect(await evaluate()).toMatchObject(expected);
  });

  test.each(["timeout_before", "timeout_after"] as const)(
    "silence (%s) ends at the deadline",
    async (kind) => {
      await evaluate();
      await addFault({ kind });
      const result = await evaluate(300);
      expect(result).toMatchObject({ kind: "unknown", cause: "timeout" });
      expect(result.ms).toBeGreaterThanOrEqual(295);
      expect(result.ms).toBeLessThan(450);
    },
  );

  test("an approval that came too late is found by the checkout's own order id", async () => {
    await addFault({ kind: "timeout_after" });
    const body = evaluateBody();
    expect(await client.evaluate(session, body, { deadlineMs: 300 })).toMatchObject({ kind: "unknown" });
    const found = await client.listOrders(session, { query: String(body.orderId) }, { deadlineMs: 6_000 });
    expect(found).toMatchObject({ kind: "answer", body: { rows: [{ statusName: "COMPLETED" }] } });
  });

  test("a caller who goes away ends the call, which may have been acted on", async () => {
    await evaluate();
    await addFault({ kind: "timeout_before" });
    const leaving = new AbortController();
    const pending = client.evaluate(session, evaluateBody(), { deadlineMs: 6_000, signal: leaving.signal });
    setTimeout(() => leaving.abort(), 100);
    expect(await pending).toMatchObject({ kind: "unknown", cause: "timeout" });
  });
});

describe("what was certainly not sent is told apart", () => {
  test("nothing listens there", async () => {
    const port = await freePort();
    const baseUrls = { sandbox: `http://localhost:${port}`, production: sandbox.productionUrl };
    const lonely = createFlexchargeClient({ baseUrls });
    const result = await lonely.evaluate(session, evaluateBody(), { deadlineMs: 6_000 });
    expect(result).toMatchObject({ kind: "unavailable", cause: "connect" });
    await lonely.close();
  });

  test.each<[string, Omit<Fault, "path">]>([
    ["answers 500", { kind: "status", status: 500 }],
    ["hangs up", { kind: "hangup" }],
    ["answers garbage", { kind: "garbage" }],
  ])("the token endpoint %s", async (_name, fault) => {
    const fresh = await newMerchant();
    await addFault({ ...fault, path: "/v1/oauth2/token" });
    const before = await evaluatesSeen();
    const result = await client.evaluate(fresh, evaluateBody(), { deadlineMs: 6_000 });
    expect(result).toMatchObject({ kind: "unavailable", cause: "token" });
    expect(await evaluatesSeen()).toBe(before);
  });

  test("a token endpoint that is silent costs a caller no more than its own deadline", async () => {
    const fresh = await newMerchant();
    await addFault({ kind: "timeout_before", path: "/v1/oauth2/token" });
    const result = await client.evaluate(fresh, evaluateBody(), { deadlineMs: 300 });
    expect(result).toMatchObject({ kind: "unavailable", cause: "deadline" });
    expect(result.ms).toBeLessThan(450);
  });
});

describe("the circuit breaker", () => {
  test("fails fast after five failures, for one merchant only, and closes after a good probe", async () => {
    session = await newMerchant();
    const neighbour = await newMerchant();
    await evaluate();
    await addFault({ kind: "hangup", times: 5 });
    for (let i = 0; i < 5; i++) expect(await evaluate()).toMatchObject({ kind: "unknown", cause: "hangup" });

    const before = await evaluatesSeen();
    const startedAt = performance.now();
    expect(await evaluate()).toEqual({ kind: "unavailable", cause: "breaker", ms: 0 });
    expect(performance.now() - startedAt).toBeLessThan(50);
    expect(await evaluatesSeen()).toBe(before);
    const other = await client.evaluate(neighbour, evaluateBody(), { deadlineMs: 6_000 });
    expect(other.kind).toBe("answer");

    offsetMs += 2_100;
    const probes = await Promise.all([evaluate(), evaluate(), evaluate()]);
    expect(probes.map((result) => result.kind).sort()).toEqual(["answer", "unavailable", "unavailable"]);
    expect(await evaluate()).toMatchObject({ kind: "answer" });
  });

  test("a person who asks now is not held up by it, and a good answer closes it", async () => {
    session = await newMerchant();
    await addFault({ kind: "status", status: 500, times: 5 });
    for (let i = 0; i < 5; i++) await evaluate();
    expect(await evaluate()).toMatchObject({ cause: "breaker" });
    const asked = await client.listOrders(session, {}, { deadlineMs: 6_000, ignoreBreaker: true });
    expect(asked.kind).toBe("answer");
    expect(await evaluate()).toMatchObject({ kind: "answer" });
  });

  test("refusals are answers: they never open it", async () => {
    session = await newMerchant();
    await addFault({ kind: "status", status: 400, times: 10 });
    for (let i = 0; i < 10; i++) expect(await evaluate()).toMatchObject({ kind: "refused" });
    expect(await evaluate()).toMatchObject({ kind: "answer" });
  });
});
