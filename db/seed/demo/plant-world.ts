import { mkdirSync, renameSync, writeFileSync } from "node:fs";
import path from "node:path";
import { partner } from "#db/schema/partner.ts";
import { createApiKey } from "#lib/access/create-api-key.ts";
import { inScope } from "#lib/access/in-scope.ts";
import { type Scope, systemScope } from "#lib/access/open-scope.ts";
import { gatewayPublicUrl } from "#lib/kit/env.ts";
import { ENVIRONMENTS, type Environment, PARTNER_TENANT } from "#lib/terms.ts";
import { UNFINISHED } from "./empty-database.ts";
import { MERCHANTS } from "./merchants.ts";
import { plantHistory } from "./plant-history.ts";
import { type PlantedMerchant, plantMerchant } from "./plant-merchant.ts";
import { merchantPeople, partnerPeople, plantPeople } from "./plant-people.ts";
import { openSandboxAccount, setSandboxWebhook } from "./sandbox-accounts.ts";
import { PARTNER } from "./world.ts";

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
  const merchants: PlantedMerchant[] = [];
  for (const demo of MERCHANTS) merchants.push(await plantMerchant(seeder, demo, staff));
  const ids = new Map(merchants.map((merchant) => [merchant.name, merchant.id]));
  const members = await plantPeople(seeder, ids, merchantPeople);
  const partnerKeys = await keysFor(seeder, PARTNER_TENANT, "Northgate checkout");
  const partnerAccounts = await partnerAccountsInSandbox();
  const orders = await plantHistory(seeder, options.ownerUrl, merchants);
  await listenToSandbox(merchants);
  await inScope(seeder, (tx) => tx.update(partner).set({ name: PARTNER.name }));

  writeDemoFile(options.demoFile, {
    web: process.env.NEXTAUTH_URL ?? "http://localhost:3000",
    gateway: gatewayPublicUrl(),
    sandbox: process.env.FLEXCHARGE_SANDBOX_URL,
    sandboxProduction: process.env.FLEXCHARGE_PRODUCTION_URL,
    users: [...staff, ...members].map(({ email, password, role, merchantId }) => ({
      email,
      password,
      role,
      ...(merchantId === PARTNER_TENANT ? {} : { merchantId }),
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

async function partnerAccountsInSandbox() {
  const accounts: Partial<Record<Environment, { appKey: string; appSecret: string }>> = {};
  for (const environment of ENVIRONMENTS) {
    const { appKey, appSecret } = await openSandboxAccount(environment, {
      name: PARTNER.name,
      mitMode: "managed",
      mitEnabled: true,
      sites: [],
    });
    accounts[environment] = { appKey, appSecret };
  }
  return accounts;
}

/** Readable by its owner only; in place at once, so that nobody reads half of it. */
function writeDemoFile(file: string, world: object): void {
  mkdirSync(path.dirname(file), { recursive: true });
  writeFileSync(`${file}.part`, `${JSON.stringify(world, null, 2)}\n`, { mode: 0o600 });
  renameSync(`${file}.part`, file);
}
