import { and, eq } from "drizzle-orm";
import { afterAll, beforeAll, beforeEach, describe, expect, test } from "vitest";
import { auditEntries } from "#db/schema/audit.ts";
import { killSwitches, switchChanges } from "#db/schema/switching.ts";
import { openTestWorld, type Planted, type TestWorld } from "#db/testing/partner-world.ts";
import { inScope } from "#lib/access/in-scope.ts";
import { userScope } from "#lib/access/open-scope.ts";
import { NotFoundError, PermissionError, StepUpError } from "#lib/kit/errors.ts";
import { PARTNER_TENANT } from "#lib/terms.ts";
import { getMatrix, listSwitchChanges } from "./queries.ts";
import { setKillSwitch } from "./set-kill-switch.ts";
import { setMode } from "./set-mode.ts";

let world: TestWorld;
let lumen: Planted;
let counter = 0;
beforeAll(async () => {
  world = await openTestWorld();
});
afterAll(() => world.close());
beforeEach(async () => {
  counter += 1;
  lumen = await world.merchant(`Lumen ${counter}`);
});

const stop = (over = {}) => ({
  scope: "merchant" as const,
  id: lumen.id,
  on: true,
  reason: "Duplicate rebills reported",
  ...over,
});
const rowsOf = (merchantId: string) =>
  inScope(world.system, async (tx) => ({
    kills: await tx.select().from(killSwitches).where(eq(killSwitches.merchantId, merchantId)),
    changes: await tx.select().from(switchChanges).where(eq(switchChanges.merchantId, merchantId)),
    audit: await tx
      .select()
      .from(auditEntries)
      .where(and(eq(auditEntries.merchantId, merchantId), eq(auditEntries.subject, merchantId))),
  }));

describe("the kill switch", () => {
  test("of a merchant is one row, one line of history, one audit entry; twice is one change", async () => {
    const admin = world.person("admin");
    expect(await setKillSwitch(admin, stop({ channel: "mit" }))).toEqual({
      ok: true,
      value: { version: 1, changed: true },
    });
    expect(await setKillSwitch(admin, stop({ channel: "mit", reason: "again" }))).toEqual({
      ok: true,
      value: { version: 1, changed: false },
    });
    const rows = await rowsOf(lumen.id);
    expect(rows.kills).toMatchObject([
      { scope: "merchant", channel: "mit", reason: "Duplicate rebills reported" },
    ]);
    expect(rows.changes).toMatchObject([{ kind: "kill", before: "off", after: "on" }]);
    expect(rows.audit.filter((entry) => entry.action === "kill_switch.on")).toHaveLength(1);
  });

  test("is switched on again by an administrator only, and the modes are as they were", async () => {
    const operator = world.person("operator");
    await setMode(operator, {
      scope: "site",
      id: lumen.siteId,
      channel: "mit",
      mode: "sandbox",
      reason: "",
    });
    await setKillSwitch(operator, stop());
    await expect(setKillSwitch(operator, stop({ on: false }))).rejects.toThrow(PermissionError);
    expect(await setKillSwitch(world.person("admin"), stop({ on: false, reason: "Solved" }))).toEqual({
      ok: true,
      value: { version: 3, changed: true },
    });
    const { merchant } = await getMatrix(operator, lumen.id);
    expect(merchant.kills).toEqual([]);
    expect(merchant.switches).toMatchObject([{ mode: "sandbox" }]);
    const lines = await listSwitchChanges(operator, lumen.id, {
      cell: { scope: "merchant", scopeId: lumen.id },
    });
    expect(lines.map((line) => `${line.kind} ${line.after} v${line.setBy.version}`)).toEqual([
      "kill off v3",
      "kill on v2",
    ]);
  });

  test("asks nobody for a password to stop, and everybody to let live orders go out again", async () => {
    const admin = { id: "usr_admin", name: "Ada", role: "admin", merchantId: PARTNER_TENANT } as const;
    const stale = userScope(admin, { database: world.database, provenAt: null });
    expect(await setKillSwitch(stale, stop())).toMatchObject({ ok: true, value: { changed: true } });
    await expect(setKillSwitch(stale, stop({ on: false }))).rejects.toThrow(StepUpError);
    expect((await rowsOf(lumen.id)).kills).toHaveLength(1);
    const proven = userScope(admin, { database: world.database });
    expect(await setKillSwitch(proven, stop({ on: false }))).toMatchObject({ ok: true });
  });

  test("of the partner needs the right to it, stands under the partner, and every merchant sees it", async () => {
    const partnerWide = stop({ scope: "partner", id: undefined });
    await expect(setKillSwitch(world.person("operator"), partnerWide)).rejects.toThrow(PermissionError);
    const first = await setKillSwitch(world.partnerKey(), partnerWide);
    expect(first).toMatchObject({ ok: true, value: { changed: true } });
    const seen = await getMatrix(world.person("merchant_viewer", lumen.id), lumen.id);
    expect(seen.partner.kills).toMatchObject([{ scope: "partner", scopeId: PARTNER_TENANT, channel: "all" }]);
    expect(await setKillSwitch(world.person("admin"), { ...partnerWide, on: false })).toMatchObject({
      ok: true,
    });
    expect((await getMatrix(world.system, lumen.id)).partner.kills).toEqual([]);
  });

  test("of a site stands beside that of its merchant", async () => {
    const admin = world.person("admin");
    await setKillSwitch(admin, stop({ scope: "site", id: lumen.siteId }));
    await setKillSwitch(admin, stop());
    await setKillSwitch(admin, stop({ on: false }));
    expect((await rowsOf(lumen.id)).kills).toMatchObject([{ scope: "site", scopeId: lumen.siteId }]);
  });

  test("two at once engage it once", async () => {
    const admin = world.person("admin");
    const both = await Promise.all([setKillSwitch(admin, stop()), setKillSwitch(admin, stop())]);
    expect(both.map((done) => done.ok && done.value.changed).sort()).toEqual([false, true]);
  });

  test("asks a reason, refuses observed merchants, and does not know another tenant's", async () => {
    const admin = world.person("admin");
    expect(await setKillSwitch(admin, stop({ reason: " a " }))).toEqual({
      ok: false,
      reason: "REASON_REQUIRED",
      min: 3,
    });
    const direct = await world.merchant(`Direct ${counter}`, { integration: "merchant_direct_mit" });
    expect(await setKillSwitch(admin, stop({ id: direct.id }))).toEqual({ ok: false, reason: "OBSERVED" });
    await expect(setKillSwitch(admin, stop({ scope: "site", id: "site_nobody" }))).rejects.toThrow(
      NotFoundError,
    );
    await expect(setKillSwitch(admin, stop({ merchantId: direct.id }))).rejects.toThrow(NotFoundError);
    await expect(setKillSwitch(world.person("merchant_admin", lumen.id), stop())).rejects.toThrow(
      PermissionError,
    );
    await expect(setKillSwitch(world.person("viewer"), stop())).rejects.toThrow(PermissionError);
  });
});
