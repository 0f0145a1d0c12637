import { eq } from "drizzle-orm";
import { afterAll, beforeAll, beforeEach, describe, expect, test } from "vitest";
import { type Database, openDatabase } from "#db/client.ts";
import { auditEntries } from "#db/schema/audit.ts";
import { credentialSets, merchantDataKeys } from "#db/schema/credentials.ts";
import { sites } from "#db/schema/sites.ts";
import { EVERY_TENANT, inTenant } from "#db/tenant.ts";
import { createTestDatabase, type TestDatabase } from "#db/testing/database.ts";
import { insertMerchants } from "#db/testing/merchants.ts";
import { type Scope, userScope } from "#lib/access/open-scope.ts";
import { NotFoundError, PermissionError } from "#lib/kit/errors.ts";
import { newId } from "#lib/kit/ids.ts";
import { PARTNER_TENANT, type Role } from "#lib/terms.ts";
import { enterCredentials } from "./enter-credentials.ts";
import { openSet } from "./open-credentials.ts";
import { listCredentials } from "./queries.ts";
import { revokeCredentials } from "./revoke-credentials.ts";

const SECRET = "AQAAAAEAACcQExampleSecretOnly0000000000==";
const WEBHOOK_KEY = Buffer.alloc(64, 9).toString("base64");

let home: TestDatabase;
let database: Database;
let merchantId: string;

const scopeOf = (role: Role, owner: string = PARTNER_TENANT): Scope =>
  userScope({ id: "usr_1", name: "Sam", role, merchantId: owner }, { database });
const entry = (change: Record<string, unknown> = {}) => ({
  merchantId,
  environment: "sandbox" as const,
  mid: "5A0E7C11-2222-4333-8444-555566667777",
  appKey: "Xk3r9ExampleAppKeyOnly000000000000000000",
  appSecret: SECRET,
  ...change,
});
const rows = () =>
  inTenant(database, EVERY_TENANT, (tx) =>
    tx
      .select()
      .from(credentialSets)
      .where(eq(credentialSets.merchantId, merchantId))
      .orderBy(credentialSets.version),
  );
const openVersion = (version: number) =>
  inTenant(database, EVERY_TENANT, async (tx) => {
    const set = (await rows()).find((row) => row.version === version);
    return set ? openSet(tx, set) : null;
  });
const audit = () =>
  inTenant(database, EVERY_TENANT, (tx) =>
    tx
      .select()
      .from(auditEntries)
      .where(eq(auditEntries.merchantId, merchantId))
      .orderBy(auditEntries.sequence),
  );

beforeAll(async () => {
  process.env.SWITCHBOARD_ENCRYPTION_KEY = Buffer.alloc(32, 1).toString("base64");
  home = await createTestDatabase();
  database = openDatabase(home.appUrl, { applicationName: "test" });
});
beforeEach(async () => {
  merchantId = newId("merchant");
  await insertMerchants(database, merchantId);
});
afterAll(async () => {
  await database.close();
  await home.drop();
});

