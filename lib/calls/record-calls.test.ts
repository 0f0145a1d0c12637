import { afterAll, beforeAll, beforeEach, describe, expect, test } from "vitest";
import { type Database, openDatabase } from "#db/client.ts";
import { apiCalls } from "#db/schema/calls.ts";
import { EVERY_TENANT, inTenant } from "#db/tenant.ts";
import { createTestDatabase, type TestDatabase } from "#db/testing/database.ts";
import { insertMerchants } from "#db/testing/merchants.ts";
import { inScope } from "#lib/access/in-scope.ts";
import { systemScope, userScope } from "#lib/access/open-scope.ts";
import { fixedClock } from "#lib/kit/clock.ts";
import { NotFoundError, PermissionError } from "#lib/kit/errors.ts";
import { PARTNER_TENANT, type Role } from "#lib/terms.ts";
import { forgetOldCalls } from "./jobs.ts";
import { getCall } from "./queries/get-call.ts";
import { type CallFilter, listCalls } from "./queries/list-calls.ts";
import { recordCalls } from "./record-calls.ts";
import type { SeenCall } from "./schema.ts";

const NOW = new Date("2026-11-20T14:30:00Z");
const HOUR_MS = 3_600_000;
const DAY = new Date(NOW.getTime() - 24 * HOUR_MS);

let home: TestDatabase;
let database: Database;
beforeAll(async () => {
  home = await createTestDatabase();
  database = openDatabase(home.appUrl, { applicationName: "test", poolMax: 2 });
  await insertMerchants(database, "mer_a", "mer_b");
});
beforeEach(() => inTenant(database, EVERY_TENANT, (tx) => tx.delete(apiCalls)));
afterAll(async () => {
  await database.close();
  await home.drop();
});

let minute = 0;
function call(given: Partial<SeenCall> = {}): SeenCall {
  minute += 1;
  return {
    merchantId: "mer_a",
    environment: "production",
    at: new Date(NOW.getTime() - 12 * HOUR_MS + minute * 1_000),
    requestId: `req_${minute}`,
    method: "POST",
    path: "/v1/evaluate",
    query: null,
    route: "evaluate",
    status: 200,
    ms: 12.4,
    keyId: "key_1",
    request: { json: { orderId: `shop-${minute}`, payer: { email: "ada@example.com" } } },
    answer: { json: { status: "APPROVED" } },
    ...given,
  };
}
async function keep(...calls: SeenCall[]) {
  const recorder = recordCalls(database);
  for (const one of calls) recorder.record(one);
  await recorder.stop();
}
const person = (role: Role, merchantId: string = PARTNER_TENANT) =>
  userScope({ id: `usr_${role}`, name: "Ada", role, merchantId }, { database, clock: fixedClock(NOW) });
const list = (filter: Partial<CallFilter> = {}, scope = person("operator"), after?: string | null) =>
  listCalls(scope, { environment: "production", from: DAY, ...filter }, { limit: 3, after });
const paths = async (filter: Partial<CallFilter>) => (await list(filter)).rows.map(({ path }) => path);

