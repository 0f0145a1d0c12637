import { eq } from "drizzle-orm";
import { afterAll, beforeAll, beforeEach, describe, expect, test } from "vitest";
import { type Database, openDatabase } from "#db/client.ts";
import { auditEntries } from "#db/schema/audit.ts";
import { credentialSets } from "#db/schema/credentials.ts";
import { EVERY_TENANT, inTenant } from "#db/tenant.ts";
import { createTestDatabase, type TestDatabase } from "#db/testing/database.ts";
import { insertMerchants } from "#db/testing/merchants.ts";
import { startTestSandbox, type TestSandbox } from "#db/testing/sandbox.ts";
import type { SandboxMerchant } from "#db/testing/sandbox-control.ts";
import { systemScope, userScope } from "#lib/access/open-scope.ts";
import { createFlexchargeClient, type FlexchargeClient } from "#lib/flexcharge/client.ts";
import { NotFoundError, PermissionError, StepUpError } from "#lib/kit/errors.ts";
import { newId } from "#lib/kit/ids.ts";
import { PARTNER_TENANT, type Role } from "#lib/terms.ts";
import { enterCredentials } from "./enter-credentials.ts";
import { cutOverCredentials } from "./jobs.ts";
import { markFailing } from "./mark-failing.ts";
import { openCredentials } from "./open-credentials.ts";
import { rememberWebhookKeys } from "./remember-webhook-keys.ts";
import { revokeCredentials } from "./revoke-credentials.ts";
import { setCutOver } from "./set-cut-over.ts";
import { verifyCredentials } from "./verify-credentials.ts";

const DAY_MS = 24 * 60 * 60 * 1000;
const KEYS = [1, 2].map((byte) => Buffer.alloc(64, byte).toString("base64")) as [string, string];

let home: TestDatabase;
let database: Database;
let sandbox: TestSandbox;
let client: FlexchargeClient;
let merchantId: string;
let account: SandboxMerchant;

const at = (days: number) => new Date(Math.floor(Date.now() / 1000) * 1000 + days * DAY_MS);
const clockAt = (days: number) => ({ now: () => at(days) });
const scopeOf = (role: Role, owner: string = PARTNER_TENANT) =>
  userScope({ id: "usr_1", name: "Sam", role, merchantId: owner }, { database });
const environment = "sandbox" as const;
const place = (version: number) => ({ merchantId, environment, version });
const verify = (version: number) => verifyCredentials(scopeOf("operator"), place(version), { client });
const runJob = (days: number) =>
  cutOverCredentials.run(systemScope("worker", { database, clock: clockAt(days) }));
const inUse = async () => (await openCredentials(database, merchantId, environment))?.version ?? null;
const actions = () =>
  inTenant(database, EVERY_TENANT, async (tx) => {
    const rows = await tx.select().from(auditEntries).where(eq(auditEntries.merchantId, merchantId));
    return rows.map(({ action, actorKind }) => `${action} by ${actorKind}`);
  });

/** A first set in use, and a second one, verified, that takes over in `days`. */
async function rotation(days: number): Promise<void> {
  const { mid, appKey, appSecret } = account;
  const entry = { merchantId, environment, mid, appKey, appSecret };
  expect(await enterCredentials(scopeOf("operator"), { ...entry, webhookKey: KEYS[0] })).toMatchObject({
    ok: true,
  });
  expect(await verify(1)).toMatchObject({ ok: true });
  const next = { ...entry, webhookKey: KEYS[1], cutOverAt: at(days) };
  expect(await enterCredentials(scopeOf("operator"), next)).toMatchObject({ ok: true });
  expect(await verify(2)).toMatchObject({ ok: true });
}

beforeAll(async () => {
  process.env.SWITCHBOARD_ENCRYPTION_KEY = Buffer.alloc(32, 1).toString("base64");
  [home, sandbox] = await Promise.all([createTestDatabase(), startTestSandbox()]);
  database = openDatabase(home.appUrl, { applicationName: "test" });
  client = createFlexchargeClient({
    baseUrls: { sandbox: sandbox.sandboxUrl, production: sandbox.productionUrl },
  });
});
beforeEach(async () => {
  // What another test left waiting is not this one's to count.
  await inTenant(database, EVERY_TENANT, (tx) => tx.update(credentialSets).set({ cutOverAt: null }));
  merchantId = newId("merchant");
  await insertMerchants(database, merchantId);
  account = await sandbox.control("sandbox").createMerchant({ name: "Shop" });
});
afterAll(async () => {
  await Promise.all([client.close(), database.close()]);
  await Promise.all([home.drop(), sandbox.stop()]);
});

