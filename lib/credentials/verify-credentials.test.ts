import { eq } from "drizzle-orm";
import { afterAll, afterEach, beforeAll, beforeEach, describe, expect, test } from "vitest";
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
import { NotFoundError, PermissionError } from "#lib/kit/errors.ts";
import { newId } from "#lib/kit/ids.ts";
import { PARTNER_TENANT, type Role } from "#lib/terms.ts";
import { freePort } from "../../scripts/embedded-postgres.mjs";
import { enterCredentials } from "./enter-credentials.ts";
import { markFailing } from "./mark-failing.ts";
import { openCredentials } from "./open-credentials.ts";
import { rememberCredentials } from "./remember-credentials.ts";
import { revokeCredentials } from "./revoke-credentials.ts";
import { verifyCredentials } from "./verify-credentials.ts";

let home: TestDatabase;
let database: Database;
let sandbox: TestSandbox;
let client: FlexchargeClient;
let merchantId: string;
let account: SandboxMerchant;

const scopeOf = (role: Role, owner: string = PARTNER_TENANT) =>
  userScope({ id: "usr_1", name: "Sam", role, merchantId: owner }, { database });
const enter = (change: Partial<SandboxMerchant> = {}) => {
  const { mid, appKey, appSecret } = { ...account, ...change };
  return enterCredentials(scopeOf("operator"), {
    merchantId,
    environment: "sandbox",
    mid,
    appKey,
    appSecret,
  });
};
const verify = (options: { version?: number; deadlineMs?: number } = {}) =>
  verifyCredentials(
    scopeOf("operator"),
    { merchantId, environment: "sandbox", version: options.version },
    { client, deadlineMs: options.deadlineMs },
  );
const rows = () =>
  inTenant(database, EVERY_TENANT, (tx) =>
    tx
      .select()
      .from(credentialSets)
      .where(eq(credentialSets.merchantId, merchantId))
      .orderBy(credentialSets.version),
  );
const states = async () => (await rows()).map((row) => `${row.state}${row.current ? ", in use" : ""}`);

beforeAll(async () => {
  process.env.SWITCHBOARD_ENCRYPTION_KEY = Buffer.alloc(32, 1).toString("base64");
  [home, sandbox] = await Promise.all([createTestDatabase(), startTestSandbox()]);
  database = openDatabase(home.appUrl, { applicationName: "test" });
  const baseUrls = { sandbox: sandbox.sandboxUrl, production: sandbox.productionUrl };
  client = createFlexchargeClient({ baseUrls, limits: { tokenMs: 1_000 } });
});
beforeEach(async () => {
  merchantId = newId("merchant");
  await insertMerchants(database, merchantId);
  account = await sandbox.control("sandbox").createMerchant({ name: "Shop" });
});
afterEach(() => sandbox.control("sandbox").clearFaults());
afterAll(async () => {
  await Promise.all([client.close(), database.close()]);
  await Promise.all([home.drop(), sandbox.stop()]);
});

