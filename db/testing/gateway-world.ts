import type { AddressInfo } from "node:net";
import { eq } from "drizzle-orm";
import { vi } from "vitest";
import { createApiKey, type NewApiKey } from "#lib/access/create-api-key.ts";
import { type Scope, systemScope } from "#lib/access/open-scope.ts";
import { enterCredentials } from "#lib/credentials/enter-credentials.ts";
import { verifyCredentials } from "#lib/credentials/verify-credentials.ts";
import { createFlexchargeClient, type FlexchargeClient } from "#lib/flexcharge/client.ts";
import { newGuid, newId } from "#lib/kit/ids.ts";
import { editMerchant } from "#lib/merchants/edit-merchant.ts";
import { createCampaign } from "#lib/sites/create-campaign.ts";
import { createSite } from "#lib/sites/create-site.ts";
import { setMode } from "#lib/switching/set-mode.ts";
import {
  CHANNELS,
  type Channel,
  ENVIRONMENTS,
  type Environment,
  type MitMode,
  PARTNER_TENANT,
  type TransmitSetting,
} from "#lib/terms.ts";
import { openDatabase } from "../client.ts";
import { flexchargeAccounts, merchants } from "../schema/merchants.ts";
import { partner } from "../schema/partner.ts";
import { EVERY_TENANT, inTenant } from "../tenant.ts";
import { certify } from "./certify.ts";
import { createTestDatabase, type TestDatabase } from "./database.ts";
import { openTestGateway, type TestGateway } from "./gateway.ts";
import { startTestSandbox } from "./sandbox.ts";

process.env.SWITCHBOARD_ENCRYPTION_KEY ??= Buffer.alloc(32, 7).toString("base64");
process.env.GATEWAY_TOKEN_SECRET ??= Buffer.alloc(32, 8).toString("base64");

export type KeyPair = Pick<NewApiKey, "appKey" | "appSecret">;
export type WorldMerchant = {
  id: string;
  host: string;
  siteId: string;
  campaigns: { web: string; callCenter: string };
  mids: Record<Environment, string>;
  upstreamSiteIds: Record<Environment, string>;
  upstreamKeys: Record<Environment, KeyPair>;
  /** Base64; FlexCharge signs this account's notices with it. */
  webhookKeys: Record<Environment, string>;
  keys: Record<Environment, KeyPair>;
};
export type World = Awaited<ReturnType<typeof createWorld>>;

/**
 * A partner with two merchants, verified in both environments, every channel in production; the sandbox runs as a
 * program of its own. `alpha` is managed, `beta` sync.
 */