describe("a next version with a date", () => {
  test("waits, verified, until its day; then it is the one in use and the old secret is gone", async () => {
    await rotation(10);
    expect(await inUse()).toBe(1);
    expect(await runJob(9)).toBe(0);
    expect(await inUse()).toBe(1);
    expect(await runJob(10.001)).toBe(1);
    expect(await inUse()).toBe(2);
    expect(await runJob(10.002)).toBe(0);
    const sets = await inTenant(database, EVERY_TENANT, (tx) =>
      tx
        .select()
        .from(credentialSets)
        .where(eq(credentialSets.merchantId, merchantId))
        .orderBy(credentialSets.version),
    );
    expect(sets).toMatchObject([
      { state: "revoked", current: false, appSecret: null },
      { state: "verified", current: true, cutOverAt: null },
    ]);
    expect((await actions()).at(-1)).toBe("credentials.cut_over by system");
    expect((await actions()).filter((action) => action.startsWith("credentials.cut_over"))).toHaveLength(1);
  });

  test("lets notices signed with either webhook key in, before and for a day after", async () => {
    await rotation(10);
    const keysOn = async (days: number) =>
      (await rememberWebhookKeys(database).get({ id: merchantId, known: {} }, environment, at(days))).map(
        ({ key }) => key,
      );
    expect(await keysOn(0)).toEqual([KEYS[1], KEYS[0]]);
    await runJob(10.001);
    expect(await keysOn(10.5)).toEqual([KEYS[1], KEYS[0]]);
    expect(await keysOn(11.5)).toEqual([KEYS[1]]);
  });

  test("is not touched when the one in use begins to fail, nor the other way round", async () => {
    await rotation(10);
    const worker = systemScope("worker", { database });
    expect(await markFailing(worker, { ...place(2), status: 401 })).toMatchObject({
      value: { changed: false },
    });
    expect(await markFailing(worker, { ...place(1), status: 401 })).toMatchObject({
      value: { changed: true },
    });
    expect(await runJob(10.001)).toBe(1);
    expect(await inUse()).toBe(2);
  });

  test("is dropped with its secrets when another is entered instead", async () => {
    await rotation(10);
    const { mid, appKey, appSecret } = account;
    await enterCredentials(scopeOf("operator"), { merchantId, environment, mid, appKey, appSecret });
    expect(await runJob(11)).toBe(0);
    expect(await inUse()).toBe(1);
    expect(await verify(3)).toMatchObject({ ok: true });
    expect(await inUse()).toBe(3);
  });
});

describe("the date", () => {
  test("can be moved, and now means at once; each move is one entry", async () => {
    await rotation(10);
    const later = { ...place(2), at: at(20) };
    expect(await setCutOver(scopeOf("operator"), later)).toMatchObject({ ok: true, value: { inUse: false } });
    expect(await setCutOver(scopeOf("operator"), later)).toMatchObject({ ok: true });
    expect(await runJob(11)).toBe(0);
    expect(await setCutOver(scopeOf("operator"), { ...place(2), at: null })).toMatchObject({
      value: { inUse: true },
    });
    expect(await inUse()).toBe(2);
    expect((await actions()).slice(-2)).toEqual([
      "credentials.set_cut_over by user",
      "credentials.cut_over by user",
    ]);
    expect(await setCutOver(scopeOf("operator"), later)).toEqual({ ok: false, reason: "NOT_WAITING" });
  });

  test("is refused when it is years away, or now for a version that nothing is proven of", async () => {
    await rotation(10);
    const far = await setCutOver(scopeOf("operator"), { ...place(2), at: at(900) });
    expect(far).toEqual({ ok: false, reason: "TOO_FAR", days: 366 });
    const { mid, appKey, appSecret } = account;
    const entry = { merchantId, environment, mid, appKey, appSecret };
    await enterCredentials(scopeOf("operator"), { ...entry, cutOverAt: at(3) });
    expect(await setCutOver(scopeOf("operator"), { ...place(3), at: null })).toEqual({
      ok: false,
      reason: "NOT_VERIFIED",
    });
    expect(await enterCredentials(scopeOf("operator"), { ...entry, cutOverAt: at(900) })).toMatchObject({
      fields: { cutOverAt: "TOO_FAR" },
    });
  });

  test("is set by who has just shown their password; a leaked set is ended without", async () => {
    await rotation(10);
    const sam = { id: "usr_1", name: "Sam", role: "operator", merchantId: PARTNER_TENANT } as const;
    const stale = userScope(sam, { database, provenAt: null });
    await expect(setCutOver(stale, { ...place(2), at: null })).rejects.toThrow(StepUpError);
    expect(await inUse()).toBe(1);
    expect(await revokeCredentials(stale, { ...place(2), reason: "Leaked" })).toMatchObject({ ok: true });
  });

  test("is not a reader's, nor another merchant's, to set", async () => {
    await rotation(10);
    const input = { ...place(2), at: null };
    await expect(setCutOver(scopeOf("viewer"), input)).rejects.toThrow(PermissionError);
    await expect(setCutOver(scopeOf("merchant_admin", "mer_other"), input)).rejects.toThrow(NotFoundError);
    expect(await inUse()).toBe(1);
  });
});