describe("verify now", () => {
  test("proves token and MID, puts the set to use and keeps result and time", async () => {
    await enter();
    expect(await openCredentials(database, merchantId, "sandbox")).toBeNull();
    const result = await verify();
    expect(result).toMatchObject({
      ok: true,
      value: { version: 1, verification: { ok: true, status: 200 } },
    });
    const [row] = await rows();
    expect(row).toMatchObject({ state: "verified", current: true, verification: { ok: true } });
    expect(row!.verification!.tookMs).toBeGreaterThan(0);
    expect(await openCredentials(database, merchantId, "sandbox")).toMatchObject({
      version: 1,
      mid: account.mid,
      appSecret: account.appSecret,
    });
  });

  test("a wrong secret is refused with its HTTP status and cause, and the set stays entered", async () => {
    await enter({ appSecret: "AQAAAAEAACcQWrongSecret" });
    expect(await verify()).toMatchObject({
      ok: false,
      reason: "REFUSED",
      verification: {
        ok: false,
        status: 400,
        cause: "FlexCharge refused the AppKey and AppSecret (HTTP 400).",
      },
    });
    expect(await states()).toEqual(["entered"]);
    expect((await rows())[0]!.verification).toMatchObject({ ok: false, status: 400 });
  });

  test("keys of another account are refused although FlexCharge takes them", async () => {
    const other = await sandbox.control("sandbox").createMerchant({ name: "Other" });
    await enter({ appKey: other.appKey, appSecret: other.appSecret });
    expect(await verify()).toMatchObject({
      reason: "OTHER_ACCOUNT",
      verification: { cause: `The keys belong to another account: its MID ends in ${other.mid.slice(-4)}.` },
    });
    expect(await states()).toEqual(["entered"]);
  });

  test("a token alone proves nothing when reading is refused", async () => {
    await enter();
    await sandbox.control("sandbox").addFault({ path: "/v1/orders", kind: "status", status: 403 });
    expect(await verify()).toMatchObject({ reason: "REFUSED", verification: { status: 403 } });
  });

  test.each([
    ["answers 500", { kind: "status", status: 500 }, "FlexCharge answered HTTP 500, which proves nothing."],
    ["is silent", { kind: "timeout_before" }, "FlexCharge did not answer in time."],
  ] as const)("FlexCharge %s: nothing is proven and nothing is changed", async (_name, fault, cause) => {
    await enter();
    await verify();
    await sandbox.control("sandbox").addFault({ path: "/v1/oauth2/token", ...fault });
    expect(await verify({ deadlineMs: 400 })).toMatchObject({
      reason: "UNREACHABLE",
      verification: { cause },
    });
    expect(await states()).toEqual(["verified, in use"]);
  });

  test("FlexCharge is down: the cause says that it could not be reached", async () => {
    await enter();
    const port = await freePort();
    const baseUrls = { sandbox: `http://localhost:${port}`, production: sandbox.productionUrl };
    const lonely = createFlexchargeClient({ baseUrls });
    const result = await verifyCredentials(
      scopeOf("operator"),
      { merchantId, environment: "sandbox" },
      { client: lonely },
    );
    expect(result).toMatchObject({ verification: { cause: "FlexCharge could not be reached." } });
    await lonely.close();
  });

  test("each verification is in the audit, without a secret", async () => {
    await enter();
    await verify();
    const entries = await inTenant(database, merchantId, (tx) => tx.select().from(auditEntries));
    expect(entries.map(({ action }) => action)).toEqual(["credentials.enter", "credentials.verify"]);
    expect(JSON.stringify(entries)).not.toContain(account.appSecret);
  });

  test("a set that was revoked while FlexCharge was asked is not put to use", async () => {
    await enter();
    await sandbox.control("sandbox").addFault({ path: "/v1/orders", kind: "slow", ms: 500 });
    const pending = verify();
    const which = { merchantId, environment: "sandbox" as const, version: 1, reason: "stop" };
    await revokeCredentials(scopeOf("operator"), which);
    expect(["CHANGED_MEANWHILE", "NOTHING_TO_VERIFY"]).toContain(
      ((await pending) as { reason?: string }).reason,
    );
    expect(await states()).toEqual(["revoked"]);
  });

  test("without a set there is nothing to verify; a foreign merchant is not found; a reader may not", async () => {
    expect(await verify()).toEqual({ ok: false, reason: "NOTHING_TO_VERIFY" });
    const input = { merchantId, environment: "sandbox" as const };
    const foreign = scopeOf("merchant_admin", "mer_other");
    await expect(verifyCredentials(foreign, input, { client })).rejects.toThrow(NotFoundError);
    const reader = scopeOf("merchant_developer", merchantId);
    await expect(verifyCredentials(reader, input, { client })).rejects.toThrow(PermissionError);
  });
});

describe("rotation", () => {
  test("the set in use serves until its successor is verified, then is revoked", async () => {
    await enter();
    await verify();
    await sandbox
      .control("sandbox")
      .createMerchant({ mid: account.mid, name: "Shop", appSecret: "AQAAAAEAACcQRotated" });
    await enter({ appSecret: "AQAAAAEAACcQRotated" });
    expect(await states()).toEqual(["verified, in use", "entered"]);
    expect(await verify()).toMatchObject({ ok: true, value: { version: 2 } });
    expect(await states()).toEqual(["revoked", "verified, in use"]);
    expect((await rows())[0]!.appSecret).toBeNull();
  });

  test("a refused successor leaves the set in use alone", async () => {
    await enter();
    await verify();
    await enter({ appSecret: "AQAAAAEAACcQWrongSecret" });
    await verify();
    expect(await states()).toEqual(["verified, in use", "entered"]);
  });
});

describe("failing", () => {
  test("a verified set that FlexCharge refuses becomes failing, and verified again when it is taken back", async () => {
    await enter();
    await verify();
    await sandbox
      .control("sandbox")
      .addFault({ path: "/v1/oauth2/token", kind: "status", status: 400, times: 1 });
    await verify();
    expect(await states()).toEqual(["failing, in use"]);
    expect((await rows())[0]!.failingSince).not.toBeNull();
    await verify();
    expect(await rows()).toMatchObject([{ state: "verified", failingSince: null }]);
  });

  test("many refused calls at once mark it once", async () => {
    await enter();
    await verify();
    const scope = systemScope("gateway", { database });
    const which = { merchantId, environment: "sandbox" as const, version: 1, status: 401 };
    const marks = await Promise.all(Array.from({ length: 10 }, () => markFailing(scope, which)));
    expect(marks.filter((mark) => mark.ok && mark.value.changed)).toHaveLength(1);
    expect(await states()).toEqual(["failing, in use"]);
    expect((await rows())[0]!.verification).toMatchObject({ status: 401 });
  });

  test("a late refusal of an older version does not touch the newer one", async () => {
    await enter();
    await verify();
    const scope = systemScope("gateway", { database });
    await markFailing(scope, { merchantId, environment: "sandbox", version: 9, status: 401 });
    expect(await states()).toEqual(["verified, in use"]);
  });
});

describe("remembered credentials", () => {
  test("are opened once for all who ask, and again when the version changes", async () => {
    await enter();
    await verify();
    const remembered = rememberCredentials(database);
    const [first, second] = await Promise.all([1, 2].map(() => remembered.get(merchantId, "sandbox", 1)));
    expect(first).toMatchObject({ mid: account.mid });
    expect(second).toBe(first);
    expect(await remembered.get(merchantId, "sandbox", 2)).toBeNull();
    await enter();
    await verify();
    expect(await remembered.get(merchantId, "sandbox", 2)).toMatchObject({ version: 2 });
  });
});
