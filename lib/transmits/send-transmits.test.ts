import { Writable } from "node:stream";
import postgres, { type Sql } from "postgres";
import { afterAll, afterEach, beforeAll, describe, expect, test, vi } from "vitest";
import { credentialSets } from "#db/schema/credentials.ts";
import { inTenant } from "#db/tenant.ts";
import { createWorld, type World, type WorldMerchant } from "#db/testing/gateway-world.ts";
import { processedPayment } from "#db/testing/transmits.ts";
import { systemScope, userScope } from "#lib/access/open-scope.ts";
import { createLog } from "#lib/kit/log.ts";
import { PARTNER_TENANT } from "#lib/terms.ts";
import { startTransmitStreams } from "./jobs.ts";
import { listTransmitTroubles } from "./queries.ts";
import { replayTransmit } from "./replay-transmit.ts";
import { replayTransmits } from "./replay-transmits.ts";

let world: World;
let owner: Sql;
const running: { stop(): Promise<void> }[] = [];
const log = createLog("test", new Writable({ write: (_chunk, _encoding, done) => done() }));
const patient = { timeout: 15_000, interval: 50 };

beforeAll(async () => {
  world = await createWorld();
  owner = postgres(world.ownerUrl, { max: 2, onnotice: () => {} });
  work();
});
afterEach(() => Promise.all([world.sandbox.control("production").clearFaults()]));
afterAll(async () => {
  await Promise.all(running.map((each) => each.stop()));
  await owner?.end();
  await world?.stop();
});

function work() {
  const { appUrl, database, flexcharge } = world;
  const scope = systemScope("worker", { database });
  const streams = startTransmitStreams(scope, { directUrl: appUrl, flexcharge, log });
  running.push(streams);
  return streams;
}
const staff = () =>
  userScope(
    { id: "usr_1", name: "Finn", role: "operator", merchantId: PARTNER_TENANT },
    { database: world.database },
  );

async function send(
  body: object,
  merchant: WorldMerchant = world.alpha,
  environment: "sandbox" | "production" = "production",
) {
  const token = await world.bearer(merchant.keys[environment]);
  const answer = await world.call("/v1/transmit", { token, json: body });
  expect(answer.status).toBe(200);
  const look = async () => (await world.call(`/v1/transmits/${answer.body.transmitId}`, { token })).body;
  return { id: String(answer.body.transmitId), look };
}
async function upstream(orderId: unknown, environment: "sandbox" | "production" = "production") {
  const calls = await world.sandbox.control(environment).calls({ path: "/v1/transmit" });
  return calls.filter(({ body }) => (body as { orderId?: unknown } | null)?.orderId === orderId);
}

describe("a copy on its way", () => {
  test("reaches the FlexCharge of its key under its own merchant's MID, whatever mode and kill switch say", async () => {
    await world.setMode(world.alpha.id, {
      scope: "merchant",
      id: world.alpha.id,
      channel: "cit_website",
      mode: "off",
    });
    const body = processedPayment({
      siteId: world.alpha.siteId,
      unknown: { kept: 12345678901234567890n.toString() },
    });
    const sent = await send(body);
    await vi.waitFor(async () => expect((await sent.look()).state).toBe("delivered"), patient);
    const [call, ...more] = await upstream(body.orderId);
    expect(more).toEqual([]);
    expect(call?.mid).toBe(world.alpha.mids.production);
    expect(call?.body).toMatchObject({
      ...{ mid: world.alpha.mids.production, siteId: world.alpha.upstreamSiteIds.production },
      ...{ unknown: body.unknown, transaction: body.transaction },
    });
    expect(await sent.look()).toMatchObject({
      flexchargeTransmitId: expect.stringMatching(/^[0-9a-f-]{36}$/),
      deliveredOn: expect.stringMatching(/Z$/),
    });
    const test = await send(body, world.beta, "sandbox");
    await vi.waitFor(async () => expect((await test.look()).state).toBe("delivered"), patient);
    expect(await upstream(body.orderId)).toHaveLength(1);
    expect((await upstream(body.orderId, "sandbox"))[0]?.mid).toBe(world.beta.mids.sandbox);
  });

  test("a repeat is not sent again, neither at once nor after it was delivered", async () => {
    const body = processedPayment();
    const both = await Promise.all([send(body), send(body)]);
    await vi.waitFor(async () => expect((await both[0].look()).state).toBe("delivered"), patient);
    await send(body);
    const later = await send(processedPayment());
    await vi.waitFor(async () => expect((await later.look()).state).toBe("delivered"), patient);
    expect(await upstream(body.orderId)).toHaveLength(1);
  });

  test("every copy is an attempt in the ledger once, also one that is kept back", async () => {
    await world.setTransmit(world.beta.id, { cit_call_center: "off" });
    const kept = processedPayment({ orderSource: "moto", isDeclined: true });
    const held = await send(kept, world.beta);
    await send(kept, world.beta);
    const facts = () => owner`SELECT * FROM ledger_events WHERE order_id = ${String(kept.orderId)}`;
    await vi.waitFor(async () => expect(await facts()).toHaveLength(1), patient);
    expect((await facts())[0]).toMatchObject({
      ...{ type: "attempt", source: "transmit", approved_by_processor: false, amount_minor: "4599" },
      ...{ channel: "cit_call_center", merchant_id: world.beta.id },
    });
    expect((await held.look()).state).toBe("held");
    expect(await upstream(kept.orderId)).toEqual([]);
  });
});

