import { eq, sql } from "drizzle-orm";
import { afterAll, beforeAll, expect, test, vi } from "vitest";
import { channelReadiness } from "#db/schema/checklist.ts";
import { openTestWorld, type Planted, type TestWorld } from "#db/testing/partner-world.ts";
import { asOne, inScope } from "#lib/access/in-scope.ts";
import { type Scope, systemScope, userScope } from "#lib/access/open-scope.ts";
import { listAuditEntries } from "#lib/audit/queries.ts";
import { fixedClock } from "#lib/kit/clock.ts";
import { NotFoundError, PermissionError } from "#lib/kit/errors.ts";
import { approveChange } from "#lib/switching/approve-change.ts";
import { applyScheduledChanges } from "#lib/switching/jobs.ts";
import { getChangeRequest } from "#lib/switching/queries/list-change-requests.ts";
import { getMatrix } from "#lib/switching/queries.ts";
import { requestChange } from "#lib/switching/request-change.ts";
import { CHANNELS, PARTNER_TENANT, type Role } from "#lib/terms.ts";
import { settleReadiness } from "./internal/settle-readiness.ts";
import { overrideStep } from "./override-step.ts";
import { listSteps } from "./queries/list-steps.ts";
import type { StepId } from "./schema.ts";
import { withdrawOverride } from "./withdraw-override.ts";

let world: TestWorld;
let lumen: Planted;
const WHY = "Proven in the partner's own lab";

beforeAll(async () => {
  world = await openTestWorld("second_person");
  lumen = await world.merchant("Lumen");
  await inScope(world.system, (tx) => settleReadiness(tx, [lumen.id], new Date()));
  const { open } = await listSteps(world.system, lumen.id);
  for (const step of new Set(Object.values(open).flat())) await pass(step);
});
afterAll(() => world.close());

const person = (name: string, role: Role, merchantId: string = PARTNER_TENANT): Scope =>
  userScope(
    { id: `usr_${name}`, name, role, merchantId },
    { database: world.database, provenAt: new Date() },
  );
const daniel = () => person("Daniel", "admin");
const pass = (step: StepId) =>
  overrideStep(daniel(), { merchantId: lumen.id, step, channels: [...CHANNELS], reason: WHY });
const withdraw = (scope: Scope, merchantId = lumen.id) =>
  withdrawOverride(scope, {
    ...({
      merchantId,
      step: "card_vaulted",
      channels: [...CHANNELS],
      reason: "The lab's proof was wrong",
    } as const),
  });
async function askFor(channel: "mit" | "cit_website", scheduledFor?: Date): Promise<string> {
  const cells = [{ scope: "site", id: lumen.siteId, channel, mode: "production" } as const];
  const asked = await requestChange(person("Priya", "operator"), {
    ...{ merchantId: lumen.id, cells, reason: "Agents certified on the new script" },
    ...(scheduledFor ? { scheduledFor } : {}),
  });
  if (!asked.ok) throw new Error(JSON.stringify(asked));
  const requestId = asked.value.changeRequestId;
  const approved = await approveChange(daniel(), { merchantId: lumen.id, requestId, confirm: lumen.name });
  expect(approved).toMatchObject({ ok: true });
  return requestId;
}

test("a withdrawn override counts again for what goes up, suspends what is scheduled, and leaves what is in production", async () => {
  await askFor("cit_website");
  const date = new Date(Date.now() + 3_600_000);
  const scheduled = await askFor("mit", date);
  await expect(withdraw(person("Priya", "operator"))).rejects.toThrow(PermissionError);
  await expect(withdraw(person("Hana", "merchant_admin", lumen.id))).rejects.toThrow(PermissionError);
  await expect(withdraw(daniel(), "mer_none")).rejects.toThrow(NotFoundError);

  expect(await withdraw(daniel())).toEqual({ ok: true, value: { changed: true } });
  expect(await withdraw(daniel())).toEqual({ ok: true, value: { changed: false } });
  const { merchant } = await getMatrix(world.system, lumen.id);
  expect(merchant.checklist.mit.open).toEqual(["card_vaulted"]);
  expect(merchant.switches).toMatchObject([{ channel: "cit_website", mode: "production" }]);
  const { steps, open } = await listSteps(world.system, lumen.id);
  expect(open.cit_website).toEqual(["card_vaulted"]);
  expect(steps.find(({ step }) => step.id === "card_vaulted")?.override).toBeNull();

  const later = systemScope("worker", {
    database: world.database,
    clock: fixedClock(new Date(date.getTime() + 1)),
  });
  expect(await applyScheduledChanges.run(later)).toBe(0);
  expect(await getChangeRequest(world.system, lumen.id, scheduled)).toMatchObject({ state: "suspended" });
  const { rows } = await listAuditEntries(world.system, { merchantId: lumen.id, topic: "checklist" });
  const [newest] = rows;
  expect(newest).toMatchObject({
    action: "checklist.withdraw_override",
    actorName: "Daniel",
    reason: "The lab's proof was wrong",
    before: expect.stringContaining(WHY),
  });
  expect(rows.filter(({ action }) => action === "checklist.withdraw_override")).toHaveLength(1);

  await pass("card_vaulted");
  expect((await getMatrix(world.system, lumen.id)).merchant.checklist.mit.open).toEqual([]);
});

test("the job that settles all merchants does not write over a withdrawal that is under way", async () => {
  // Something to write, so that the job does not simply leave the row alone.
  await inScope(world.system, (tx) =>
    tx
      .update(channelReadiness)
      .set({ open: ["refund"] })
      .where(eq(channelReadiness.merchantId, lumen.id)),
  );
  let settled: Promise<number> | undefined;
  await asOne(daniel(), async (scope) => {
    await withdraw(scope);
    settled = inScope(world.system, (tx) => settleReadiness(tx, null, new Date()));
    await vi.waitFor(async () => expect(await waiting()).toBe(1), { timeout: 5_000 });
  });
  await settled;
  const { merchant } = await getMatrix(world.system, lumen.id);
  expect(merchant.checklist.mit.open).toEqual(["card_vaulted"]);
});

/** How many sessions wait for a lock of somebody else's. */
async function waiting(): Promise<number> {
  const [row] = await inScope(world.system, (tx) =>
    tx.execute<{ n: number }>(sql`SELECT count(*)::int AS n FROM pg_stat_activity
      WHERE datname = current_database() AND wait_event_type = 'Lock'`),
  );
  return row?.n ?? 0;
}
