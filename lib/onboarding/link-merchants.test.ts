import { afterAll, afterEach, beforeAll, beforeEach, describe, expect, test } from "vitest";
import { openTestWorld, type TestWorld } from "#db/testing/partner-world.ts";
import { startTestSandbox, type TestSandbox } from "#db/testing/sandbox.ts";
import type { SandboxMerchant } from "#db/testing/sandbox-control.ts";
import { userScope } from "#lib/access/open-scope.ts";
import { enterCredentials } from "#lib/credentials/enter-credentials.ts";
import { listCredentials } from "#lib/credentials/queries.ts";
import { verifyCredentials } from "#lib/credentials/verify-credentials.ts";
import { createFlexchargeClient, type FlexchargeClient } from "#lib/flexcharge/client.ts";
import { PermissionError, StepUpError } from "#lib/kit/errors.ts";
import { getMerchant } from "#lib/merchants/queries/get-merchant.ts";
import { syncingJob } from "#lib/orders/jobs.ts";
import { openOrderTools } from "#lib/orders/open-order-tools.ts";
import { listSites } from "#lib/sites/queries.ts";
import { PARTNER_TENANT } from "#lib/terms.ts";
import { linkMerchants } from "./link-merchants.ts";
import { openOnboardingTools } from "./open-onboarding-tools.ts";
import { listLinkCandidates } from "./queries/list-link-candidates.ts";

let world: TestWorld;
let sandbox: TestSandbox;
let client: FlexchargeClient;
let partner: SandboxMerchant;
const environment = "sandbox" as const;
const control = () => sandbox.control(environment);
const admin = () => world.person("admin");
const tools = () => openOnboardingTools(world.system, { client, deadlineMs: 4_000 });
const link = (mid: string, merchantId: string, more: { overwriteKeys?: boolean } = {}) =>
  linkMerchants(admin(), { environment, links: [{ mid, merchantId, ...more }] }, tools());
const linkedRow = async (mid: string, merchantId: string, more = {}) => {
  const linked = await link(mid, merchantId, more);
  const row = linked.ok ? linked.value.rows[0] : linked;
  return row?.ok ? { ok: true, ...row.value } : row;
};
const keysMade = async (mid: string) =>
  (await control().calls({ path: "/v1/merchants" })).filter(
    ({ method, path }) => method === "POST" && path.includes(mid),
  );
const candidate = async (mid: string) => {
  const found = await listLinkCandidates(admin(), environment, tools());
  return found.ok ? found.value.rows.find(({ upstream }) => upstream.mid === mid) : undefined;
};

let count = 0;
/** A merchant of ours and its account at FlexCharge, opened through the partner. */
async function pair(over: { observed?: boolean } = {}) {
  const name = `Kestrel ${String.fromCharCode(65 + count++)}`;
  const merchant = await world.merchant(name, {
    ready: false,
    ...(over.observed ? { integration: "merchant_direct_mit" } : {}),
  });
  const site = { name: "Shop", url: `https://${merchant.host}`, descriptor: "KESTREL" };
  const account = await control().createMerchant({ name, partnerMid: partner.mid, sites: [site] });
  return { merchant, account };
}

beforeAll(async () => {
  process.env.SWITCHBOARD_ENCRYPTION_KEY = Buffer.alloc(32, 1).toString("base64");
  [world, sandbox] = await Promise.all([openTestWorld(), startTestSandbox()]);
  const baseUrls = { sandbox: sandbox.sandboxUrl, production: sandbox.productionUrl };
  client = createFlexchargeClient({ baseUrls, limits: { failuresMax: 1_000_000 } });
  partner = await control().createMerchant({ name: "Northgate", isPartner: true });
  const { appKey, appSecret } = partner;
  await enterCredentials(admin(), { merchantId: PARTNER_TENANT, environment, appKey, appSecret });
  await verifyCredentials(admin(), { merchantId: PARTNER_TENANT, environment }, { client });
}, 60_000);
afterAll(async () => {
  await client.close();
  await Promise.all([world.close(), sandbox.stop()]);
});