describe("the log of calls", () => {
  test("holds what came, newest first, page by key", async () => {
    const calls = Array.from({ length: 5 }, () => call());
    await keep(...calls);
    const first = await list();
    const rest = await list({}, person("operator"), first.next);
    expect([...first.rows, ...rest.rows].map(({ requestId }) => requestId)).toEqual(
      calls.map(({ requestId }) => requestId).reverse(),
    );
    expect(rest.next).toBeNull();
    const newest = first.rows[0];
    expect(newest).toMatchObject({ merchantName: "Merchant mer_a", status: 200, ms: 12, missed: 0 });
    expect((await list({ since: newest?.id })).rows).toEqual([]);
    expect((await list({ since: first.rows[2]?.id })).rows).toHaveLength(2);
  });

  test("is found by path, method, result and any id", async () => {
    await keep(
      call({ path: "/v1/orders/ord_1", method: "GET", route: "order", status: 404, requestId: "req_x" }),
      call({ path: "/v1/refund", status: 503 }),
      call({ path: "/v1/evaluate", request: { json: { orderId: "shop-x" } } }),
    );
    expect(await paths({ text: "/v1/orders" })).toEqual(["/v1/orders/ord_1"]);
    expect(await paths({ text: "/v1_orders" })).toEqual([]);
    expect(await paths({ text: "req_x" })).toEqual(["/v1/orders/ord_1"]);
    expect(await paths({ text: "shop-x" })).toEqual(["/v1/evaluate"]);
    expect(await paths({ methods: ["GET"] })).toEqual(["/v1/orders/ord_1"]);
    expect(await paths({ routes: ["order"] })).toEqual(["/v1/orders/ord_1"]);
    expect(await paths({ results: ["refused"] })).toEqual(["/v1/orders/ord_1"]);
    expect(await paths({ results: ["failed"] })).toEqual(["/v1/refund"]);
    expect(await paths({ results: ["answered", "failed"] })).toEqual(["/v1/evaluate", "/v1/refund"]);
    expect(await paths({ environment: "sandbox" })).toEqual([]);
  });

  test("shows a merchant's people their own calls, and roles without the permission none", async () => {
    await keep(call(), call({ merchantId: "mer_b" }), call({ merchantId: PARTNER_TENANT }));
    const theirs = await list({}, person("merchant_developer", "mer_b"));
    expect(theirs.rows.map(({ merchantId }) => merchantId)).toEqual(["mer_b"]);
    const foreign = (await list({ merchantId: "mer_a" })).rows[0];
    const place = { merchantId: "mer_a", environment: "production" as const, callId: foreign?.id ?? "" };
    await expect(getCall(person("merchant_admin", "mer_b"), place)).rejects.toBeInstanceOf(NotFoundError);
    for (const role of ["viewer", "finance"] as const) {
      await expect(list({}, person(role))).rejects.toBeInstanceOf(PermissionError);
      await expect(getCall(person(role), place)).rejects.toBeInstanceOf(PermissionError);
    }
  });

  test("masks the customer for whoever may not see customers", async () => {
    await keep(call({ query: "query=ada@example.com" }));
    const { id = "" } = (await list()).rows[0] ?? {};
    const place = { merchantId: "mer_a", environment: "production" as const, callId: id };
    const open = await getCall(person("merchant_admin", "mer_a"), place);
    expect([open.request, open.query, open.isMasked]).toEqual([
      expect.stringContaining("ada@example.com"),
      "query=ada@example.com",
      false,
    ]);
    const masked = await getCall(person("merchant_developer", "mer_a"), place);
    expect([JSON.parse(masked.request ?? "").payer, masked.query, masked.isMasked]).toEqual([
      "•••",
      "•••",
      true,
    ]);
  });
});

test("what passes a second's measure is counted beside the last call that was kept", async () => {
  await keep(...Array.from({ length: 130 }, () => call()), call({ merchantId: "mer_b" }));
  const [newest, before] = (await list({ merchantId: "mer_a" })).rows;
  expect([newest?.missed, before?.missed]).toEqual([30, 0]);
  expect((await list({ merchantId: "mer_b" })).rows).toMatchObject([{ missed: 0 }]);
});

test("a flood of copies leaves room for the merchant's other calls", async () => {
  const copy = () => call({ route: "transmit", transmit: { id: crypto.randomUUID(), externalOrderId: "s" } });
  await keep(...Array.from({ length: 500 }, copy), call());
  const { rows } = await list({ routes: ["evaluate"] });
  expect(rows).toMatchObject([{ missed: 480 }]);
});

test("a database that refuses a batch costs the batch, and the next one tells how much", async () => {
  let missed = 0;
  const recorder = recordCalls(database, { onMissed: (count) => (missed += count) });
  recorder.record(call());
  recorder.record(call({ status: Number.NaN }));
  await expect(recorder.flush()).rejects.toThrow();
  expect(missed).toBe(2);
  recorder.record(call());
  await recorder.stop();
  expect((await list()).rows).toMatchObject([{ missed: 2 }]);
});

test("a call that cannot be read costs itself alone", async () => {
  const errors: unknown[] = [];
  const recorder = recordCalls(database, { onError: (error) => errors.push(error) });
  const unreadable: Record<string, unknown> = { toJSON: () => JSON.parse("{") };
  recorder.record(call({ request: { json: unreadable } }));
  recorder.record(call());
  await recorder.flush();
  expect(errors).toHaveLength(1);
  recorder.record(call());
  await recorder.stop();
  expect((await list()).rows).toMatchObject([{ missed: 1 }, { missed: 0 }]);
});

test("a call is forgotten after seven days", async () => {
  const week = 7 * 24 * HOUR_MS;
  await keep(call({ at: new Date(NOW.getTime() - week - 60_000) }));
  await keep(call({ at: new Date(NOW.getTime() - week + 60_000), requestId: "req_kept" }));
  const worker = systemScope("worker", { database, clock: fixedClock(NOW) });
  expect(await forgetOldCalls.run(worker)).toBe(1);
  expect(await forgetOldCalls.run(worker)).toBe(0);
  const left = await inScope(worker, (tx) => tx.select({ requestId: apiCalls.requestId }).from(apiCalls));
  expect(left).toEqual([{ requestId: "req_kept" }]);
});
