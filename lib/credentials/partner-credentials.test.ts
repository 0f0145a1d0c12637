import { afterAll, afterEach, beforeAll, beforeEach, describe, expect, test } from "vitest";
import { openTestWorld, type TestWorld } from "#db/testing/partner-world.ts";
import { startTestSandbox, type TestSandbox } from "#db/testing/sandbox.ts";
import type { SandboxMerchant } from "#db/testing/sandbox-control.ts";
import { createFlexchargeClient, type FlexchargeClient } from "#lib/flexcharge/client.ts";
import { NotFoundError, PermissionError } from "#lib/kit/errors.ts";
import { PARTNER_TENANT } from "#lib/terms.ts";
import { enterCredentials } from "./enter-credentials.ts";
import { openCredentials } from "./open-credentials.ts";
import { listCredentials } from "./queries.ts";
import { revokeCredentials } from "./revoke-credentials.ts";
import { verifyCredentials } from "./verify-credentials.ts";

let world: TestWorld;
let sandbox: TestSandbox;
let client: FlexchargeClient;
let account: SandboxMerchant;
const place = { merchantId: PARTNER_TENANT, environment: "sandbox" as const };
const admin = () => world.person("admin");
const enter = (change: Partial<Parameters<typeof enterCredentials>[1]> = {}) => {
  const { appKey, appSecret, webhookKey } = account;
  return enterCredentials(admin(), { ...place, appKey, appSecret, webhookKey, ...change });
};
const verify = () => verifyCredentials(admin(), place, { client });

beforeAll(async () => {
  process.env.SWITCHBOARD_ENCRYPTION_KEY = Buffer.alloc(32, 1).toString("base64");
  [world, sandbox] = await Promise.all([openTestWorld(), startTestSandbox()]);
  const baseUrls = { sandbox: sandbox.sandboxUrl, production: sandbox.productionUrl };
  client = createFlexchargeClient({ baseUrls });
}, 60_000);
beforeEach(async () => {
  account = await sandbox.control("sandbox").createMerchant({ name: "Northgate", isPartner: true });
});
afterEach(() => sandbox.control("sandbox").clearFaults());
afterAll(async () => {
  await client.close();
  await Promise.all([world.close(), sandbox.stop()]);
});

describe("the partner's own FlexCharge account", () => {
  test("is proven without a MID, which its token tells", async () => {
    const entered = await enter();
    expect(entered).toMatchObject({ ok: true });
    expect(await openCredentials(world.database, PARTNER_TENANT, "sandbox")).toBeNull();
    expect(await verify()).toMatchObject({ ok: true });
    expect(await openCredentials(world.database, PARTNER_TENANT, "sandbox")).toMatchObject({
      mid: account.mid,
      appSecret: account.appSecret,
      webhookKey: account.webhookKey,
    });
    const [shown] = await listCredentials(admin(), PARTNER_TENANT);
    expect(shown).toMatchObject({ current: true, state: "verified", mid: account.mid });
  });

  test("a merchant's keys are refused in its place, with the cause", async () => {
    const merchant = await sandbox.control("sandbox").createMerchant({ name: "Shop" });
    const { appKey, appSecret } = merchant;
    await enter({ appKey, appSecret });
    expect(await verify()).toMatchObject({
      ok: false,
      reason: "REFUSED",
      verification: { status: 403, cause: expect.stringContaining("merchant's") },
    });
  });

  test("another account's MID is found out, and wrong keys are refused", async () => {
    await enter({ mid: "00000000-0000-4000-8000-000000000000" });
    expect(await verify()).toMatchObject({ ok: false, reason: "OTHER_ACCOUNT" });
    await enter({ appSecret: "not-the-secret-at-all" });
    expect(await verify()).toMatchObject({ ok: false, reason: "REFUSED" });
  });

  test("a merchant's credentials still need their MID", async () => {
    const { id } = await world.merchant("Kestrel Coffee");
    const { appKey, appSecret } = account;
    expect(
      await enterCredentials(admin(), { merchantId: id, environment: "sandbox", appKey, appSecret }),
    ).toEqual({ ok: false, reason: "INVALID_FIELDS", fields: { mid: "REQUIRED" } });
  });

  test("is nobody's of a merchant, not even to look at", async () => {
    const { id } = await world.merchant("Kestrel Tea");
    const stranger = world.person("merchant_admin", id);
    const { appKey, appSecret } = account;
    const { version } = (await enter()) as { version?: number };
    await expect(enterCredentials(stranger, { ...place, appKey, appSecret })).rejects.toThrow(NotFoundError);
    await expect(verifyCredentials(stranger, place, { client })).rejects.toThrow(NotFoundError);
    await expect(listCredentials(stranger, PARTNER_TENANT)).rejects.toThrow(NotFoundError);
    const revoke = { ...place, version: version ?? 1, reason: "mine" };
    await expect(revokeCredentials(stranger, revoke)).rejects.toThrow(NotFoundError);
    await expect(enterCredentials(world.person("viewer"), { ...place, appKey, appSecret })).rejects.toThrow(
      PermissionError,
    );
  });
});
