import { inScope } from "#lib/access/in-scope.ts";
import { apiKeyScope, type Scope, systemScope, userScope } from "#lib/access/open-scope.ts";
import { createMerchant } from "#lib/merchants/create-merchant.ts";
import { linkAccount } from "#lib/merchants/link-account.ts";
import type { CreateMerchantInput } from "#lib/merchants/schema.ts";
import { setMitEnablement } from "#lib/merchants/set-mit-enablement.ts";
import { createCampaign } from "#lib/sites/create-campaign.ts";
import { createSite } from "#lib/sites/create-site.ts";
import { type ApprovalPolicy, ENVIRONMENTS, PARTNER_TENANT, type Role } from "#lib/terms.ts";
import { type Database, openDatabase } from "../client.ts";
import { credentialSets } from "../schema/credentials.ts";
import { partner } from "../schema/partner.ts";
import { certify } from "./certify.ts";
import { createTestDatabase } from "./database.ts";

export type TestWorld = {
  database: Database;
  ownerUrl: string;
  appUrl: string;
  /** A person of the partner's, or of a merchant's when `merchantId` is given. */
  person(role: Role, merchantId?: string): Scope;
  partnerKey(): Scope;
  system: Scope;
  /** A merchant with one site and one campaign; `ready` meets every gate. */
  merchant(name: string, over?: Partial<CreateMerchantInput> & { ready?: boolean }): Promise<Planted>;
  close(): Promise<void>;
};
export type Planted = { id: string; name: string; siteId: string; campaignId: string; host: string };

const must = <Value>(result: { ok: true; value: Value } | { ok: false; reason: string }): Value => {
  if (!result.ok) throw new Error(result.reason);
  return result.value;
};

/** A partner on a database of its own, for tests of verbs and queries. */
export async function openTestWorld(approvalPolicy: ApprovalPolicy = "none"): Promise<TestWorld> {
  const { appUrl, ownerUrl, drop } = await createTestDatabase();
  const database = openDatabase(appUrl, { applicationName: "test" });
  const system = systemScope("seed", { database });
  await inScope(system, (tx) =>
    tx
      .insert(partner)
      .values({ id: PARTNER_TENANT, name: "Northgate", timezone: "America/New_York", approvalPolicy }),
  );
  return {
    database,
    ownerUrl,
    appUrl,
    system,
    person: (role, merchantId = PARTNER_TENANT) =>
      userScope({ id: `usr_${role}`, name: `Daniel the ${role}`, role, merchantId }, { database }),
    partnerKey: () => apiKeyScope({ id: "key_1", name: "CRM", merchantId: PARTNER_TENANT }, { database }),
    async merchant(name, { ready = true, ...over } = {}) {
      const { id } = must(
        await createMerchant(system, {
          name,
          integration: "partner_backend",
          timezone: "America/New_York",
          currency: "USD",
          ...over,
        }),
      );
      const host = `${name.toLowerCase().replace(/[^a-z0-9]+/g, "-")}.example`;
      const site = must(
        await createSite(system, { merchantId: id, name, hosts: [host], descriptors: [`${name}*SHOP`] }),
      );
      const campaign = must(
        await createCampaign(system, {
          merchantId: id,
          siteId: site.id,
          externalId: "spring",
          name: "Spring trial",
          kind: "web",
        }),
      );
      if (ready) await makeReady(system, id);
      return { id, name, siteId: site.id, campaignId: campaign.id, host };
    },
    async close() {
      await database.close();
      await drop();
    },
  };
}

async function makeReady(system: Scope, merchantId: string): Promise<void> {
  await inScope(system, (tx) => certify(tx, merchantId));
  for (const environment of ENVIRONMENTS) {
    await inScope(system, (tx) =>
      tx.insert(credentialSets).values({
        merchantId,
        environment,
        version: 1,
        state: "verified",
        current: true,
        mid: `${environment}-mid-of-${merchantId}`,
        fingerprint: `${environment}-of-${merchantId}`,
        verifiedAt: new Date("2026-03-06T10:00:00Z"),
      }),
    );
    must(await linkAccount(system, { merchantId, environment }));
    must(await setMitEnablement(system, { merchantId, environment, mit: "enabled" }));
  }
}
