import { eq } from "drizzle-orm";
import { afterAll, beforeAll, describe, expect, test } from "vitest";
import { auditEntries } from "#db/schema/audit.ts";
import { attempts, orders } from "#db/schema/orders.ts";
import { EVERY_TENANT, inTenant } from "#db/tenant.ts";
import { createWorld, type World } from "#db/testing/gateway-world.ts";
import { userScope } from "#lib/access/open-scope.ts";
import { NotFoundError, PermissionError } from "#lib/kit/errors.ts";
import { PARTNER_TENANT, type Role } from "#lib/terms.ts";
import { addFault } from "./add-fault.ts";
import { clearFaults } from "./clear-faults.ts";
import { moveClock } from "./move-clock.ts";
import { getSandbox, hostedCheckoutUrl, listSandboxCalls } from "./queries/get-sandbox.ts";
import { runScenario } from "./run-scenario.ts";
import { SCENARIOS, type ScenarioId } from "./schema.ts";
import { setNoticeMode } from "./set-notice-mode.ts";

let world: World;
beforeAll(async () => {
  world = await createWorld();
  process.env.FLEXCHARGE_SANDBOX_URL = world.sandbox.sandboxUrl;
  process.env.FLEXCHARGE_PRODUCTION_URL = world.sandbox.productionUrl;
});
afterAll(() => world.stop());

const person = (role: Role, merchantId: string = PARTNER_TENANT) =>
  userScope({ id: `usr_${role}`, name: "Noor", role, merchantId }, { database: world.database });
const developer = () => person("merchant_developer", world.alpha.id);
const run = (scenario: ScenarioId, scope = developer(), merchant = world.alpha) =>
  runScenario(scope, { merchantId: merchant.id, siteId: merchant.siteId, scenario }, world.flexcharge);

describe("a scenario", () => {
  test.each([
    ["approve", "approved"],
    ["approve_with_cvv", "approved"],
    ["decline", "declined"],
    ["approve_by_phone", "approved"],
    ["challenge", "challenge"],
    ["capture_required", "capture_required"],
    ["mit_approve", "submitted"],
    ["mit_expire", "submitted"],
  ] as const)("%s comes out as %s", async (scenario, state) => {
    const done = await run(scenario);
    expect(done).toMatchObject({ ok: true, value: { state, reason: null } });
  });

  test("is in the list that people see, each once", () => {
    expect(SCENARIOS.map(({ id }) => id)).toEqual([...new Set(SCENARIOS.map(({ id }) => id))]);
  });

  test("is an order like any, whose card was tokenized and is nowhere kept", async () => {
    const done = await run("approve");
    if (!done.ok) throw new Error(done.reason);
    const [order, attempt] = await inTenant(world.database, world.alpha.id, async (tx) => {
      const [kept] = await tx.select().from(orders).where(eq(orders.id, done.value.orderId));
      const [tried] = await tx.select().from(attempts).where(eq(attempts.orderId, done.value.orderId));
      return [kept, tried];
    });
    expect(order).toMatchObject({
      environment: "sandbox",
      siteId: world.alpha.siteId,
      externalId: done.value.externalId,
    });
    expect(attempt?.request).not.toContain("4000002760003184");
    const [seen] = await listSandboxCalls(developer(), world.alpha.mids.sandbox);
    expect(seen).toMatchObject({ path: "/v1/evaluate", status: 200 });
  });

  test("obeys the switches", async () => {
    await world.setMode(world.alpha.id, {
      scope: "merchant",
      id: world.alpha.id,
      channel: "cit_website",
      mode: "off",
    });
    expect(await run("approve")).toMatchObject({
      ok: true,
      value: { state: "not_sent", reason: "CHANNEL_OFF" },
    });
    await world.setMode(world.alpha.id, {
      scope: "merchant",
      id: world.alpha.id,
      channel: "cit_website",
      mode: "production",
    });
  });

  test("is for the merchant's own sites and for roles that switch the sandbox", async () => {
    await expect(run("approve", developer(), world.beta)).rejects.toBeInstanceOf(NotFoundError);
    await expect(run("approve", person("merchant_viewer", world.alpha.id))).rejects.toBeInstanceOf(
      PermissionError,
    );
  });
});