describe("accounts that are open already", () => {
  test("each is shown beside the merchant that it seems to be; the partner's own is not among them", async () => {
    const { merchant, account } = await pair();
    expect(await candidate(account.mid)).toEqual({
      upstream: { mid: account.mid, name: merchant.name, website: `https://${merchant.host}` },
      match: { merchantId: merchant.id, name: merchant.name, observed: false },
      reason: "WEBSITE",
      standing: "open",
    });
    expect(await candidate(partner.mid)).toBeUndefined();
    const stranger = await control().createMerchant({ name: "Of another partner" });
    expect(await candidate(stranger.mid)).toBeUndefined();
  });

  test("linking makes keys of its own, enters and proves them, with the site's id; the earlier ones stay good", async () => {
    const { merchant, account } = await pair();
    expect(await linkedRow(account.mid, merchant.id)).toMatchObject({
      ok: true,
      keys: "created",
      syncs: false,
    });
    const [set] = await listCredentials(admin(), merchant.id);
    expect(set).toMatchObject({ current: true, state: "verified", mid: account.mid });
    expect(set?.appKey).not.toBe(account.appKey);
    expect((await getMerchant(admin(), merchant.id)).accounts.sandbox.standing).toBe("linked");
    const [site] = await listSites(admin(), merchant.id);
    expect(site?.sandboxSiteId).toBe(account.sites[0]?.id);
    const { appKey, appSecret, mid } = account;
    const before = { merchantId: merchant.id, environment, version: 99, mid, appKey, appSecret };
    expect((await client.token(before, { deadlineMs: 4_000 })).kind).toBe("answer");
    expect(await candidate(mid)).toMatchObject({ reason: "MID", standing: "linked" });
  });

  test("run again it keeps what is done and makes no second pair", async () => {
    const { merchant, account } = await pair();
    await link(account.mid, merchant.id);
    expect(await linkedRow(account.mid, merchant.id)).toMatchObject({
      ok: true,
      keys: "kept",
      changed: false,
    });
    expect(await keysMade(account.mid)).toHaveLength(1);
  });

  test("a run that ended before the keys were proven is finished with the same keys", async () => {
    const { merchant, account } = await pair();
    const { mid, appKey, appSecret } = account;
    await enterCredentials(admin(), { merchantId: merchant.id, environment, mid, appKey, appSecret });
    expect(await linkedRow(mid, merchant.id)).toMatchObject({ ok: true, keys: "kept", changed: true });
    expect(await keysMade(mid)).toHaveLength(0);
  });

  test("only when asked, every earlier key of the account is put out", async () => {
    const { merchant, account } = await pair();
    expect(await linkedRow(account.mid, merchant.id, { overwriteKeys: true })).toMatchObject({ ok: true });
    const { appKey, appSecret, mid } = account;
    const before = { merchantId: merchant.id, environment, version: 98, mid, appKey, appSecret };
    expect((await client.token(before, { deadlineMs: 4_000 })).kind).toBe("unauthorized");
  });

  test("an observed merchant's orders are read from then on", async () => {
    const { merchant, account } = await pair({ observed: true });
    expect(await linkedRow(account.mid, merchant.id)).toMatchObject({ ok: true, syncs: true });
    const job = syncingJob((scope) => openOrderTools(scope, client));
    await job.run(world.system);
    const read = await control().calls({ path: "/v1/orders" });
    expect(read.some(({ mid }) => mid === account.mid)).toBe(true);
  });
});

describe("what cannot be linked says why, and nothing is made", () => {
  beforeEach(() => control().clearFaults());
  afterEach(() => control().clearFaults());

  test("an account of nobody, or of another partner", async () => {
    const { merchant } = await pair();
    const stranger = await control().createMerchant({ name: "Elsewhere" });
    expect(await linkedRow(stranger.mid, merchant.id)).toMatchObject({
      ok: false,
      reason: "FLEXCHARGE_REFUSED",
    });
    expect(await listCredentials(admin(), merchant.id)).toEqual([]);
  });

  test("an account that another merchant has, a merchant that has another account", async () => {
    const [one, other] = [await pair(), await pair()];
    await link(one.account.mid, one.merchant.id);
    expect(await linkedRow(one.account.mid, other.merchant.id)).toMatchObject({
      reason: "MID_TAKEN",
      by: one.merchant.name,
    });
    expect(await linkedRow(other.account.mid, one.merchant.id)).toMatchObject({
      reason: "OTHER_ACCOUNT_IN_USE",
    });
    expect(await linkedRow(other.account.mid, "mer_nobody")).toMatchObject({ reason: "UNKNOWN_MERCHANT" });
    expect(await keysMade(other.account.mid)).toHaveLength(0);
  });

  test("an answer that is lost is said, and the next run ends well", async () => {
    const { merchant, account } = await pair();
    await control().addFault({
      path: `/v1/merchants/${account.mid}/api-keys`,
      kind: "status",
      status: 500,
      times: 1,
    });
    expect(await linkedRow(account.mid, merchant.id)).toMatchObject({ reason: "NOT_CERTAIN" });
    expect(await linkedRow(account.mid, merchant.id)).toMatchObject({ ok: true, keys: "created" });
  });

  test("without the partner's own verified account, nothing is asked", async () => {
    const asked = {
      environment: "production" as const,
      links: [{ mid: "mid-of-nobody", merchantId: "mer_1" }],
    };
    expect(await linkMerchants(admin(), asked, tools())).toMatchObject({ reason: "NO_PARTNER_ACCOUNT" });
    expect(await listLinkCandidates(admin(), "production", tools())).toMatchObject({
      reason: "NO_PARTNER_ACCOUNT",
    });
  });

  test("a merchant's people and readers may not, and no key is made for a session that must be proven again", async () => {
    const { merchant, account } = await pair();
    const asked = { environment, links: [{ mid: account.mid, merchantId: merchant.id }] };
    const stranger = world.person("merchant_admin", merchant.id);
    await expect(linkMerchants(stranger, asked, tools())).rejects.toThrow(PermissionError);
    await expect(linkMerchants(world.person("viewer"), asked, tools())).rejects.toThrow(PermissionError);
    await expect(listLinkCandidates(stranger, environment, tools())).rejects.toThrow(PermissionError);
    const person = { id: "usr_9", name: "Old", role: "admin" as const, merchantId: PARTNER_TENANT };
    const old = userScope(person, { database: world.database, provenAt: null });
    await expect(linkMerchants(old, asked, tools())).rejects.toThrow(StepUpError);
    expect(await keysMade(account.mid)).toHaveLength(0);
  });
});
