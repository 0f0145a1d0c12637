import { and, eq } from "drizzle-orm";
import { afterAll, beforeAll, beforeEach, describe, expect, test } from "vitest";
import { auditEntries } from "#db/schema/audit.ts";
import { credentialSets } from "#db/schema/credentials.ts";
import { partner } from "#db/schema/partner.ts";
import { switchChanges, switches } from "#db/schema/switching.ts";
import { openTestWorld, type Planted, type TestWorld } from "#db/testing/partner-world.ts";
import { inScope } from "#lib/access/in-scope.ts";
import type { Scope } from "#lib/access/open-scope.ts";
import { NotFoundError, PermissionError } from "#lib/kit/errors.ts";
import { archiveSite } from "#lib/sites/archive-site.ts";
import { getMatrix, listSwitchChanges } from "./queries.ts";
import { cellState } from "./rules.ts";
import type { SetModeInput } from "./schema.ts";
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

const WHY = "Agents certified on the new script";
const onSite = (over: Partial<SetModeInput> = {}): SetModeInput => ({
  scope: "site",
  id: lumen.siteId,
  channel: "cit_call_center",
  mode: "production",
  reason: WHY,
  confirm: lumen.name,
  ...over,
});
const admin = () => world.person("admin");
const effective = async (channel: "cit_call_center" | "mit" | "cit_website" = "cit_call_center") => {
  const { partner, merchant } = await getMatrix(world.system, lumen.id);
  return cellState(partner, merchant, "campaign", lumen.campaignId, channel).effective;
};
const rowsOf = (scope: Scope, merchantId: string) =>
  inScope(scope, async (tx) => ({
    switches: await tx.select().from(switches).where(eq(switches.merchantId, merchantId)),
    changes: await tx.select().from(switchChanges).where(eq(switchChanges.merchantId, merchantId)),
    audit: await tx
      .select()
      .from(auditEntries)
      .where(and(eq(auditEntries.merchantId, merchantId), eq(auditEntries.action, "switch.set"))),
  }));

describe("an administrator switches call-center orders of one site to production", () => {
  test("the row, its history and the audit entry are written together, and the campaign follows", async () => {
    expect(await setMode(admin(), onSite())).toEqual({
      ok: true,
      value: {
        version: 1,
        changed: true,
        before: "inherit",
        after: "production",
        effective: { before: "off", after: "production" },
      },
    });
    const rows = await rowsOf(world.system, lumen.id);
    expect(rows.switches).toMatchObject([
      { mode: "production", version: 1, setByName: "Daniel the admin", reason: WHY },
    ]);
    expect(rows.changes).toMatchObject([
      { kind: "mode", before: "inherit", after: "production", version: 1 },
    ]);
    expect(rows.audit).toMatchObject([{ subject: lumen.siteId, subjectName: lumen.host, reason: WHY }]);
    expect(await effective()).toBe("production");
    expect(await effective("cit_website")).toBe("off");
    expect(await effective("mit")).toBe("off");
  });

  test("twice is one change", async () => {
    await setMode(admin(), onSite());
    expect(await setMode(admin(), onSite({ version: 0, reason: "", confirm: "" }))).toMatchObject({
      ok: true,
      value: { version: 1, changed: false },
    });
    const rows = await rowsOf(world.system, lumen.id);
    expect([rows.switches.length, rows.changes.length, rows.audit.length]).toEqual([1, 1, 1]);
  });

  test("two at once follow each other, each under its own number", async () => {
    const both = await Promise.all([
      setMode(admin(), onSite({ channel: "cit_website" })),
      setMode(admin(), onSite({ channel: "mit" })),
    ]);
    expect(both.map((done) => done.ok && done.value.version).sort()).toEqual([1, 2]);
    const lines = await listSwitchChanges(admin(), lumen.id);
    expect(lines.map((line) => line.setBy.version)).toEqual([2, 1]);
  });

  test("of two that saw the same version one is told who was faster", async () => {
    const both = await Promise.all([
      setMode(admin(), onSite({ mode: "sandbox", version: 0 })),
      setMode(admin(), onSite({ mode: "production", version: 0 })),
    ]);
    const lost = both.find((done) => !done.ok);
    expect(both.filter((done) => done.ok)).toHaveLength(1);
    expect(lost).toMatchObject({
      reason: "VERSION_CONFLICT",
      version: 1,
      changedBy: { name: "Daniel the admin", version: 1 },
    });
  });

  test("inherit removes the row, and the mode before can be set again", async () => {
    await setMode(admin(), onSite({ mode: "sandbox" }));
    const undone = await setMode(admin(), onSite({ mode: "inherit", reason: "undo" }));
    expect(undone).toMatchObject({ ok: true, value: { before: "sandbox", after: "inherit", version: 2 } });
    expect((await rowsOf(world.system, lumen.id)).switches).toEqual([]);
  });

  test("a merchant's default raises what follows it", async () => {
    await setMode(admin(), { ...onSite(), scope: "merchant", id: lumen.id });
    expect(await effective()).toBe("production");
  });
});

