import { randomBytes } from "node:crypto";
import postgres from "postgres";
import { openDatabase } from "#db/client.ts";
import { migrate } from "#db/migrate.ts";
import { flexchargeAccounts, merchants } from "#db/schema/merchants.ts";
import { partner } from "#db/schema/partner.ts";
import { EVERY_TENANT, inTenant } from "#db/tenant.ts";
import { certify } from "#db/testing/certify.ts";
import { databaseUrl } from "#db/testing/database-url.ts";
import { createApiKey, type NewApiKey } from "#lib/access/create-api-key.ts";
import { systemScope } from "#lib/access/open-scope.ts";
import { enterCredentials } from "#lib/credentials/enter-credentials.ts";
import { verifyCredentials } from "#lib/credentials/verify-credentials.ts";
import { createFlexchargeClient } from "#lib/flexcharge/client.ts";
import { newGuid, newId } from "#lib/kit/ids.ts";
import { createSite } from "#lib/sites/create-site.ts";
import { setMode } from "#lib/switching/set-mode.ts";
import { ENVIRONMENTS, type Environment, PARTNER_TENANT } from "#lib/terms.ts";

export const BENCH_HOST = "shop.bench.example";

/** One live merchant with one site, website orders in production, and a key of its own. */
export async function plantMerchant(
  adminUrl: string,
  baseUrls: Record<Environment, string>,
): Promise<{ appUrl: string; ownerUrl: string; key: NewApiKey; merchantId: string; webhookKey: string }> {
  const password = randomBytes(12).toString("hex");
  const admin = postgres(adminUrl, { max: 1, onnotice: () => {} });
  await admin`CREATE DATABASE bench`;
  await admin.end();
  const ownerUrl = databaseUrl(adminUrl, { database: "bench" });
  await migrate(ownerUrl, { appPassword: password });
  const appUrl = databaseUrl(adminUrl, { database: "bench", user: "switchboard_app", password });

  const database = openDatabase(appUrl, { applicationName: "bench", poolMax: 2 });
  const scope = systemScope("seed", { database });
  const client = createFlexchargeClient({ baseUrls });
  const id = newId("merchant");
  const webhookKey = randomBytes(64).toString("base64");
  const timezone = "America/New_York";
  await inTenant(database, EVERY_TENANT, async (tx) => {
    await tx.insert(partner).values({ id: PARTNER_TENANT, name: "Bench", timezone, approvalPolicy: "none" });
    const merchant = { id, name: "Bench", state: "active", integration: "partner_backend" } as const;
    await tx.insert(merchants).values({ ...merchant, timezone, currency: "USD" });
    for (const environment of ENVIRONMENTS) {
      await tx.insert(flexchargeAccounts).values({ merchantId: id, environment, standing: "linked" });
    }
  });
  await must(
    createSite(scope, { merchantId: id, name: "Shop", hosts: [BENCH_HOST], productionSiteId: newGuid() }),
  );
  for (const environment of ENVIRONMENTS) {
    const mid = newGuid();
    const entry = {
      merchantId: id,
      environment,
      mid,
      appKey: mid,
      appSecret: "AQAAAAEAACcQBenchOnly0000000000==",
      webhookKey,
    };
    await must(enterCredentials(scope, entry));
    await must(verifyCredentials(scope, { merchantId: id, environment }, { client }));
  }
  await inTenant(database, id, (tx) => certify(tx, id));
  const cell = { merchantId: id, scope: "merchant", id, channel: "cit_website", mode: "production" } as const;
  await must(setMode(scope, { ...cell, reason: "everything on for the bench" }));
  const key = await must(createApiKey(scope, { merchantId: id, environment: "production", name: "bench" }));
  await client.close();
  await database.close();
  return { appUrl, ownerUrl, key, merchantId: id, webhookKey };
}

type Outcome<Value> = { ok: true; value: Value } | { ok: false; reason: string };

async function must<Value>(result: Promise<Outcome<Value>>): Promise<Value> {
  const outcome = await result;
  if (!outcome.ok) throw new Error(`planting: ${JSON.stringify(outcome)}`);
  return outcome.value;
}
