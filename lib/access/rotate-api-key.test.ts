import { eq } from "drizzle-orm";
import { afterAll, beforeAll, describe, expect, test, vi } from "vitest";
import { auditEntries } from "#db/schema/audit.ts";
import { EVERY_TENANT, inTenant } from "#db/tenant.ts";
import { createWorld, type World } from "#db/testing/gateway-world.ts";
import { NotFoundError, PermissionError } from "#lib/kit/errors.ts";
import { PARTNER_TENANT, type Role } from "#lib/terms.ts";
import { createApiKey } from "./create-api-key.ts";
import { userScope } from "./open-scope.ts";
import { listApiKeys } from "./queries.ts";
import { revokeApiKey } from "./revoke-api-key.ts";
import { rotateApiKey } from "./rotate-api-key.ts";

const MINUTE_MS = 60 * 1000;
const HOUR_MS = 60 * MINUTE_MS;
const SECOND = { timeout: 1_000, interval: 10 };

let world: World;
let gateways: Pick<World, "call">[];
let skewMs = 0;
const clock = { now: () => new Date(Date.now() + skewMs) };

beforeAll(async () => {
  world = await createWorld({ gateway: { clock } });
  gateways = [world, await world.anotherGateway({ clock })];
}, 90_000);
afterAll(() => world.stop());

const scopeOf = (role: Role, owner: string = PARTNER_TENANT) =>
  userScope({ id: "usr_1", name: "Sam", role, merchantId: owner }, { database: world.database, clock });
type Pair = { id: string; appKey: string; appSecret: string };

async function newKey(over: { expiresAt?: Date } = {}): Promise<Pair> {
  const input = { merchantId: world.alpha.id, environment: "sandbox" as const, name: "Checkout", ...over };
  const made = await createApiKey(scopeOf("operator"), input);
  if (!made.ok) throw new Error(made.reason);
  await opens(made.value, 200);
  return made.value;
}
const rotate = (key: Pair, overlapHours: number) =>
  rotateApiKey(scopeOf("operator"), { merchantId: world.alpha.id, id: key.id, overlapHours });
const ask = ({ appKey, appSecret }: Pair, gateway: Pick<World, "call">) =>
  gateway.call("/v1/oauth2/token", { json: { AppKey: appKey, AppSecret: appSecret } });
/** Both gateways answer the pair so within a second. */
const opens = (pair: Pair, status: number) =>
  vi.waitFor(async () => {
    for (const gateway of gateways) expect((await ask(pair, gateway)).status).toBe(status);
  }, SECOND);
const tokensOf = async (pair: Pair) =>
  Promise.all(gateways.map(async (gateway) => String((await ask(pair, gateway)).body.accessToken)));
const statusesOf = async (tokens: string[]) =>
  Promise.all(
    gateways.map(async (gateway, at) => (await gateway.call("/v1/orders", { token: tokens[at]! })).status),
  );