describe("entering credentials", () => {
  test("keeps them sealed, as the first version, not in use, and records who entered them without a secret", async () => {
    const webhookKey = ` ${WEBHOOK_KEY}\n`;
    const result = await enterCredentials(
      scopeOf("operator"),
      entry({ appSecret: `\t${SECRET} `, webhookKey }),
    );
    expect(result).toEqual({ ok: true, value: { version: 1 } });

    const [row] = await rows();
    expect(row).toMatchObject({
      state: "entered",
      current: false,
      appSecretLast4: "00==",
      enteredByName: "Sam",
    });
    expect(row!.mid).toBe("5a0e7c11-2222-4333-8444-555566667777");
    expect(row!.appSecret!.toString("latin1")).not.toContain("Example");
    expect(await openVersion(1)).toMatchObject({ appSecret: SECRET, webhookKey: WEBHOOK_KEY });

    const entries = await audit();
    expect(entries.map(({ action, actorId }) => [action, actorId])).toEqual([["credentials.enter", "usr_1"]]);
    expect(JSON.stringify(entries)).not.toContain(SECRET.slice(0, -4));
    expect(JSON.stringify(entries)).not.toContain(WEBHOOK_KEY.slice(0, 20));
  });

  test("a second entry is a second version and drops the unverified one with its secrets", async () => {
    await enterCredentials(scopeOf("operator"), entry());
    expect(await enterCredentials(scopeOf("operator"), entry())).toMatchObject({ value: { version: 2 } });
    expect((await rows()).map((row) => [row.state, row.appSecret === null])).toEqual([
      ["revoked", true],
      ["entered", false],
    ]);
  });

  test("two people at once get two versions", async () => {
    const both = await Promise.all([1, 2].map(() => enterCredentials(scopeOf("operator"), entry())));
    expect(both.map((result) => result.ok && result.value.version).sort()).toEqual([1, 2]);
  });

  test("a secret that is left out stays; other keys stay only with the same account", async () => {
    await enterCredentials(
      scopeOf("operator"),
      entry({ webhookKey: WEBHOOK_KEY, tokenizationKey: "tokenization-key" }),
    );
    const { appSecret: _, ...rest } = entry();
    await enterCredentials(scopeOf("operator"), rest);
    const kept = { appSecret: SECRET, webhookKey: WEBHOOK_KEY, tokenizationKey: "tokenization-key" };
    expect(await openVersion(2)).toMatchObject(kept);
    await enterCredentials(scopeOf("operator"), { ...rest, mid: "another-account-1" });
    expect(await openVersion(3)).toMatchObject({
      appSecret: SECRET,
      webhookKey: null,
      tokenizationKey: null,
    });
  });

  test("an emptied key is removed", async () => {
    await enterCredentials(scopeOf("operator"), entry({ webhookKey: WEBHOOK_KEY }));
    await enterCredentials(scopeOf("operator"), entry({ webhookKey: "" }));
    expect(await openVersion(2)).toMatchObject({ webhookKey: null });
  });

  test("FlexCharge's site ids are kept on the sites, and an unknown site refuses everything", async () => {
    await inTenant(database, merchantId, (tx) =>
      tx.insert(sites).values({ merchantId, id: "site_a", name: "Shop" }),
    );
    const siteIds = { site_a: "9c8b7a65-1111-4222-8333-aaaabbbbcccc" };
    expect(
      await enterCredentials(scopeOf("operator"), entry({ siteIds: { ...siteIds, site_b: "x" } })),
    ).toMatchObject({
      ok: false,
      fields: { "siteIds.site_b": "UNKNOWN_SITE" },
    });
    expect(await rows()).toEqual([]);
    await enterCredentials(scopeOf("operator"), entry({ siteIds }));
    const [site] = await inTenant(database, merchantId, (tx) =>
      tx.select().from(sites).where(eq(sites.id, "site_a")),
    );
    expect(site).toMatchObject({ sandboxSiteId: siteIds.site_a, productionSiteId: null });
  });
});

describe("a field that cannot be right is refused by name", () => {
  test.each<[string, Record<string, unknown>, Record<string, string>]>([
    ["no secret", { appSecret: undefined }, { appSecret: "REQUIRED" }],
    ["an empty MID", { mid: "  " }, { mid: "REQUIRED" }],
    ["a space within", { appKey: "two words here" }, { appKey: "FORBIDDEN_CHARACTERS" }],
    ["a NUL", { appSecret: "secretsecret\u0000" }, { appSecret: "FORBIDDEN_CHARACTERS" }],
    ["a typographic quote", { appKey: "“ExampleAppKey”" }, { appKey: "FORBIDDEN_CHARACTERS" }],
    ["a short secret", { appSecret: "short" }, { appSecret: "TOO_SHORT" }],
    ["a long key", { appKey: "k".repeat(201) }, { appKey: "TOO_LONG" }],
    ["a card number", { appKey: "4111111111111111" }, { appKey: "CARD_NUMBER" }],
    ["a card number with dashes", { mid: "4111-1111-1111-1111" }, { mid: "CARD_NUMBER" }],
    ["no base64", { webhookKey: "not-base64!" }, { webhookKey: "NOT_BASE64" }],
    ["a weak webhook key", { webhookKey: "c2hvcnQ=" }, { webhookKey: "TOO_SHORT" }],
    ["several at once", { mid: "", appKey: "x" }, { mid: "REQUIRED", appKey: "TOO_SHORT" }],
  ])("%s", async (_name, change, fields) => {
    expect(await enterCredentials(scopeOf("operator"), entry(change))).toEqual({
      ok: false,
      reason: "INVALID_FIELDS",
      fields,
    });
    expect(await rows()).toEqual([]);
  });
});

