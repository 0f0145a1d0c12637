import { eq } from "drizzle-orm";
import { afterAll, beforeAll, beforeEach, describe, expect, test, vi } from "vitest";
import { type Database, openDatabase } from "#db/client.ts";
import { auditEntries } from "#db/schema/audit.ts";
import { apiKeys, apiKeyUses } from "#db/schema/credentials.ts";
import { EVERY_TENANT, inTenant } from "#db/tenant.ts";
import { createTestDatabase, type TestDatabase } from "#db/testing/database.ts";
import { insertMerchants } from "#db/testing/merchants.ts";
import { NotFoundError, PermissionError } from "#lib/kit/errors.ts";
import { newId } from "#lib/kit/ids.ts";
import { PARTNER_TENANT, type Role } from "#lib/terms.ts";
import { checkToken } from "./check-token.ts";
import { createApiKey } from "./create-api-key.ts";
import { issueToken } from "./issue-token.ts";
import { userScope } from "./open-scope.ts";
import { listApiKeys } from "./queries.ts";
import { recordKeyUses } from "./record-key-uses.ts";
import { revokeApiKey } from "./revoke-api-key.ts";
import { watchApiKeys } from "./watch-api-keys.ts";

let home: TestDatabase;
let database: Database;
let keys: ReturnType<typeof watchApiKeys>;
let merchantId: string;

const scopeOf = (role: Role, owner: string = PARTNER_TENANT) =>
  userScope({ id: "usr_1", name: "Sam", role, merchantId: owner }, { database });

async function newKey(change: { merchantId?: string; environment?: "sandbox" | "production" } = {}) {
  const input = { merchantId, environment: "sandbox" as const, name: "Checkout", ...change };
  const result = await createApiKey(scopeOf("admin"), input);
  if (!result.ok) throw new Error(result.reason);
  await vi.waitFor(() => expect(keys.byId(result.value.id)).not.toBeNull());
  return result.value;
}

beforeAll(async () => {
  process.env.GATEWAY_TOKEN_SECRET = Buffer.alloc(32, 3).toString("base64");
  home = await createTestDatabase();
  database = openDatabase(home.appUrl, { applicationName: "test" });
  keys = watchApiKeys({ database, directUrl: home.appUrl });
  await keys.ready;
});
beforeEach(async () => {
  merchantId = newId("merchant");
  await insertMerchants(database, merchantId);
});
afterAll(async () => {
  await keys.stop();
  await database.close();
  await home.drop();
});

describe("a key pair", () => {
  test("names its environment, has a secret of 256 bits, and only the secret's hash is kept", async () => {
    const key = await newKey({ environment: "production" });
    expect(key.appKey).toMatch(/^sb_production_/);
    const [, secret] = key.appSecret.split("sbs_production_");
    expect(Buffer.from(secret!, "base64url")).toHaveLength(32);
    const rows = await inTenant(database, merchantId, async (tx) => [
      await tx.select().from(apiKeys),
      await tx.select().from(auditEntries),
    ]);
    expect(rows.flat()).toHaveLength(2);
    expect(JSON.stringify(rows)).not.toContain(secret);
    expect(await listApiKeys(scopeOf("operator"), merchantId)).toMatchObject([
      { id: key.id, appKey: key.appKey, name: "Checkout", createdBy: { name: "Sam" }, lastUsedAt: null },
    ]);
  });

  test.each(["", "   ", "x".repeat(81), "two\nlines", "4111 1111 1111 1111"])(
    "cannot be called %j",
    async (name) => {
      const result = await createApiKey(scopeOf("admin"), { merchantId, environment: "sandbox", name });
      expect(result).toEqual({ ok: false, reason: "INVALID_NAME" });
    },
  );

  test("a merchant's developer makes one for its own merchant; another merchant's is not found", async () => {
    const input = { merchantId, environment: "sandbox" as const, name: "Checkout" };
    expect(await createApiKey(scopeOf("merchant_developer", merchantId), input)).toMatchObject({ ok: true });
    await expect(createApiKey(scopeOf("merchant_developer", "mer_other"), input)).rejects.toThrow(
      NotFoundError,
    );
    await expect(listApiKeys(scopeOf("merchant_developer", "mer_other"), merchantId)).rejects.toThrow(
      NotFoundError,
    );
    await expect(createApiKey(scopeOf("viewer"), input)).rejects.toThrow(PermissionError);
  });

  test("a partner-wide one is for those who may do themselves what it may", async () => {
    const input = { merchantId: PARTNER_TENANT, environment: "sandbox" as const, name: "Partner" };
    expect(await createApiKey(scopeOf("admin"), input)).toMatchObject({ ok: true });
    await expect(createApiKey(scopeOf("operator"), input)).rejects.toThrow(PermissionError);
    await expect(createApiKey(scopeOf("merchant_admin", merchantId), input)).rejects.toThrow(NotFoundError);
    await expect(listApiKeys(scopeOf("merchant_admin", merchantId), PARTNER_TENANT)).rejects.toThrow(
      NotFoundError,
    );
    expect(await listApiKeys(scopeOf("operator"), PARTNER_TENANT)).toHaveLength(1);
  });
});