describe("a copy that does not get through", () => {
  test("is tried again after failures of FlexCharge, and leaves the list when it arrives", async () => {
    const control = world.sandbox.control("production");
    await control.addFault({ path: "/v1/transmit", kind: "status", status: 500, times: 2 });
    const body = processedPayment();
    const sent = await send(body);
    await vi.waitFor(async () => expect((await sent.look()).state).toBe("retrying"), patient);
    await vi.waitFor(async () => expect((await sent.look()).state).toBe("delivered"), patient);
    const where = { environment: "production" as const, merchantId: world.alpha.id };
    expect((await listTransmitTroubles(staff(), where)).counts.retrying).toBe(0);
  });

  test("is a dead letter when FlexCharge refuses it, until somebody sends it again, edited or not", async () => {
    const control = world.sandbox.control("production");
    await control.addFault({ path: "/v1/transmit", kind: "status", status: 422, times: 2 });
    const bodies = [processedPayment(), processedPayment()];
    const sent = [await send(bodies[0]!), await send(bodies[1]!)];
    for (const each of sent)
      await vi.waitFor(async () => expect((await each.look()).state).toBe("dead"), patient);
    const place = { merchantId: world.alpha.id, transmitId: sent[0]!.id };
    const edited = { ...bodies[0], note: "mended" };
    const refusals = [
      await replayTransmit(staff(), { ...place, payload: "{" }),
      await replayTransmit(staff(), { ...place, payload: JSON.stringify({ ...edited, orderId: "another" }) }),
      await replayTransmit(staff(), {
        ...place,
        payload: JSON.stringify({ ...edited, card: "4111111111111111" }),
      }),
    ];
    expect(refusals.map((each) => !each.ok && each.reason)).toEqual(["NOT_JSON", "OTHER_ORDER", "CARD_DATA"]);
    expect(await replayTransmit(staff(), { ...place, payload: JSON.stringify(edited) })).toMatchObject({
      ok: true,
    });
    await vi.waitFor(async () => expect((await sent[0]!.look()).state).toBe("delivered"), patient);
    expect((await upstream(bodies[0]!.orderId)).at(-1)?.body).toMatchObject({ note: "mended" });

    expect(await replayTransmits(staff(), { environment: "production" })).toMatchObject({
      value: { count: 1 },
    });
    await vi.waitFor(async () => expect((await sent[1]!.look()).state).toBe("delivered"), patient);
    const entries =
      await owner`SELECT after FROM audit_entries WHERE action = 'transmit.replay' ORDER BY sequence`;
    expect(entries.map(({ after }) => JSON.parse(after))).toEqual([
      { state: "retrying", edited: true },
      { state: "retrying", count: 1 },
    ]);
  });

  test("of another merchant cannot be replayed, nor by a viewer", async () => {
    const control = world.sandbox.control("production");
    await control.addFault({ path: "/v1/transmit", kind: "status", status: 422, times: 1 });
    const sent = await send(processedPayment());
    await vi.waitFor(async () => expect((await sent.look()).state).toBe("dead"), patient);
    const around = { database: world.database };
    const viewer = userScope({ id: "usr_2", name: "Vi", role: "viewer", merchantId: PARTNER_TENANT }, around);
    const place = { merchantId: world.alpha.id, transmitId: sent.id };
    await expect(replayTransmit(viewer, place)).rejects.toThrow("orders.settle");
    await expect(replayTransmit(staff(), { ...place, merchantId: world.beta.id })).rejects.toThrow(
      "not found",
    );
    await replayTransmit(staff(), place);
  });

  test("waits for credentials and goes when they are there; after a day it is a dead letter", async () => {
    const gamma = await world.addMerchant("gamma");
    const hold = (state: "current" | "not current") =>
      inTenant(world.database, gamma.id, (tx) =>
        tx.update(credentialSets).set({ current: state === "current" }),
      );
    await hold("not current");
    const sent = await send(processedPayment(), gamma);
    await vi.waitFor(async () => expect((await sent.look()).state).toBe("waiting_for_credentials"), patient);
    const old = await send(processedPayment(), gamma);
    await vi.waitFor(async () => expect((await old.look()).state).not.toBe("queued"), patient);
    await owner`WITH moved AS (UPDATE transmits SET received_at = received_at - interval '25 hours' WHERE id = ${old.id}
      RETURNING id, received_at) UPDATE transmit_retries r SET received_at = m.received_at, next_at = now()
      FROM moved m WHERE m.id = r.transmit_id`;
    await vi.waitFor(async () => expect((await old.look()).state).toBe("dead"), patient);
    await hold("current");
    await vi.waitFor(async () => expect((await sent.look()).state).toBe("delivered"), patient);
    expect((await old.look()).lastError).toBe("There are no verified credentials.");
  });
});

test("one worker leads; when its session dies the other goes on, and nothing is lost", async () => {
  const second = work();
  const bodies = Array.from({ length: 60 }, () => processedPayment());
  const sends = bodies.map(async (body, n) => {
    if (n === 30) {
      await owner`SELECT pg_terminate_backend(pid) FROM pg_stat_activity
        WHERE application_name LIKE 'switchboard-stream-%' AND datname = current_database()`;
    }
    return send(body);
  });
  const sent = await Promise.all(sends);
  for (const each of sent)
    await vi.waitFor(async () => expect((await each.look()).state).toBe("delivered"), patient);
  await second.stop();
});
