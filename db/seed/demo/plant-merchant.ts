import type { Scope } from "#lib/access/open-scope.ts";
import { overrideStep } from "#lib/checklist/override-step.ts";
import { componentsOf, stepsFor } from "#lib/checklist/rules.ts";
import { enterCredentials } from "#lib/credentials/enter-credentials.ts";
import { verifyCredentials } from "#lib/credentials/verify-credentials.ts";
import { fixedClock } from "#lib/kit/clock.ts";
import { gatewayPublicUrl } from "#lib/kit/env.ts";
import { createMerchant } from "#lib/merchants/create-merchant.ts";
import { editMerchant } from "#lib/merchants/edit-merchant.ts";
import { linkAccount } from "#lib/merchants/link-account.ts";
import { setMitEnablement } from "#lib/merchants/set-mit-enablement.ts";
import { createCampaign } from "#lib/sites/create-campaign.ts";
import { createSite } from "#lib/sites/create-site.ts";
import { setMode } from "#lib/switching/set-mode.ts";
import { ENVIRONMENTS, type Environment } from "#lib/terms.ts";
import { HISTORY_DAYS } from "./history.ts";
import { type PlantedPerson, personAt } from "./plant-people.ts";
import { openSandboxAccount, type SandboxAccount } from "./sandbox-accounts.ts";
import { DANIEL, type DemoMerchant } from "./world.ts";

type Site = {
  id: string;
  name: string;
  siteUrl: string;
  descriptors: string[];
  siteId: Record<Environment, string>;
  campaigns: { id: string; externalId: string; name: string; kind: string }[];
};

export type PlantedMerchant = {
  id: string;
  name: string;
  timezone: string;
  currency: string;
  integration: string;
  mitMode: string;
  flexcharge: Record<Environment, Omit<SandboxAccount, "sites"> & { webhookUrl: string }>;
  sites: Site[];
  /** What the world says of it; not part of demo.json. */
  planted: DemoMerchant;
};

/** Lost and stolen cards, in the words of the demo's processor. */
const NEVER_SENT = ["251", "252"];
const DAY_MS = 24 * 60 * 60 * 1000;

/** An expected refusal is unexpected here: the demo world follows the rules. */
export function must<Value>(
  result: { ok: true; value: Value } | { ok: false; reason: string },
  what: string,
): Value {
  if (!result.ok) throw new Error(`${what}: ${result.reason} ${JSON.stringify(result)}`);
  return result.value;
}

/** One merchant, set up as its people would have done over the last months. */
export async function plantMerchant(
  seeder: Scope,
  demo: DemoMerchant,
  staff: PlantedPerson[],
  partnerMids: Record<Environment, string>,
): Promise<PlantedMerchant> {
  const person = (name: string, daysAgo: number) => {
    const found = staff.find((candidate) => candidate.name === name);
    if (!found) throw new Error(`${name} is nobody in the demo`);
    const at = new Date(seeder.clock.now().getTime() - daysAgo * DAY_MS);
    return personAt(found, fixedClock(at));
  };
  const setUpDaysAgo = HISTORY_DAYS + 5;
  const admin = person(DANIEL, setUpDaysAgo);
  const owner = staff.find(({ name }) => name === demo.owner);
  const accounts = await openAccounts(demo, partnerMids);
  const { id } = must(
    await createMerchant(admin, {
      name: demo.name,
      integration: demo.integration,
      observed: demo.observed ?? false,
      timezone: demo.timezone,
      currency: demo.currency,
      mitMode: demo.mitMode,
      activationOwnerId: owner?.id ?? null,
    }),
    demo.name,
  );
  // One after the other, so that lists show them in the order in which they were added.
  const adminLater = (minutes: number) => person(DANIEL, setUpDaysAgo - minutes / (24 * 60));
  const sites = await plantSites(adminLater, id, demo, accounts);
  if (demo.setup === "ready") {
    await makeReady(admin, id, accounts);
    await certify(admin, id, demo);
  }
  if (demo.setup === "ready") {
    const eligibility = { declineCodesNever: NEVER_SENT };
    must(await editMerchant(admin, { merchantId: id, eligibility }), `${demo.name} eligibility`);
  }
  const oldestFirst = [...demo.switches].sort((a, b) => b.daysAgo - a.daysAgo);
  for (const change of oldestFirst) {
    const by = person(change.by, change.daysAgo);
    const at = change.scope === "merchant" ? id : scopeId(sites, change.at);
    const input = { merchantId: id, scope: change.scope, id: at, channel: change.channel, mode: change.mode };
    must(
      await setMode(by, { ...input, reason: change.reason, confirm: demo.name }),
      `${demo.name} ${change.at} ${change.channel}`,
    );
  }
  const webhook = (environment: Environment) =>
    `${gatewayPublicUrl()}/webhooks/flexcharge/${id}/${environment}`;
  const facts = (environment: Environment) => {
    const { mid, appKey, appSecret, tokenizationKey, webhookKey } = accounts[environment];
    return { mid, appKey, appSecret, tokenizationKey, webhookKey, webhookUrl: webhook(environment) };
  };
  const { name, timezone, currency, integration, mitMode } = demo;
  const flexcharge = { sandbox: facts("sandbox"), production: facts("production") };
  return { id, name, timezone, currency, integration, mitMode, flexcharge, sites, planted: demo };
}