describe("what is refused, and nothing is written", () => {
  const refused = async (who: Scope, over: Partial<SetModeInput>, refusal: object) => {
    const before = await rowsOf(world.system, lumen.id);
    expect(await setMode(who, onSite(over))).toMatchObject({ ok: false, ...refusal });
    expect(await rowsOf(world.system, lumen.id)).toEqual(before);
  };

  test("a reason that is too short: three characters down, ten to production", async () => {
    await refused(admin(), { reason: "because" }, { reason: "REASON_REQUIRED", min: 10 });
    await setMode(admin(), onSite());
    await refused(admin(), { mode: "off", reason: " x " }, { reason: "REASON_REQUIRED", min: 3 });
  });

  test("sandbox needs no reason", async () => {
    expect(await setMode(admin(), onSite({ mode: "sandbox", reason: "" }))).toMatchObject({ ok: true });
  });

  test("production without the typed name of the merchant; case does not matter", async () => {
    await refused(admin(), { confirm: "Lumen" }, { reason: "CONFIRMATION_REQUIRED", name: lumen.name });
    expect(await setMode(admin(), onSite({ confirm: lumen.name.toUpperCase() }))).toMatchObject({ ok: true });
  });

  test("a program needs no typed name", async () => {
    const { confirm: _, ...input } = onSite();
    expect(await setMode(world.partnerKey(), { ...input, keyEnvironment: "production" })).toMatchObject({
      ok: true,
    });
  });

  test("production with open gates, each named with its owner", async () => {
    lumen = await world.merchant(`Bare ${counter}`, { ready: false });
    const missing = [
      { code: "ACCOUNT_NOT_LINKED", owner: "us" },
      { code: "SANDBOX_CREDENTIALS_NOT_VERIFIED", owner: "merchant" },
      { code: "PRODUCTION_CREDENTIALS_NOT_VERIFIED", owner: "merchant" },
      { code: "CREDENTIALS_NOT_DIFFERENT", owner: "merchant" },
      { code: "MIT_NOT_ENABLED", owner: "flexcharge" },
      { code: "CHECKLIST_OPEN", owner: "merchant" },
    ];
    await refused(admin(), { channel: "mit" }, { reason: "GATES_NOT_MET", missing });
    await refused(admin(), { mode: "sandbox" }, { reason: "GATES_NOT_MET" });
  });

  test("going up by inheriting passes the same gates", async () => {
    await setMode(admin(), onSite({ scope: "merchant", id: lumen.id }));
    await setMode(admin(), onSite({ mode: "off", reason: "Quiet for now" }));
    await inScope(world.system, (tx) =>
      tx
        .update(credentialSets)
        .set({ state: "failing" })
        .where(and(eq(credentialSets.merchantId, lumen.id), eq(credentialSets.environment, "production"))),
    );
    await refused(admin(), { mode: "inherit" }, { reason: "GATES_NOT_MET" });
  });

  test("a second person's approval where the partner asks for it, only for production", async () => {
    const policy = (approvalPolicy: "none" | "second_person") =>
      inScope(world.system, (tx) => tx.update(partner).set({ approvalPolicy }));
    await policy("second_person");
    await refused(admin(), {}, { reason: "NEEDS_APPROVAL", changeRequestId: expect.any(String) });
    expect(await setMode(admin(), onSite({ mode: "sandbox" }))).toMatchObject({ ok: true });
    await policy("none");
  });

  test("an observed merchant's cells", async () => {
    lumen = await world.merchant(`Direct ${counter}`, { integration: "merchant_direct_mit" });
    await refused(admin(), {}, { reason: "OBSERVED" });
    await refused(admin(), { mode: "inherit" }, { reason: "OBSERVED" });
  });

  test("an archived site's cells", async () => {
    await archiveSite(admin(), { merchantId: lumen.id, siteId: lumen.siteId });
    await refused(admin(), {}, { reason: "ARCHIVED" });
    await refused(admin(), { scope: "campaign", id: lumen.campaignId }, { reason: "ARCHIVED" });
  });

  test("a sandbox key where production is in effect before or after", async () => {
    const key = world.partnerKey();
    const mine = { keyEnvironment: "sandbox" } as const;
    await refused(key, { ...mine }, { reason: "KEY_ENVIRONMENT" });
    expect(await setMode(key, onSite({ ...mine, mode: "sandbox" }))).toMatchObject({ ok: true });
    await setMode(admin(), onSite());
    await refused(
      key,
      { ...mine, mode: "off" },
      { reason: "KEY_ENVIRONMENT", before: "production", after: "off" },
    );
    await refused(key, { ...mine, mode: "production" }, { reason: "KEY_ENVIRONMENT" });
  });
});