export async function createWorld(
  options: {
    gateway?: Parameters<typeof openTestGateway>[1];
    /** A migrated database of the test's own server, which it may kill. */
    home?: TestDatabase;
  } = {},
) {
  const [home, sandbox] = await Promise.all([options.home ?? createTestDatabase(), startTestSandbox()]);
  const database = openDatabase(home.appUrl, { applicationName: "test", poolMax: 6 });
  const scope = systemScope("seed", { database });
  const flexcharge = createFlexchargeClient({
    baseUrls: { sandbox: sandbox.sandboxUrl, production: sandbox.productionUrl },
    // A fault that a test asks for must not close the road for the next test.
    limits: { failuresMax: 1_000_000 },
  });
  await inTenant(database, EVERY_TENANT, (tx) =>
    tx.insert(partner).values({
      id: PARTNER_TENANT,
      name: "Northgate",
      timezone: "America/New_York",
      approvalPolicy: "none",
    }),
  );
  const around = { scope, flexcharge, control: sandbox.control };
  const alpha = await addMerchant(around, "alpha", "managed");
  const beta = await addMerchant(around, "beta", "sync");
  const partnerKeys = await keyPairs(scope, PARTNER_TENANT);
  const gateway = await openTestGateway(
    { appUrl: home.appUrl, ingestUrl: home.ingestUrl, database, flexcharge },
    options.gateway,
  );
  const open: TestGateway[] = [gateway];
  return {
    ...gateway,
    appUrl: home.appUrl,
    ownerUrl: home.ownerUrl,
    ingestUrl: home.ingestUrl,
    database,
    scope,
    sandbox,
    flexcharge,
    alpha,
    beta,
    partnerKeys,
    /** Another gateway process, as far as they share nothing but the database. */
    async anotherGateway(given: Parameters<typeof openTestGateway>[1] = {}) {
      const own = openDatabase(home.appUrl, { applicationName: "test-2", poolMax: 6 });
      const another = await openTestGateway(
        { appUrl: home.appUrl, ingestUrl: home.ingestUrl, database: own, flexcharge },
        given,
      );
      const stop = async () => {
        await another.stop();
        await own.close();
      };
      open.push({ ...another, stop });
      return another;
    },
    /** One more merchant like alpha, known to this gateway. */
    async addMerchant(name: string, mode: MitMode = "managed") {
      const merchant = await addMerchant(around, name, mode);
      await vi.waitFor(() => {
        const known = gateway.snapshot.merchant(merchant.id);
        const heard =
          known?.switches.length === CHANNELS.length && gateway.keys.find(merchant.keys.production.appKey);
        if (!heard) throw new Error("not heard");
      });
      return merchant;
    },
    /** From now on the sandbox delivers these merchants' notices to this gateway, as FlexCharge would. */
    async deliverNotices(...merchants: WorldMerchant[]) {
      const server = await gateway.listen();
      const { port } = server.address() as AddressInfo;
      for (const { id, mids } of merchants) {
        for (const environment of ENVIRONMENTS) {
          const webhookUrl = `http://localhost:${port}/webhooks/flexcharge/${id}/${environment}`;
          await sandbox.control(environment).updateMerchant(mids[environment], { webhookUrl });
        }
      }
    },
    /** What FlexCharge was asked to evaluate for an order, oldest first. */
    async upstream(environment: Environment, orderId: unknown): Promise<Record<string, unknown>[]> {
      const calls = await sandbox.control(environment).calls({ path: "/v1/evaluate" });
      const bodies = calls.map(({ body }) => body as Record<string, unknown>);
      return bodies.filter((body) => body?.orderId === orderId);
    },
    /** Sets modes by the verb and waits until this gateway has heard. */
    async setMode(merchantId: string, input: Omit<Parameters<typeof setMode>[1], "reason" | "merchantId">) {
      const set = await setMode(scope, { ...input, merchantId, reason: "for this test only" });
      if (!set.ok) throw new Error(`mode not set: ${set.reason}`);
      const { version } = set.value;
      await vi.waitFor(() => {
        if (gateway.snapshot.merchant(merchantId)?.switchVersion !== version) throw new Error("not heard");
      });
    },
    /** Sets which copies a merchant sends on, by channel, and waits until this gateway has heard. */
    async setTransmit(merchantId: string, transmit: Partial<Record<Channel, TransmitSetting>>) {
      await okOf(editMerchant(scope, { merchantId, transmit }));
      await vi.waitFor(() => {
        const known = gateway.snapshot.merchant(merchantId)?.transmit;
        for (const [channel, setting] of Object.entries(transmit)) {
          if (known?.[channel as Channel] !== setting) throw new Error("not heard");
        }
      });
    },
    async changeMerchant(merchantId: string, change: Partial<typeof merchants.$inferInsert>) {
      await inTenant(database, merchantId, (tx) =>
        tx.update(merchants).set(change).where(eq(merchants.id, merchantId)),
      );
      await vi.waitFor(() => {
        const known = gateway.snapshot.merchant(merchantId) as Record<string, unknown> | null;
        for (const [name, value] of Object.entries(change)) {
          if (JSON.stringify(known?.[name]) !== JSON.stringify(value)) throw new Error("not heard");
        }
      });
    },
    async stop() {
      await Promise.all(open.map((each) => each.stop()));
      await flexcharge.close();
      await database.close();
      await Promise.all([sandbox.stop(), home.drop()]);
    },
  };
}

