import { mkdirSync, renameSync, writeFileSync } from "node:fs";
import path from "node:path";
import { partner } from "#db/schema/partner.ts";
import { createApiKey } from "#lib/access/create-api-key.ts";
import { inScope } from "#lib/access/in-scope.ts";
import { type Scope, systemScope } from "#lib/access/open-scope.ts";
import { enterCredentials } from "#lib/credentials/enter-credentials.ts";
import { verifyCredentials } from "#lib/credentials/verify-credentials.ts";
import { fixedClock } from "#lib/kit/clock.ts";
import { gatewayPublicUrl } from "#lib/kit/env.ts";
import { ENVIRONMENTS, type Environment, PARTNER_TENANT } from "#lib/terms.ts";
import { UNFINISHED } from "./empty-database.ts";
import { HISTORY_DAYS } from "./history.ts";
import { MERCHANTS } from "./merchants.ts";
import { plantHistory } from "./plant-history.ts";
import { must, type PlantedMerchant, plantMerchant } from "./plant-merchant.ts";
import { merchantPeople, type PlantedPerson, partnerPeople, personAt, plantPeople } from "./plant-people.ts";
import { openSandboxAccount, setSandboxWebhook } from "./sandbox-accounts.ts";
import { DANIEL, PARTNER } from "./world.ts";

/**
 * Plants the demo world through the same verbs that people use, so that every row has its audit entry, and then
 * 90 days of orders. Needs the sandbox running: its accounts are the merchants' FlexCharge accounts.
 */
export async function plantWorld(options: { ownerUrl: string; demoFile: string }) {
  const seeder = systemScope("seed");
  await inScope(seeder, (tx) =>
    tx.insert(partner).values({ id: PARTNER_TENANT, ...PARTNER, name: UNFINISHED, approvalPolicy: "none" }),
  );
  const staff = await plantPeople(seeder, new Map(), partnerPeople);
  const partnerAccounts = await plantPartnerAccounts(staff);
  const partnerMids = { sandbox: partnerAccounts.sandbox.mid, production: partnerAccounts.production.mid };
  const merchants: PlantedMerchant[] = [];
  for (const demo of MERCHANTS) merchants.push(await plantMerchant(seeder, demo, staff, partnerMids));
  const ids = new Map(merchants.map((merchant) => [merchant.name, merchant.id]));
  const members = await plantPeople(seeder, ids, merchantPeople);
  const partnerKeys = await keysFor(seeder, PARTNER_TENANT, "Northgate checkout");
  const orders = await plantHistory(seeder, options.ownerUrl, merchants);
  await listenToSandbox(merchants);
  for (const environment of ENVIRONMENTS) {
    const { mid, webhookUrl } = partnerAccounts[environment];
    await setSandboxWebhook(environment, mid, webhookUrl);
  }
  await inScope(seeder, (tx) => tx.update(partner).set({ name: PARTNER.name }));

  writeDemoFile(options.demoFile, {
    web: process.env.NEXTAUTH_URL ?? "http://localhost:3000",
    gateway: gatewayPublicUrl(),
    sandbox: process.env.FLEXCHARGE_SANDBOX_URL,
    sandboxProduction: process.env.FLEXCHARGE_PRODUCTION_URL,
    users: [...staff, ...members].map(({ email, password, role, merchantId, totpSecret }) => ({
      email,
      password,
      role,
      ...(merchantId === PARTNER_TENANT ? {} : { merchantId }),
      ...(totpSecret && { totpSecret }),
    })),
    partnerKeys,
    partner: { timezone: PARTNER.timezone, flexcharge: partnerAccounts },
    merchants: await Promise.all(
      merchants.map(async ({ planted: _, ...merchant }) => ({
        ...merchant,
        keys: await keysFor(seeder, merchant.id, `${merchant.name} checkout`),
      })),
    ),
  });
  return { merchants: merchants.length, orders };
}

async function keysFor(scope: Scope, merchantId: string, name: string) {
  const keys: Partial<Record<Environment, { appKey: string; appSecret: string }>> = {};
  for (const environment of ENVIRONMENTS) {
    const made = await createApiKey(scope, { merchantId, environment, name });
    if (!made.ok) throw new Error(`no ${environment} key for ${name}: ${made.reason}`);
    keys[environment] = { appKey: made.value.appKey, appSecret: made.value.appSecret };
  }
  return keys;
}

/** From here on the gateway hears of every account whose webhook key it holds; what comes before it runs is sent again. */
async function listenToSandbox(merchants: readonly PlantedMerchant[]): Promise<void> {
  for (const { flexcharge, planted } of merchants) {
    if (planted.setup !== "ready") continue;
    for (const environment of ENVIRONMENTS) {
      const { mid, webhookUrl } = flexcharge[environment];
      await setSandboxWebhook(environment, mid, webhookUrl);
    }
  }
}

/** The partner's own accounts, opened before the merchants' so that they belong to it, entered and verified. */
async function plantPartnerAccounts(staff: PlantedPerson[]) {
  const found = staff.find(({ name }) => name === DANIEL);
  if (!found) throw new Error(`${DANIEL} is nobody in the demo`);
  const at = new Date(Date.now() - (HISTORY_DAYS + 6) * 24 * 60 * 60 * 1000);
  const admin = personAt(found, fixedClock(at));
  const plant = async (environment: Environment) => {
    const settings = { name: PARTNER.name, mitMode: "managed", mitEnabled: true, isPartner: true, sites: [] };
    const { mid, appKey, appSecret, webhookKey } = await openSandboxAccount(environment, settings);
    const place = { merchantId: PARTNER_TENANT, environment };
    must(
      await enterCredentials(admin, { ...place, mid, appKey, appSecret, webhookKey }),
      "partner credentials",
    );
    must(await verifyCredentials(admin, place), "partner verification");
    const webhookUrl = `${gatewayPublicUrl()}/webhooks/flexcharge/${PARTNER_TENANT}/${environment}`;
    return { mid, appKey, appSecret, webhookKey, webhookUrl };
  };
  return { sandbox: await plant("sandbox"), production: await plant("production") };
}

/** Readable by its owner only; in place at once, so that nobody reads half of it. */
function writeDemoFile(file: string, world: object): void {
  mkdirSync(path.dirname(file), { recursive: true });
  writeFileSync(`${file}.part`, `${JSON.stringify(world, null, 2)}\n`, { mode: 0o600 });
  renameSync(`${file}.part`, file);
}
