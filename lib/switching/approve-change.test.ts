import { and, eq } from "drizzle-orm";
import { afterAll, beforeAll, beforeEach, expect, test } from "vitest";
import { auditEntries } from "#db/schema/audit.ts";
import { channelReadiness } from "#db/schema/checklist.ts";
import { credentialSets } from "#db/schema/credentials.ts";
import { openTestWorld, type Planted, type TestWorld } from "#db/testing/partner-world.ts";
import { inScope } from "#lib/access/in-scope.ts";
import { type Scope, systemScope, userScope } from "#lib/access/open-scope.ts";
import { fixedClock } from "#lib/kit/clock.ts";
import { PARTNER_TENANT, type Role } from "#lib/terms.ts";
import { approveChange } from "./approve-change.ts";
import { applyScheduledChanges } from "./jobs.ts";
import { getChangeRequest } from "./queries/list-change-requests.ts";
import { getMatrix } from "./queries.ts";
import { requestChange } from "./request-change.ts";
import { setMode } from "./set-mode.ts";

let world: TestWorld;
let lumen: Planted;
let counter = 0;
const WHY = "Agents certified on the new script";
const WRITTEN = "Refunds go through our own back office";

beforeAll(async () => {
  world = await openTestWorld("second_person");
});
afterAll(() => world.close());
beforeEach(async () => {
  counter += 1;
  lumen = await world.merchant(`Lumen ${counter}`);
  await leaveOpen(["refund"]);
});

const person = (name: string, role: Role): Scope =>
  userScope(
    { id: `usr_${name}`, name, role, merchantId: PARTNER_TENANT },
    { database: world.database, provenAt: new Date() },
  );
const priya = () => person("Priya", "operator");
const daniel = () => person("Daniel", "admin");
const leaveOpen = (open: string[]) =>
  inScope(world.system, (tx) =>
    tx
      .update(channelReadiness)
      .set({ open })
      .where(and(eq(channelReadiness.merchantId, lumen.id), eq(channelReadiness.channel, "cit_website"))),
  );
const cell = () => ({
  ...({ scope: "site", id: lumen.siteId, channel: "cit_website", mode: "production" } as const),
});
async function ask(over: object = {}): Promise<string> {
  const asked = await requestChange(priya(), { merchantId: lumen.id, cells: [cell()], reason: WHY, ...over });
  if (!asked.ok) throw new Error(JSON.stringify(asked));
  return asked.value.changeRequestId;
}
const approve = (requestId: string, over: object = {}, scope = daniel()) =>
  approveChange(scope, { merchantId: lumen.id, requestId, confirm: lumen.name, ...over });
const read = (requestId: string) => getChangeRequest(world.system, lumen.id, requestId);
const entries = (action: string) =>
  inScope(world.system, (tx) =>
    tx
      .select()
      .from(auditEntries)
      .where(and(eq(auditEntries.merchantId, lumen.id), eq(auditEntries.action, action))),
  );

test("an open checklist holds a switch that is set, and not a request, which shows what is open", async () => {
  expect(await setMode(priya(), { ...cell(), reason: WHY, confirm: lumen.name })).toMatchObject({
    reason: "GATES_NOT_MET",
    missing: [{ code: "CHECKLIST_OPEN" }],
  });
  const id = await ask();
  expect((await read(id)).open).toMatchObject([
    { code: "CHECKLIST_OPEN", channel: "cit_website", steps: ["refund"] },
  ]);
});

test("an approver lets an open checklist pass in writing, for this request alone, and both history and audit say so", async () => {
  const id = await ask();
  const other = await ask({ cells: [{ ...cell(), scope: "merchant", id: lumen.id }] });
  expect(await approve(id)).toMatchObject({ reason: "GATES_NOT_MET", missing: [{ steps: ["refund"] }] });
  expect(await approve(id, { note: WRITTEN })).toMatchObject({ reason: "GATES_NOT_MET" });
  expect(await approve(id, { override: "Fine" })).toMatchObject({ reason: "REASON_REQUIRED", min: 10 });
  expect(await approve(id, { override: WRITTEN })).toMatchObject({ ok: true, value: { state: "applied" } });
  expect((await read(id)).override).toEqual({ reason: WRITTEN, steps: { cit_website: ["refund"] } });
  const [entry, ...more] = await entries("change.approve_override");
  expect(more).toEqual([]);
  expect(entry).toMatchObject({ actorName: "Daniel", reason: WRITTEN, subject: id });
  expect(entry?.after).toContain("refund");
  expect(await entries("change.approve")).toEqual([]);
  expect(await approve(other)).toMatchObject({ reason: "GATES_NOT_MET" });
});

test("no other gate is let pass, and words about a checklist that is done are no override", async () => {
  const set = (state: "revoked" | "verified") =>
    inScope(world.system, (tx) =>
      tx.update(credentialSets).set({ state }).where(eq(credentialSets.merchantId, lumen.id)),
    );
  const id = await ask();
  await set("revoked");
  const refused = await approve(id, { override: WRITTEN });
  expect(refused).toMatchObject({ reason: "GATES_NOT_MET" });
  expect(JSON.stringify(refused)).not.toContain("CHECKLIST_OPEN");
  await set("verified");
  await leaveOpen([]);
  expect(await approve(id, { override: WRITTEN })).toMatchObject({ ok: true });
  expect((await read(id)).override).toBeNull();
  expect(await entries("change.approve")).toHaveLength(1);
});

test("what was let pass for a date holds on it, and a step that opened since suspends the change", async () => {
  const date = new Date(Date.now() + 3_600_000);
  const later = systemScope("worker", {
    database: world.database,
    clock: fixedClock(new Date(date.getTime() + 1)),
  });
  const good = await ask({ scheduledFor: date });
  const bad = await ask({
    scheduledFor: date,
    cells: [{ ...cell(), scope: "campaign", id: lumen.campaignId }],
  });
  expect(await approve(good, { override: WRITTEN })).toMatchObject({ value: { state: "scheduled" } });
  expect(await applyScheduledChanges.run(later)).toBe(1);
  const { merchant } = await getMatrix(world.system, lumen.id);
  expect(merchant.switches).toMatchObject([{ scope: "site", mode: "production" }]);

  expect(await approve(bad, { override: WRITTEN })).toMatchObject({ value: { state: "scheduled" } });
  await leaveOpen(["evaluate", "refund"]);
  expect(await applyScheduledChanges.run(later)).toBe(0);
  expect(await read(bad)).toMatchObject({ state: "suspended", cause: { reason: "GATES_NOT_MET" } });
  expect(await approve(bad, { scheduledFor: null })).toMatchObject({ reason: "GATES_NOT_MET" });
  expect(await approve(bad, { scheduledFor: null, override: WRITTEN })).toMatchObject({
    value: { state: "applied" },
  });
});

test("nobody lets their own request pass, and an operator nobody's", async () => {
  const id = await ask();
  expect(await approve(id, { override: WRITTEN }, person("Priya", "admin"))).toMatchObject({
    reason: "OWN_REQUEST",
  });
  await expect(approve(id, { override: WRITTEN }, person("Omar", "operator"))).rejects.toThrow(
    "switches.approve",
  );
});