describe("rotation", () => {
  test("makes a new pair; both are good until the overlap ends, then the old one and its tokens are not", async () => {
    const old = await newKey();
    const tokens = await tokensOf(old);
    const rotated = await rotate(old, 24);
    if (!rotated.ok) throw new Error(rotated.reason);
    const { oldExpiresAt, ...next } = rotated.value;
    expect(Math.round((oldExpiresAt.getTime() - Date.now()) / HOUR_MS)).toBe(24);
    await opens(next, 200);
    await opens(old, 200);
    expect(await statusesOf(tokens)).toEqual([200, 200]);
    const listed = await listApiKeys(scopeOf("operator"), world.alpha.id);
    expect(listed.find(({ id }) => id === old.id)).toMatchObject({
      expiresAt: oldExpiresAt,
      replacedById: next.id,
    });
    expect(JSON.stringify(listed)).not.toContain(next.appSecret);
  });

  test("with no overlap ends the old pair and its tokens on every gateway within a second", async () => {
    const old = await newKey();
    const tokens = await tokensOf(old);
    const rotated = await rotate(old, 0);
    await opens(old, 400);
    expect(await statusesOf(tokens)).toEqual([401, 401]);
    await opens(rotated.ok ? rotated.value : old, 200);
  });

  test("of a key made for ninety days makes one for ninety days", async () => {
    const day = 24 * HOUR_MS;
    const old = await newKey({ expiresAt: new Date(Date.now() + 90 * day) });
    const rotated = await rotate(old, 1);
    if (!rotated.ok) throw new Error(rotated.reason);
    const { id, expiresAt } = rotated.value;
    expect(Math.round((expiresAt!.getTime() - Date.now()) / day)).toBe(90);
    const listed = await listApiKeys(scopeOf("operator"), world.alpha.id);
    expect(listed.find((key) => key.id === id)).toMatchObject({ expiresAt });
  });

  test("twice is refused, and leaves one entry; so is a key that was revoked", async () => {
    const old = await newKey();
    const both = await Promise.all([rotate(old, 1), rotate(old, 1)]);
    expect(both.map(({ ok }) => ok).sort()).toEqual([false, true]);
    expect(both).toContainEqual({ ok: false, reason: "NOT_ACTIVE" });
    const entries = await inTenant(world.database, EVERY_TENANT, (tx) =>
      tx
        .select()
        .from(auditEntries)
        .where(eq(auditEntries.subject, `api_key/${old.id}`)),
    );
    expect(entries.map(({ action }) => action)).toEqual(["api_key.create", "api_key.rotate"]);
    const ended = await newKey();
    await revokeApiKey(scopeOf("operator"), { merchantId: world.alpha.id, id: ended.id });
    expect(await rotate(ended, 1)).toEqual({ ok: false, reason: "NOT_ACTIVE" });
  });

  test("takes an overlap of whole hours, up to thirty days", async () => {
    const old = await newKey();
    for (const hours of [-1, 1.5, 721, Number.NaN]) {
      expect(await rotate(old, hours)).toEqual({ ok: false, reason: "INVALID_OVERLAP", hoursMax: 720 });
    }
  });

  test("is not a reader's, and another merchant's key is not found", async () => {
    const old = await newKey();
    const input = { merchantId: world.alpha.id, id: old.id, overlapHours: 1 };
    await expect(rotateApiKey(scopeOf("viewer"), input)).rejects.toThrow(PermissionError);
    await expect(rotateApiKey(scopeOf("merchant_admin", world.beta.id), input)).rejects.toThrow(
      NotFoundError,
    );
    await expect(
      rotateApiKey(scopeOf("merchant_admin", world.beta.id), { ...input, merchantId: world.beta.id }),
    ).rejects.toThrow(NotFoundError);
    await opens(old, 200);
  });
});

describe("a key's end", () => {
  test("comes by the clock alone, on every gateway, also for tokens that it has opened", async () => {
    const key = await newKey({ expiresAt: new Date(Date.now() + 5 * MINUTE_MS) });
    const tokens = await tokensOf(key);
    expect(await statusesOf(tokens)).toEqual([200, 200]);
    // A token is good for ten minutes: it is the key that has ended.
    skewMs = 5 * MINUTE_MS + 1_000;
    try {
      await opens(key, 400);
      expect(await statusesOf(tokens)).toEqual([401, 401]);
    } finally {
      skewMs = 0;
    }
  });

  test("is a time to come, three years away at most", async () => {
    const scope = scopeOf("operator");
    const key = { merchantId: world.alpha.id, environment: "sandbox", name: "Checkout" } as const;
    const now = Date.now();
    for (const at of [now, now - 1, now + 1_100 * 24 * HOUR_MS, Number.NaN]) {
      const made = await createApiKey(scope, { ...key, expiresAt: new Date(at) });
      expect(made).toEqual({ ok: false, reason: "INVALID_EXPIRY", daysMax: 1_098 });
    }
  });

  test("by revocation is known on two gateways within a second, tokens included", async () => {
    const key = await newKey();
    const tokens = await tokensOf(key);
    expect(await statusesOf(tokens)).toEqual([200, 200]);
    const startedAt = performance.now();
    await revokeApiKey(scopeOf("operator"), { merchantId: world.alpha.id, id: key.id });
    await vi.waitFor(async () => expect(await statusesOf(tokens)).toEqual([401, 401]), SECOND);
    expect(performance.now() - startedAt).toBeLessThan(1_000);
    await opens(key, 400);
  });
});