describe("the sandbox's clock and faults", () => {
  const standing = async () => {
    const found = await getSandbox(developer());
    if (found.kind !== "up") throw new Error(found.kind);
    return found;
  };

  test("are the partner's, because they act for every merchant", async () => {
    await expect(moveClock(developer(), { to: "P1D" })).rejects.toBeInstanceOf(PermissionError);
    await expect(clearFaults(person("merchant_admin", world.alpha.id))).rejects.toBeInstanceOf(
      PermissionError,
    );
    await expect(setNoticeMode(person("viewer"), { mode: "drop" })).rejects.toBeInstanceOf(PermissionError);
  });

  test("are arranged, seen and cleared, and the audit says by whom", async () => {
    const operator = person("operator");
    expect(await addFault(operator, { path: "evaluate", kind: "status", times: 2 })).toMatchObject({
      ok: true,
    });
    expect(await setNoticeMode(operator, { mode: "drop" })).toMatchObject({ ok: true });
    expect(await standing()).toMatchObject({
      noticeMode: "drop",
      faults: [{ path: "/v1/evaluate", kind: "status", status: 500, timesLeft: 2 }],
    });
    expect(await clearFaults(operator)).toMatchObject({ ok: true });
    expect(await standing()).toMatchObject({ noticeMode: "normal", faults: [] });
    const entries = await inTenant(world.database, EVERY_TENANT, (tx) =>
      tx
        .select({ action: auditEntries.action, actor: auditEntries.actorId })
        .from(auditEntries)
        .where(eq(auditEntries.subject, "sandbox")),
    );
    expect(entries).toEqual(
      ["sandbox.add_fault", "sandbox.set_notices", "sandbox.clear_faults"].map((action) => ({
        action,
        actor: "usr_operator",
      })),
    );
  });

  test("time moves by days, and to the next end of an order in flight", async () => {
    const before = Date.parse((await standing()).now);
    const moved = await moveClock(person("admin"), { to: "P1D" });
    expect(moved.ok && Date.parse(moved.value.now) - before).toBeGreaterThanOrEqual(86_400_000);
    const [next] = await inTenant(world.database, EVERY_TENANT, (tx) =>
      tx.select({ at: orders.expiresAt }).from(orders).where(eq(orders.state, "submitted")),
    );
    const ended = await moveClock(person("admin"), { to: "expiry" });
    expect(ended.ok && Date.parse(ended.value.now)).toBeGreaterThan(next?.at?.getTime() ?? Number.NaN);
  });
});

test("a deployment on FlexCharge's own sandbox is offered no controls, and one whose stand-in is down says so", async () => {
  const { FLEXCHARGE_SANDBOX_URL } = process.env;
  process.env.FLEXCHARGE_SANDBOX_URL = "https://api-sandbox.flexfactor.example";
  expect(await getSandbox(developer())).toEqual({ kind: "none" });
  expect(hostedCheckoutUrl("mid", "site")).toBeNull();
  expect(await run("approve")).toEqual({ ok: false, reason: "NO_SANDBOX" });
  expect(await clearFaults(person("admin"))).toEqual({ ok: false, reason: "NO_SANDBOX" });
  process.env.FLEXCHARGE_SANDBOX_URL = "http://127.0.0.1:1";
  expect(await getSandbox(developer())).toEqual({ kind: "down" });
  expect(await listSandboxCalls(developer(), "mid")).toEqual([]);
  expect(await clearFaults(person("admin"))).toEqual({ ok: false, reason: "SANDBOX_DOWN" });
  process.env.FLEXCHARGE_SANDBOX_URL = FLEXCHARGE_SANDBOX_URL;
});