describe("who may", () => {
  test.each(["viewer", "finance", "merchant_viewer", "merchant_support"] as const)(
    "%s may only read",
    async (role) => {
      const who = world.person(role, role.startsWith("merchant") ? lumen.id : undefined);
      await expect(setMode(who, onSite({ mode: "off" }))).rejects.toThrow(PermissionError);
      expect((await getMatrix(who, lumen.id)).merchant.id).toBe(lumen.id);
    },
  );

  test("another tenant's merchant, site and campaign are not found, also without naming the merchant", async () => {
    const other = await world.merchant(`Other ${counter}`);
    const stranger = world.person("merchant_admin", other.id);
    for (const [scope, id] of [
      ["merchant", lumen.id],
      ["site", lumen.siteId],
      ["campaign", lumen.campaignId],
    ] as const)
      await expect(setMode(stranger, onSite({ scope, id, mode: "off" }))).rejects.toThrow(NotFoundError);
    await expect(setMode(admin(), onSite({ merchantId: other.id }))).rejects.toThrow(NotFoundError);
    await expect(getMatrix(stranger, lumen.id)).rejects.toThrow(NotFoundError);
    expect(await listSwitchChanges(stranger, lumen.id)).toEqual([]);
  });

  test("a merchant's administrator switches down from any mode, and up nowhere by itself", async () => {
    await setMode(admin(), onSite());
    const own = world.person("merchant_admin", lumen.id);
    expect(await setMode(own, onSite({ mode: "off", reason: "Stop" }))).toMatchObject({ ok: true });
    expect(await setMode(own, onSite({ mode: "sandbox" }))).toEqual({
      ok: false,
      reason: "NOT_ALLOWED",
      policy: "merchant_requests",
    });
    await expect(setMode(own, onSite())).rejects.toThrow(PermissionError);
  });

  test("a merchant that switches by itself reaches the sandbox and no further", async () => {
    lumen = await world.merchant(`Self ${counter}`, { activationPolicy: "merchant_self" });
    const developer = world.person("merchant_developer", lumen.id);
    expect(await setMode(developer, onSite({ mode: "sandbox" }))).toMatchObject({ ok: true });
    expect(await setMode(developer, onSite({ mode: "off", reason: "Done testing" }))).toMatchObject({
      ok: true,
    });
    await expect(setMode(developer, onSite())).rejects.toThrow(PermissionError);
    await setMode(admin(), onSite());
    await expect(setMode(developer, onSite({ mode: "off" }))).rejects.toThrow(PermissionError);
  });

  test("an operator may raise to production where no approval is asked", async () => {
    expect(await setMode(world.person("operator"), onSite())).toMatchObject({ ok: true });
  });
});