type Around = {
  scope: Scope;
  flexcharge: FlexchargeClient;
  control: Awaited<ReturnType<typeof startTestSandbox>>["control"];
};

async function addMerchant(around: Around, name: string, mitMode: MitMode): Promise<WorldMerchant> {
  const { scope, flexcharge, control } = around;
  const id = newId("merchant");
  await inTenant(scope.database, id, async (tx) => {
    await tx.insert(merchants).values({
      id,
      name,
      state: "active",
      integration: "partner_backend",
      timezone: "America/New_York",
      currency: "USD",
      mitMode,
    });
    for (const environment of ENVIRONMENTS) {
      await tx
        .insert(flexchargeAccounts)
        .values({ merchantId: id, environment, standing: "linked", mit: "enabled" });
    }
    await certify(tx, id);
  });
  const host = `${name}.shop.example`;
  const upstreamSiteIds = { sandbox: newGuid(), production: newGuid() };
  const site = await okOf(
    createSite(scope, {
      merchantId: id,
      name: `${name} shop`,
      hosts: [host],
      descriptors: [`${name.toUpperCase()}SHOP`],
      sandboxSiteId: upstreamSiteIds.sandbox,
      productionSiteId: upstreamSiteIds.production,
    }),
  );
  const at = { merchantId: id, siteId: site.id };
  await okOf(createCampaign(scope, { ...at, name: "Web", externalId: `${name}-web`, kind: "web" }));
  await okOf(
    createCampaign(scope, { ...at, name: "Phone", externalId: `${name}-phone`, kind: "call_center" }),
  );
  const accounts = {} as Record<Environment, { mid: string; webhookKey: string } & KeyPair>;
  for (const environment of ENVIRONMENTS) {
    const account = await control(environment).createMerchant({
      name,
      mitMode,
      mitEnabled: true,
      authCapture: true,
      sites: [
        {
          id: upstreamSiteIds[environment],
          name,
          url: `https://${host}`,
          descriptor: `${name.toUpperCase()}SHOP`,
        },
      ],
    });
    const { mid, appKey, appSecret, tokenizationKey, webhookKey } = account;
    const entry = { merchantId: id, environment, mid, appKey, appSecret, tokenizationKey, webhookKey };
    await okOf(enterCredentials(scope, entry));
    await okOf(verifyCredentials(scope, { merchantId: id, environment }, { client: flexcharge }));
    accounts[environment] = { mid, appKey, appSecret, webhookKey };
  }
  for (const channel of CHANNELS) {
    const cell = { merchantId: id, scope: "merchant" as const, id, channel, mode: "production" as const };
    await okOf(setMode(scope, { ...cell, reason: "everything on for tests" }));
  }
  return {
    id,
    host,
    siteId: site.id,
    campaigns: { web: `${name}-web`, callCenter: `${name}-phone` },
    mids: { sandbox: accounts.sandbox.mid, production: accounts.production.mid },
    upstreamSiteIds,
    upstreamKeys: accounts,
    webhookKeys: { sandbox: accounts.sandbox.webhookKey, production: accounts.production.webhookKey },
    keys: await keyPairs(scope, id),
  };
}

async function keyPairs(scope: Scope, merchantId: string): Promise<Record<Environment, KeyPair>> {
  const pair = (environment: Environment) =>
    okOf(createApiKey(scope, { merchantId, environment, name: environment }));
  return { sandbox: await pair("sandbox"), production: await pair("production") };
}

type Outcome<Value> = { ok: true; value: Value } | { ok: false; reason: string };

async function okOf<Value>(result: Promise<Outcome<Value>>): Promise<Value> {
  const outcome = await result;
  if (!outcome.ok) throw new Error(`arranging the world: ${JSON.stringify(outcome)}`);
  return outcome.value;
}
