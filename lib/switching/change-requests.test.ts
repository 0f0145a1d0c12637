import { and, eq, like } from "drizzle-orm";
import { afterAll, beforeAll, beforeEach, describe, expect, test } from "vitest";
import { auditEntries } from "#db/schema/audit.ts";
import { credentialSets } from "#db/schema/credentials.ts";
import { partner } from "#db/schema/partner.ts";
import { openTestWorld, type Planted, type TestWorld } from "#db/testing/partner-world.ts";
import { createApiKey } from "#lib/access/create-api-key.ts";
import { inScope } from "#lib/access/in-scope.ts";
import { apiKeyScope, type Scope, systemScope, userScope } from "#lib/access/open-scope.ts";
import { fixedClock } from "#lib/kit/clock.ts";
import { NotFoundError, PermissionError } from "#lib/kit/errors.ts";
import { CHANGE_REQUEST_STATES, PARTNER_TENANT, type Role } from "#lib/terms.ts";
import { approveChange } from "./approve-change.ts";
import { cancelChange } from "./cancel-change.ts";
import { requestMayGo } from "./internal/request-machine.ts";
import { wilsonInterval } from "./internal/wilson.ts";
import { applyScheduledChanges } from "./jobs.ts";
import { getChangeRequest, listChangeRequests } from "./queries/list-change-requests.ts";
import { getMatrix } from "./queries.ts";
import { rejectChange } from "./reject-change.ts";
import { requestChange } from "./request-change.ts";
import { cellState } from "./rules.ts";
import { setMode } from "./set-mode.ts";

let world: TestWorld;
let lumen: Planted;
let counter = 0;
const WHY = "Agents certified on the new script";

beforeAll(async () => {
  world = await openTestWorld("second_person");
});
afterAll(() => world.close());
beforeEach(async () => {
  counter += 1;
  lumen = await world.merchant(`Lumen ${counter}`);
});

const cell = (
  over: Partial<{ scope: "merchant" | "site"; id: string; channel: "mit" | "cit_website" }> = {},
) => ({
  scope: "site" as const,
  id: lumen.siteId,
  channel: "cit_website" as const,
  mode: "production" as const,
  ...over,
});
const effective = async (channel: "mit" | "cit_website" = "cit_website") => {
  const config = await getMatrix(world.system, lumen.id);
  return cellState(config.partner, config.merchant, "site", lumen.siteId, channel).effective;
};
const person = (name: string, role: Role, merchantId: string = PARTNER_TENANT, at?: Date): Scope =>
  userScope(
    { id: `usr_${name}`, name, role, merchantId },
    { database: world.database, ...(at ? { clock: fixedClock(at) } : {}) },
  );
const priya = () => person("Priya", "operator");
const daniel = () => person("Daniel", "admin");
async function ask(scope: Scope = priya(), over: object = {}): Promise<string> {
  const asked = await requestChange(scope, { merchantId: lumen.id, cells: [cell()], reason: WHY, ...over });
  if (!asked.ok) throw new Error(JSON.stringify(asked));
  return asked.value.changeRequestId;
}
const approve = (requestId: string, scope: Scope = daniel(), over: object = {}) =>
  approveChange(scope, { merchantId: lumen.id, requestId, confirm: lumen.name, ...over });
const actions = () =>
  inScope(world.system, async (tx) => {
    const rows = await tx
      .select()
      .from(auditEntries)
      .where(and(eq(auditEntries.merchantId, lumen.id), like(auditEntries.action, "%change.%")));
    return rows.map(({ action, actorName }) => `${action} ${actorName}`);
  });