async function openAccounts(
  demo: DemoMerchant,
  partnerMids: Record<Environment, string>,
): Promise<Record<Environment, SandboxAccount>> {
  const open = (environment: Environment) =>
    openSandboxAccount(environment, {
      name: demo.name,
      mitMode: demo.mitMode,
      mitEnabled: demo.setup === "ready",
      partnerMid: partnerMids[environment],
      sites: demo.sites.map((site) => ({
        name: site.name,
        url: `https://${site.hosts[0]}`,
        descriptor: site.descriptors[0],
      })),
    });
  return { sandbox: await open("sandbox"), production: await open("production") };
}

async function plantSites(
  scopeAfter: (minutes: number) => Scope,
  merchantId: string,
  demo: DemoMerchant,
  accounts: Record<Environment, SandboxAccount>,
): Promise<Site[]> {
  const sites: Site[] = [];
  let minutes = 0;
  for (const [index, site] of demo.sites.entries()) {
    const siteId = {
      sandbox: accounts.sandbox.sites[index]?.id ?? "",
      production: accounts.production.sites[index]?.id ?? "",
    };
    const { id } = must(
      await createSite(scopeAfter(++minutes), {
        merchantId,
        name: site.name,
        hosts: site.hosts,
        descriptors: site.descriptors,
        sandboxSiteId: siteId.sandbox,
        productionSiteId: siteId.production,
      }),
      site.name,
    );
    const campaigns: Site["campaigns"] = [];
    for (const campaign of site.campaigns) {
      const made = must(
        await createCampaign(scopeAfter(++minutes), { merchantId, siteId: id, ...campaign }),
        campaign.name,
      );
      campaigns.push({ id: made.id, ...campaign });
    }
    const siteUrl = `https://${site.hosts[0]}`;
    sites.push({ id, name: site.name, siteUrl, descriptors: site.descriptors, siteId, campaigns });
  }
  return sites;
}

async function makeReady(
  scope: Scope,
  merchantId: string,
  accounts: Record<Environment, SandboxAccount>,
): Promise<void> {
  for (const environment of ENVIRONMENTS) {
    const { mid, appKey, appSecret, tokenizationKey, webhookKey } = accounts[environment];
    const entered = { merchantId, environment, mid, appKey, appSecret, tokenizationKey, webhookKey };
    must(await enterCredentials(scope, entered), `${environment} credentials`);
    must(await verifyCredentials(scope, { merchantId, environment }), `${environment} verification`);
    must(await linkAccount(scope, { merchantId, environment }), `${environment} link`);
    must(await setMitEnablement(scope, { merchantId, environment, mit: "enabled" }), `${environment} MIT`);
  }
}

/**
 * Daniel tested each integration before anything of it was kept here. What the planted history proves is ticked by the
 * worker as any traffic is, and stands before this word.
 */
async function certify(scope: Scope, merchantId: string, demo: DemoMerchant): Promise<void> {
  const steps = stepsFor(demo.integration, componentsOf(demo.integration, []), { observed: demo.observed });
  for (const { id: step, channels, marks } of steps) {
    if (marks.length === 0) continue;
    const reason = "Tested with the merchant in our own test environment before it moved here";
    must(
      await overrideStep(scope, { merchantId, step, channels: [...channels], reason }),
      `${step} override`,
    );
  }
}

function scopeId(sites: Site[], name: string | undefined): string {
  for (const site of sites) {
    if (site.name === name) return site.id;
    const campaign = site.campaigns.find((candidate) => candidate.name === name);
    if (campaign) return campaign.id;
  }
  throw new Error(`the demo has no site or campaign called ${name}`);
}