describe("who may", () => {
  test("a merchant's admin enters its own; another merchant's is not found", async () => {
    expect(await enterCredentials(scopeOf("merchant_admin", merchantId), entry())).toMatchObject({
      ok: true,
    });
    const foreign = scopeOf("merchant_admin", "mer_other");
    await expect(enterCredentials(foreign, entry())).rejects.toThrow(NotFoundError);
    await expect(listCredentials(foreign, merchantId)).rejects.toThrow(NotFoundError);
  });

  test("a viewer neither enters nor reads them", async () => {
    await expect(enterCredentials(scopeOf("viewer"), entry())).rejects.toThrow(PermissionError);
    await expect(listCredentials(scopeOf("viewer"), merchantId)).rejects.toThrow(PermissionError);
  });

  test("nobody reads a secret back", async () => {
    await enterCredentials(scopeOf("operator"), entry({ webhookKey: WEBHOOK_KEY }));
    const listed = await listCredentials(scopeOf("merchant_developer", merchantId), merchantId);
    expect(listed).toMatchObject([
      { environment: "sandbox", appSecretLast4: "00==", webhookKeyLast4: "CQ==" },
    ]);
    expect(JSON.stringify(listed)).not.toContain(SECRET.slice(0, 20));
  });

  test("the same credentials in both environments are told", async () => {
    await enterCredentials(scopeOf("operator"), entry());
    await enterCredentials(scopeOf("operator"), entry({ environment: "production" }));
    const same = async () =>
      (await listCredentials(scopeOf("operator"), merchantId))
        .filter((set) => set.state !== "revoked")
        .map((set) => set.sameAsOtherEnvironment);
    expect(await same()).toEqual([true, true]);
    await enterCredentials(
      scopeOf("operator"),
      entry({ environment: "production", appSecret: `${SECRET}x` }),
    );
    expect(await same()).toEqual([false, false]);
  });
});

describe("sealed values", () => {
  test("a ciphertext that is moved to another environment, version, field or merchant does not open", async () => {
    const other = newId("merchant");
    await insertMerchants(database, other);
    await enterCredentials(scopeOf("operator"), entry({ webhookKey: WEBHOOK_KEY }));
    await enterCredentials(scopeOf("operator"), entry({ environment: "production" }));
    await enterCredentials(scopeOf("operator"), entry({ merchantId: other }));
    const sealed = (await rows()).find((row) => row.environment === "sandbox");
    for (const moved of [
      { ...sealed!, environment: "production" as const },
      { ...sealed!, version: 2 },
      { ...sealed!, appSecret: sealed!.webhookKey },
      { ...sealed!, merchantId: other },
    ]) {
      await expect(inTenant(database, EVERY_TENANT, (tx) => openSet(tx, moved))).rejects.toThrow();
    }
  });

  test("a dump without the deployment's key reveals nothing, and the message says what is wrong", async () => {
    await enterCredentials(scopeOf("operator"), entry());
    const key = process.env.SWITCHBOARD_ENCRYPTION_KEY;
    process.env.SWITCHBOARD_ENCRYPTION_KEY = Buffer.alloc(32, 2).toString("base64");
    await expect(openVersion(1)).rejects.toThrow("SWITCHBOARD_ENCRYPTION_KEY is not the key");
    process.env.SWITCHBOARD_ENCRYPTION_KEY = key;
  });

  test("each merchant has a data key of its own, wrapped", async () => {
    await enterCredentials(scopeOf("operator"), entry());
    const [key] = await inTenant(database, merchantId, (tx) => tx.select().from(merchantDataKeys));
    expect(key).toMatchObject({ merchantId, version: 1 });
    expect(key!.wrappedKey).toHaveLength(12 + 16 + 32);
  });
});

describe("revoking", () => {
  test("erases the secrets, is recorded with its reason, and twice is one change", async () => {
    await enterCredentials(scopeOf("operator"), entry());
    const which = { merchantId, environment: "sandbox" as const, version: 1 };
    expect(await revokeCredentials(scopeOf("operator"), { ...which, reason: " " })).toMatchObject({
      reason: "REASON_REQUIRED",
    });
    await revokeCredentials(scopeOf("operator"), { ...which, reason: "left the company" });
    await revokeCredentials(scopeOf("operator"), { ...which, reason: "again" });
    expect(await rows()).toMatchObject([{ state: "revoked", appSecret: null, webhookKey: null }]);
    const revoked = (await audit()).filter(({ action }) => action === "credentials.revoke");
    expect(revoked.map(({ reason }) => reason)).toEqual(["left the company"]);
  });

  test("a version that never was is not found", async () => {
    const which = { merchantId, environment: "sandbox" as const, version: 7, reason: "x" };
    await expect(revokeCredentials(scopeOf("operator"), which)).rejects.toThrow(NotFoundError);
  });
});