describe("a change request", () => {
  const legal = [
    "draft in_review",
    "draft cancelled",
    "in_review approved",
    "in_review rejected",
    "in_review cancelled",
    "approved scheduled",
    "approved applied",
    "approved suspended",
    "approved failed",
    "approved cancelled",
    "scheduled applied",
    "scheduled suspended",
    "scheduled failed",
    "scheduled cancelled",
    "suspended scheduled",
    "suspended applied",
    "suspended failed",
    "suspended cancelled",
  ];
  test.each(CHANGE_REQUEST_STATES.flatMap((from) => CHANGE_REQUEST_STATES.map((to) => [from, to] as const)))(
    "goes from %s to %s only where the rules say so",
    (from, to) => expect(requestMayGo(from, to)).toBe(legal.includes(`${from} ${to}`)),
  );

  test("is opened by who switches to production, is not its author's to approve, and is carried out by another", async () => {
    const set = await setMode(priya(), { ...cell(), reason: WHY, confirm: lumen.name });
    if (set.ok || set.reason !== "NEEDS_APPROVAL") throw new Error(JSON.stringify(set));
    const again = await setMode(priya(), { ...cell(), reason: WHY });
    expect(again).toMatchObject({ reason: "NEEDS_APPROVAL", changeRequestId: set.changeRequestId });
    expect(await effective()).toBe("off");
    await expect(approve(set.changeRequestId, priya())).rejects.toBeInstanceOf(PermissionError);
    expect(await approve(set.changeRequestId, person("Priya", "admin"))).toMatchObject({
      reason: "OWN_REQUEST",
    });
    expect(await approve(set.changeRequestId, daniel(), { confirm: "Other" })).toMatchObject({
      reason: "CONFIRMATION_REQUIRED",
      name: lumen.name,
    });
    expect(await approve(set.changeRequestId)).toMatchObject({
      ok: true,
      value: { state: "applied", version: 1 },
    });
    expect(await effective()).toBe("production");
    expect(await effective("mit")).toBe("off");
    expect(await approve(set.changeRequestId)).toMatchObject({ reason: "NOT_OPEN", state: "applied" });
    expect(await actions()).toEqual(["change.request Priya", "change.approve Daniel"]);
    expect(await getChangeRequest(world.system, lumen.id, set.changeRequestId)).toMatchObject({
      requestedBy: { name: "Priya" },
      decidedBy: { name: "Daniel" },
      items: [{ id: lumen.siteId, before: "inherit", after: "production" }],
    });
  });

  test("decided by two at the same moment is carried out once", async () => {
    const id = await ask();
    const both = await Promise.all([approve(id), approve(id, person("Mei", "admin"))]);
    expect(both.filter(({ ok }) => ok)).toHaveLength(1);
    expect((await getMatrix(world.system, lumen.id)).merchant.switchVersion).toBe(1);
  });

  test("conflicts only where its own cells were set meanwhile, and shows both versions", async () => {
    const id = await ask();
    await setMode(daniel(), { ...cell({ channel: "mit" }), mode: "sandbox", reason: WHY });
    await setMode(daniel(), { ...cell(), mode: "sandbox", reason: WHY });
    expect(await approve(id)).toMatchObject({
      reason: "VERSION_CONFLICT",
      version: 2,
      baseVersion: 0,
      cells: [
        { id: lumen.siteId, seen: "inherit", now: "sandbox", changedBy: { name: "Daniel", version: 2 } },
      ],
    });
    const stale = { merchantId: lumen.id, reason: WHY, version: 0 };
    expect(await requestChange(priya(), { ...stale, cells: [cell()] })).toMatchObject({
      reason: "VERSION_CONFLICT",
      baseVersion: 0,
      cells: [{ seen: "inherit", now: "sandbox" }],
    });
    const other = await ask(priya(), { version: 0, cells: [cell({ scope: "merchant", id: lumen.id })] });
    await setMode(daniel(), { ...cell({ channel: "mit" }), mode: "off", reason: WHY });
    expect(await approve(other)).toMatchObject({ ok: true });
  });

  test("waits for its date, is looked at again then, and says why when it cannot be carried out", async () => {
    const now = new Date();
    const date = new Date(now.getTime() + 3_600_000);
    const later = systemScope("worker", {
      database: world.database,
      clock: fixedClock(new Date(date.getTime() + 1)),
    });
    const [good, bad] = [
      await ask(priya(), { scheduledFor: date }),
      await ask(priya(), {
        scheduledFor: date,
        cells: [cell({ scope: "merchant", id: lumen.id, channel: "mit" })],
      }),
    ];
    expect(await approve(good)).toMatchObject({ value: { state: "scheduled" } });
    expect(await applyScheduledChanges.run(world.system)).toBe(0);
    expect(await effective()).toBe("off");
    expect(await applyScheduledChanges.run(later)).toBe(1);
    expect(await effective()).toBe("production");
    expect((await actions()).join()).toContain("change.apply");
    const { merchant } = await getMatrix(world.system, lumen.id);
    expect(merchant.switches[0]?.setBy.name).toBe("Daniel");
    await approve(bad);
    const revoke = (state: "revoked" | "verified") =>
      inScope(world.system, (tx) =>
        tx.update(credentialSets).set({ state }).where(eq(credentialSets.merchantId, lumen.id)),
      );
    await revoke("revoked");
    expect(await applyScheduledChanges.run(later)).toBe(0);
    expect(await getChangeRequest(world.system, lumen.id, bad)).toMatchObject({
      state: "suspended",
      cause: { reason: "GATES_NOT_MET" },
    });
    await revoke("verified");
    expect(await approve(bad, daniel(), { scheduledFor: null })).toMatchObject({
      value: { state: "applied" },
    });
  });

  test("is rejected with a reason, or taken back by its author, and not by anybody else", async () => {
    const [one, two] = [await ask(), await ask(priya(), { cells: [cell({ channel: "mit" })] })];
    const place = (requestId: string) => ({ merchantId: lumen.id, requestId });
    expect(await rejectChange(daniel(), { ...place(one), reason: "" })).toMatchObject({
      reason: "REASON_REQUIRED",
    });
    expect(await rejectChange(daniel(), { ...place(one), reason: "Not before Monday" })).toMatchObject({
      ok: true,
    });
    expect(await rejectChange(daniel(), { ...place(one), reason: "Again" })).toMatchObject({
      reason: "NOT_OPEN",
    });
    await expect(cancelChange(person("Omar", "operator"), place(two))).rejects.toBeInstanceOf(
      PermissionError,
    );
    expect(await cancelChange(priya(), place(two))).toMatchObject({ ok: true });
    expect(await listChangeRequests(world.system, { merchantId: lumen.id, open: true })).toEqual([]);
    expect(await listChangeRequests(world.system, { merchantId: lumen.id })).toHaveLength(2);
  });

  test("that a key asked for is not its maker's to approve", async () => {
    const key = await createApiKey(daniel(), {
      merchantId: PARTNER_TENANT,
      environment: "production",
      name: `CRM ${counter}`,
    });
    if (!key.ok) throw new Error(key.reason);
    const crm = { id: key.value.id, name: "CRM", merchantId: PARTNER_TENANT };
    const id = await ask(apiKeyScope(crm, { database: world.database }));
    expect(await approve(id)).toMatchObject({ reason: "OWN_REQUEST" });
    expect(await approve(id, person("Mei", "admin"))).toMatchObject({ ok: true });
  });

  test("is not approved by a key or a program", async () => {
    const id = await ask();
    await expect(approve(id, world.partnerKey())).rejects.toBeInstanceOf(PermissionError);
    expect(await approve(id, world.system)).toMatchObject({ reason: "NOT_A_PERSON" });
  });

  test("names the cells that cannot go up yet, and asks for nothing when none would", async () => {
    const raw = await world.merchant(`Raw ${counter}`, { ready: false });
    const blocked = {
      scope: "site" as const,
      id: raw.siteId,
      channel: "mit" as const,
      mode: "production" as const,
    };
    const asked = await requestChange(priya(), { merchantId: raw.id, cells: [blocked], reason: WHY });
    expect(asked).toMatchObject({ reason: "BLOCKED", cells: [{ id: raw.siteId, archived: false }] });
    const down = { ...cell(), mode: "off" as const };
    expect(await requestChange(priya(), { merchantId: lumen.id, cells: [down], reason: WHY })).toMatchObject({
      reason: "NOTHING_GOES_UP",
    });
  });

  test("is a merchant's to make as its policy lets it, and no other merchant's to see", async () => {
    const admin = person("Hana", "merchant_admin", lumen.id);
    const id = await ask(admin);
    const stranger = person("Eve", "merchant_admin", (await world.merchant(`Stranger ${counter}`)).id);
    await expect(getChangeRequest(stranger, lumen.id, id)).rejects.toBeInstanceOf(NotFoundError);
    await expect(
      requestChange(stranger, { merchantId: lumen.id, cells: [cell()], reason: WHY }),
    ).rejects.toBeInstanceOf(NotFoundError);
    const viewer = person("Vera", "merchant_viewer", lumen.id);
    await expect(
      requestChange(viewer, { merchantId: lumen.id, cells: [cell()], reason: WHY }),
    ).rejects.toBeInstanceOf(PermissionError);
    const closed = await world.merchant(`Closed ${counter}`, { activationPolicy: "partner_only" });
    const own = person("Ola", "merchant_admin", closed.id);
    const wish = { merchantId: closed.id, cells: [{ ...cell(), id: closed.siteId }], reason: WHY };
    expect(await requestChange(own, wish)).toMatchObject({ reason: "NOT_ALLOWED", policy: "partner_only" });
  });
});

test("a rate of few orders is told as a wide range", () => {
  expect(wilsonInterval(0, 0)).toBeNull();
  const few = wilsonInterval(3, 10)!;
  const many = wilsonInterval(300, 1000)!;
  expect([few.low, few.high].map((value) => value.toFixed(3))).toEqual(["0.108", "0.603"]);
  expect(many.high - many.low).toBeLessThan(few.high - few.low);
  expect(wilsonInterval(0, 5)!.low).toBe(0);
});

test("a partner without a second person switches at once", async () => {
  const policy = (approvalPolicy: "none" | "second_person") =>
    inScope(world.system, (tx) => tx.update(partner).set({ approvalPolicy }));
  await policy("none");
  expect(await setMode(daniel(), { ...cell(), reason: WHY, confirm: lumen.name })).toMatchObject({
    ok: true,
  });
  await policy("second_person");
});
