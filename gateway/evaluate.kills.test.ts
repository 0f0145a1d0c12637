import { setTimeout as pause } from "node:timers/promises";
import { and, eq, inArray } from "drizzle-orm";
import { afterAll, beforeAll, expect, test } from "vitest";
import { ledgerEvents } from "#db/schema/ledger.ts";
import { attempts, orders } from "#db/schema/orders.ts";
import { EVERY_TENANT, inTenant } from "#db/tenant.ts";
import { createTestDatabase } from "#db/testing/database.ts";
import { declinedOrder, declinedRebill } from "#db/testing/gateway-bodies.ts";
import { createWorld, type World } from "#db/testing/gateway-world.ts";
import { startTestProgram, type TestProgram } from "#db/testing/program.ts";
import { openCredentials } from "#lib/credentials/open-credentials.ts";
import { freePort } from "../scripts/embedded-postgres.mjs";

/** Gateway and worker as real processes, killed in the middle of evaluates; unknown answers must end settled (P4). */
const ORDERS = 48;
const CLIENTS = 8;
const SETTLED_WITHIN_MS = 120_000;

let world: World;
let ports: { gateway: number; worker: number };
let env: Record<string, string>;
const programs: { gateway?: TestProgram; worker?: TestProgram } = {};

beforeAll(async () => {
  const home = await createTestDatabase();
  world = await createWorld({ home });
  const [gateway, worker] = await Promise.all([freePort(), freePort()]);
  ports = { gateway, worker };
  env = {
    ...{ DATABASE_URL: home.appUrl, INGEST_DATABASE_URL: home.ingestUrl, LOG_LEVEL: "error" },
    ...{ GATEWAY_PORT: String(gateway), WORKER_PORT: String(worker) },
    FLEXCHARGE_SANDBOX_URL: world.sandbox.sandboxUrl,
    FLEXCHARGE_PRODUCTION_URL: world.sandbox.productionUrl,
    SWITCHBOARD_ENCRYPTION_KEY: String(process.env.SWITCHBOARD_ENCRYPTION_KEY),
    GATEWAY_TOKEN_SECRET: String(process.env.GATEWAY_TOKEN_SECRET),
  };
  await Promise.all([start("gateway"), start("worker")]);
}, 60_000);
afterAll(async () => {
  await Promise.all([programs.gateway?.end("SIGKILL"), programs.worker?.end("SIGKILL")]);
  await world?.stop();
}, 60_000);

async function start(name: "gateway" | "worker") {
  programs[name] = await startTestProgram(`${name}/main.ts`, env, `http://localhost:${ports[name]}/readyz`);
}

/** Shop orders that are approved, authorised and declined, and rebills, in turn. */
function bodyOf(index: number): Record<string, unknown> {
  const siteUrl = `https://${world.alpha.host}`;
  switch (index % 4) {
    case 0:
      return declinedOrder({ siteUrl });
    case 1:
      return declinedOrder({ siteUrl, transactionType: "AUTHORIZATION" });
    case 2:
      return declinedOrder({ siteUrl, payer: { phone: "1" } });
    default:
      return declinedRebill({ siteUrl });
  }
}

test("evaluates that die with their gateway end settled, as FlexCharge has them and not twice", async () => {
  const token = await world.bearer(world.alpha.keys.production);
  const control = world.sandbox.control("production");
  await control.addFault({ path: "/v1/evaluate", kind: "slow", ms: 400, times: ORDERS });
  await control.addFault({ path: "/v1/evaluate", kind: "timeout_after", ms: 200, times: 4 });
  const bodies = Array.from({ length: ORDERS }, (_, index) => bodyOf(index));
  const told = new Map<string, string>();
  const waiting = [...bodies];
  const client = async () => {
    for (let body = waiting.shift(); body; body = waiting.shift()) {
      for (let tries = 0; tries < 100 && !told.has(String(body.orderId)); tries += 1) {
        const answer = await fetch(`http://localhost:${ports.gateway}/v1/evaluate`, {
          ...{ method: "POST", body: JSON.stringify(body), signal: AbortSignal.timeout(12_000) },
          headers: { authorization: `Bearer ${token}`, "content-type": "application/json" },
        }).catch(() => null);
        if (answer?.status === 200) told.set(String(body.orderId), (await answer.json()).status);
        else await pause(100);
      }
    }
  };
  const clients = Array.from({ length: CLIENTS }, client);
  for (const victims of [["gateway"], ["worker"], ["gateway", "worker"]] as const) {
    const before = told.size;
    while (told.size < Math.min(before + 9, ORDERS)) await pause(10);
    await Promise.all(victims.map((name) => programs[name]?.end("SIGKILL")));
    await Promise.all(victims.map(start));
  }
  await Promise.all(clients);
  expect(told.size).toBe(ORDERS);

  const externalIds = bodies.map(({ orderId }) => String(orderId));
  const read = () =>
    inTenant(world.database, EVERY_TENANT, (tx) =>
      tx
        .select({ attempt: attempts, externalId: orders.externalId })
        .from(attempts)
        .innerJoin(orders, and(eq(orders.merchantId, attempts.merchantId), eq(orders.id, attempts.orderId)))
        .where(inArray(orders.externalId, externalIds)),
    );
  const unknown = async () => (await read()).filter(({ attempt }) => attempt.state === "unknown").length;
  expect((await read()).length).toBe(ORDERS);
  await expect.poll(unknown, { timeout: SETTLED_WITHIN_MS, interval: 500 }).toBe(0);

  const session = await openCredentials(world.database, world.alpha.id, "production");
  if (!session) throw new Error("no credentials");
  const calls = await control.calls({ path: "/v1/evaluate" });
  for (const { attempt, externalId } of await read()) {
    const sent = calls.filter(({ body }) => (body as { orderId?: string })?.orderId === externalId);
    const keys = new Set(sent.map(({ body }) => (body as { idempotencyKey: string }).idempotencyKey));
    expect([...keys], externalId).toEqual(sent.length > 0 ? [attempt.upstreamKey] : []);
    const asked = { query: externalId, pageSize: 200 };
    const list = await world.flexcharge.listOrders(session, asked, { deadlineMs: 5_000 });
    if (list.kind !== "answer") throw new Error("FlexCharge's stand-in does not answer");
    const there = list.body.rows.filter((row) => row.externalOrderId === externalId);
    expect(there.length, externalId).toBeLessThanOrEqual(1);
    const states: Record<number, string[]> = {
      0: ["submitted"],
      2: ["declined", "cancelled"],
      4: ["submitted"],
      5: ["capture_required"],
      7: ["approved", "late_approval"],
    };
    expect(there[0] ? states[there[0].status] : ["declined"], externalId).toContain(attempt.state);
    // Only what a checkout was told to be approved, or authorised, is so without a person's word.
    const word = told.get(externalId);
    if (attempt.state === "approved") expect(word, externalId).toBe("APPROVED");
    if (attempt.state === "capture_required") expect(word, externalId).toBe("CAPTUREREQUIRED");
    const facts = await inTenant(world.database, EVERY_TENANT, (tx) =>
      tx.select().from(ledgerEvents).where(eq(ledgerEvents.orderId, externalId)),
    );
    const outcomes = facts.filter(({ type }) => type === "outcome").map(({ state }) => state);
    expect(outcomes, externalId).toEqual([attempt.state]);
    expect(facts.filter(({ type }) => type === "evaluate")).toHaveLength(1);
  }
}, 240_000);