describe("a token", () => {
  const now = new Date("2026-01-15T10:20:30Z");

  test("is a bearer of ten minutes with the claims of the API sheet", async () => {
    const key = await newKey();
    const token = issueToken(keys.find(key.appKey), key.appSecret, now, "mid-1")!;
    expect(token.expires).toBe(now.getTime() + 600_000);
    const claims = JSON.parse(Buffer.from(token.accessToken.split(".")[1]!, "base64url").toString());
    expect(claims).toMatchObject({
      sub: token.id,
      unique_name: token.id,
      "custom:mid": "mid-1",
      iss: "Api-Client-Service",
      iat: String(now.getTime()),
      exp: claims.nbf + 600,
    });
    expect(token.id).toMatch(/^[0-9a-f]{8}(-[0-9a-f]{4}){3}-[0-9a-f]{12}$/);
    expect(checkToken(token.accessToken, keys, now)?.key).toMatchObject({ id: key.id, merchantId });
  });

  test("is not given for a wrong secret, another key's secret, or an unknown key", async () => {
    const [key, other] = [await newKey(), await newKey()];
    expect(issueToken(keys.find(key.appKey), other.appSecret, now)).toBeNull();
    expect(issueToken(keys.find(key.appKey), "", now)).toBeNull();
    expect(issueToken(keys.find("sb_sandbox_unknown"), key.appSecret, now)).toBeNull();
    expect(issueToken(null, "", now)).toBeNull();
  });

  test("ends after ten minutes", async () => {
    const key = await newKey();
    const { accessToken } = issueToken(keys.find(key.appKey), key.appSecret, now)!;
    expect(checkToken(accessToken, keys, new Date(now.getTime() + 599_000))).not.toBeNull();
    expect(checkToken(accessToken, keys, new Date(now.getTime() + 600_000))).toBeNull();
  });

  test("that was altered, signed otherwise or not signed is refused", async () => {
    const key = await newKey();
    const { accessToken } = issueToken(keys.find(key.appKey), key.appSecret, now)!;
    const [header, payload, signature] = accessToken.split(".") as [string, string, string];
    const claims = JSON.parse(Buffer.from(payload, "base64url").toString());
    const altered = Buffer.from(JSON.stringify({ ...claims, exp: claims.exp + 999 })).toString("base64url");
    const none = Buffer.from('{"alg":"none","typ":"JWT"}').toString("base64url");
    const forged = [
      `${header}.${altered}.${signature}`,
      `${none}.${payload}.`,
      `${none}.${payload}.${signature}`,
      `${header}.${payload}.${signature.slice(0, -2)}`,
      `${header}.${payload}`,
      `${accessToken}.x`,
      "",
      "x".repeat(5_000),
    ];
    for (const token of forged) expect(checkToken(token, keys, now)).toBeNull();
  });

  test("of a revoked key is refused within a second, and revoking twice is one change", async () => {
    const key = await newKey();
    const { accessToken } = issueToken(keys.find(key.appKey), key.appSecret, now)!;
    const startedAt = performance.now();
    const revoked = await revokeApiKey(scopeOf("operator"), { merchantId, id: key.id });
    await vi.waitFor(() => expect(checkToken(accessToken, keys, now)).toBeNull(), {
      timeout: 1_000,
      interval: 5,
    });
    expect(performance.now() - startedAt).toBeLessThan(1_000);
    expect(keys.find(key.appKey)).toBeNull();
    expect(await revokeApiKey(scopeOf("operator"), { merchantId, id: key.id })).toEqual(revoked);
    const entries = await inTenant(database, merchantId, (tx) => tx.select().from(auditEntries));
    expect(entries.map(({ action }) => action)).toEqual(["api_key.create", "api_key.revoke"]);
  });

  test("of another key lives on when one is revoked", async () => {
    const [key, other] = [await newKey(), await newKey()];
    await revokeApiKey(scopeOf("operator"), { merchantId, id: key.id });
    await vi.waitFor(() => expect(keys.byId(key.id)).toBeNull());
    expect(keys.byId(other.id)).not.toBeNull();
  });

  test("a key that is not there, or another merchant's, cannot be revoked", async () => {
    const key = await newKey();
    const foreign = { merchantId, id: key.id };
    await expect(revokeApiKey(scopeOf("merchant_admin", "mer_other"), foreign)).rejects.toThrow(
      NotFoundError,
    );
    await expect(revokeApiKey(scopeOf("operator"), { merchantId, id: "key_x" })).rejects.toThrow(
      NotFoundError,
    );
  });
});

describe("last used", () => {
  test("is written together, at most once per flush, and never goes back", async () => {
    const key = await newKey();
    const used = { id: key.id, merchantId };
    const uses = recordKeyUses(database);
    const late = new Date("2026-01-15T10:21:00Z");
    uses.recordKeyUse(used, new Date("2026-01-15T10:20:00Z"));
    uses.recordKeyUse(used, late);
    const rows = () =>
      inTenant(database, EVERY_TENANT, (tx) =>
        tx.select().from(apiKeyUses).where(eq(apiKeyUses.keyId, key.id)),
      );
    expect(await rows()).toEqual([]);
    await uses.flush();
    expect(await rows()).toMatchObject([{ lastUsedAt: late }]);
    uses.recordKeyUse(used, new Date("2026-01-15T10:20:30Z"));
    await uses.stop();
    expect(await listApiKeys(scopeOf("operator"), merchantId)).toMatchObject([{ lastUsedAt: late }]);
  });

  test("is written by itself after the pause", async () => {
    const key = await newKey();
    const uses = recordKeyUses(database, { flushMs: 20 });
    uses.recordKeyUse({ id: key.id, merchantId }, new Date());
    await vi.waitFor(async () => {
      const [listed] = await listApiKeys(scopeOf("operator"), merchantId);
      expect(listed!.lastUsedAt).not.toBeNull();
    });
    await uses.stop();
  });
});
