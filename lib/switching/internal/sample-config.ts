import { CHANNELS, type Channel, type Mode, PARTNER_TENANT, type SwitchScope } from "#lib/terms.ts";
import type {
  CampaignConfig,
  CredentialConfig,
  DecisionQuestion,
  KillRow,
  MerchantConfig,
  PartnerConfig,
  SetBy,
  SiteConfig,
  SwitchRow,
} from "../schema.ts";

/** The world of the tests of rules: Lumen Labs of the design's pictures. Nothing but tests imports it. */
export const SET_BY: SetBy = {
  id: "usr_daniel",
  name: "Daniel Okafor",
  at: "2026-10-28T09:00:00.000Z",
  reason: "Agents finished the script test",
  version: 35,
};

export const samplePartner = (over: Partial<PartnerConfig> = {}): PartnerConfig => ({
  name: "Northgate",
  timezone: "America/New_York",
  approvalPolicy: "none",
  kills: [],
  ...over,
});

export const sampleSite = (name: string, over: Partial<SiteConfig> = {}): SiteConfig => ({
  id: `site_${name}`,
  name,
  hosts: [`${name}.lumenlabs.example`],
  descriptors: [`LUMENLABS*${name.toUpperCase()}`],
  siteIds: { sandbox: `5b000000-${name}`, production: `9d000000-${name}` },
  evaluateDeadlineMs: 8000,
  archived: false,
  ...over,
});

export const sampleCampaign = (
  name: string,
  siteName: string,
  over: Partial<CampaignConfig> = {},
): CampaignConfig => ({
  id: `cmp_${name}`,
  externalId: name,
  siteId: `site_${siteName}`,
  name,
  kind: "web",
  descriptor: null,
  archived: false,
  ...over,
});

export const sampleCredentials = (over: Partial<CredentialConfig> = {}): CredentialConfig => ({
  state: "verified",
  version: 1,
  mid: "mid-1",
  verifiedAt: "2026-03-06T10:00:00.000Z",
  failingSince: null,
  failingStatus: null,
  fingerprint: "production-set",
  ...over,
});

const DONE = { open: [], at: "2026-03-06T10:00:00.000Z" };

export const sampleMerchant = (over: Partial<MerchantConfig> = {}): MerchantConfig => {
  const account = { standing: "linked", standingAt: "2026-03-04T10:00:00.000Z", mit: "enabled" } as const;
  return {
    id: "mer_lumen",
    name: "Lumen Labs",
    state: "active",
    integration: "partner_backend",
    observed: false,
    timezone: "America/New_York",
    currency: "USD",
    mitMode: "managed",
    activationOwner: { id: "usr_priya", name: "Priya Nair" },
    activationPolicy: "merchant_requests",
    defaultSiteId: null,
    descriptorMismatch: "flag",
    eligibility: {},
    mitRules: { expiryDaysMin: 14, sameDay: "block" },
    switchVersion: 42,
    sites: [sampleSite("shop"), sampleSite("club")],
    campaigns: [
      sampleCampaign("spring", "shop"),
      sampleCampaign("phone", "shop", { kind: "call_center" }),
      sampleCampaign("annual", "club"),
    ],
    switches: [],
    kills: [],
    credentials: {
      sandbox: sampleCredentials({ fingerprint: "sandbox-set", mid: "mid-s" }),
      production: sampleCredentials(),
    },
    accounts: {
      sandbox: { ...account, mitAt: null, mitBy: null },
      production: { ...account, mitAt: "2026-03-05T10:00:00.000Z", mitBy: "Mei Tanaka" },
    },
    transmit: { cit_website: "all", cit_call_center: "all", mit: "all" },
    checklist: { cit_website: DONE, cit_call_center: DONE, mit: DONE },
    ...over,
  };
};

/** A live website decline on shop.lumenlabs.example. */
export const sampleQuestion = (over: Partial<DecisionQuestion> = {}): DecisionQuestion => ({
  environment: "production",
  externalId: "LL-204417",
  attempt: 1,
  previous: "none",
  explicitChannel: null,
  isMit: false,
  orderSource: null,
  campaignId: null,
  siteId: null,
  siteUrl: "https://shop.lumenlabs.example/checkout",
  descriptor: null,
  amountMinor: 8900,
  currency: "USD",
  cardBrand: "visa",
  cardCountry: "US",
  declineCode: "51",
  declinedAt: "2026-11-06T14:14:02.000Z",
  declinedAtGiven: true,
  receivedAt: "2026-11-06T14:14:05.000Z",
  expiresAt: "2026-11-27T14:14:05.000Z",
  ...over,
});

export const row = (scope: SwitchScope, scopeId: string, channel: Channel, mode: Mode): SwitchRow => ({
  scope,
  scopeId,
  channel,
  mode,
  setBy: SET_BY,
});

export const everyChannel = (mode: Mode): SwitchRow[] =>
  CHANNELS.map((channel) => row("merchant", "mer_lumen", channel, mode));

export const kill = (scope: KillRow["scope"], channel: KillRow["channel"], scopeId?: string): KillRow => ({
  scope,
  scopeId: scopeId ?? { partner: PARTNER_TENANT, merchant: "mer_lumen", site: "site_shop" }[scope],
  channel,
  setBy: { ...SET_BY, reason: "Duplicate rebills reported" },
});

/** Fields that make an order of each channel. */
export const AS_CHANNEL: Record<Channel, Partial<DecisionQuestion>> = {
  cit_website: {},
  cit_call_center: { orderSource: "moto" },
  mit: { isMit: true },
};
