import { resolveSite, siteOfDescriptor } from "#lib/sites/rules.ts";
import type { SiteResolution } from "#lib/sites/schema.ts";
import type { Channel, DecisionStepName, Environment, Mode } from "#lib/terms.ts";
import type {
  CampaignConfig,
  DecidedBy,
  DecisionFlag,
  DecisionQuestion,
  MerchantConfig,
  PartnerConfig,
  SiteConfig,
} from "../schema.ts";
import { type Decided, decidedMode, engagedKill } from "./cell.ts";
import { configIndex } from "./config-index.ts";
import { checkEligibility } from "./eligibility.ts";
import type { Finding } from "./finding.ts";
import { checkMit } from "./mit-rules.ts";

/** An order with everything looked up once, before the first check. */
export type Case = {
  partner: PartnerConfig;
  merchant: MerchantConfig;
  question: DecisionQuestion;
  channel: Channel;
  resolution: SiteResolution<SiteConfig>;
  site: SiteConfig | null;
  /** Only where it belongs to the order's site. */
  campaign: CampaignConfig | null;
  campaignFlag: DecisionFlag | null;
  mode: Decided;
};

export function openCase(
  partner: PartnerConfig,
  merchant: MerchantConfig,
  question: DecisionQuestion,
  channel: Channel,
): Case {
  const resolution = resolveSite(merchant, question);
  const site = "site" in resolution ? resolution.site : null;
  const told =
    question.campaignId === null ? null : configIndex(merchant).campaignsByName.get(question.campaignId);
  const campaign = told && site && told.siteId === site.id ? told : null;
  const campaignFlag =
    told === undefined ? "UNKNOWN_CAMPAIGN" : told && !campaign ? "CAMPAIGN_OF_OTHER_SITE" : null;
  const mode = decidedMode(merchant, { siteId: site?.id ?? null, campaignId: campaign?.id ?? null }, channel);
  return { partner, merchant, question, channel, resolution, site, campaign, campaignFlag, mode };
}

const CHANNEL_WORDS: Record<Channel, string> = {
  cit_website: "CIT website",
  cit_call_center: "CIT call center",
  mit: "MIT",
};
const MODE_WORDS: Record<Mode, string> = { off: "Off", sandbox: "Sandbox", production: "Production" };
const RULE: DecidedBy = { scope: "rule" };

const capital = (word: string) => word.charAt(0).toUpperCase() + word.slice(1);
const shownHost = (site: SiteConfig) => site.hosts[0] ?? site.name;
const ofMerchant = (merchant: MerchantConfig): DecidedBy => ({
  scope: "merchant",
  id: merchant.id,
  name: merchant.name,
});
const ofSite = (site: SiteConfig): DecidedBy => ({ scope: "site", id: site.id, name: shownHost(site) });

/** Who decided the mode, with the row's version, author and time; without any row, the merchant's default. */
export function modeDecidedBy({ merchant, site, campaign, mode }: Case): DecidedBy {
  if (mode.row === null) return ofMerchant(merchant);
  const { setBy } = mode.row;
  if (mode.scope === "campaign" && campaign)
    return { scope: "campaign", id: campaign.id, name: campaign.name, setBy };
  return mode.scope === "site" && site ? { ...ofSite(site), setBy } : { ...ofMerchant(merchant), setBy };
}

/** Test orders go to the sandbox from any open channel, live orders to production from production channels only. */
export function targetOf(order: Environment, mode: Mode): Environment | null {
  if (mode === "off") return null;
  if (order === "sandbox") return "sandbox";
  return mode === "production" ? "production" : null;
}

/** One check a step, in the words that the order page shows (design.md §5, decision trace). */
export const CHECKS: Record<DecisionStepName, (order: Case) => Finding> = {
  order_identity({ question }) {
    const which = question.attempt === 1 ? "first attempt" : `attempt ${question.attempt}`;
    const flags: DecisionFlag[] = question.declinedAtGiven ? [] : ["DECLINED_AT_FROM_RECEIPT"];
    const finding = { decidedBy: { scope: "gateway" } as const, flags };
    if (question.previous !== "unsettled") return { ...finding, value: `${question.externalId}, ${which}` };
    const value = `${question.externalId}, the last attempt has no known result yet`;
    return { ...finding, value, reason: "PREVIOUS_ATTEMPT_UNSETTLED" };
  },

  kill_switch({ partner, merchant, site, channel }) {
    const kill = engagedKill(partner, merchant, site?.id ?? null, channel);
    if (kill === null) {
      return {
        value: "Not engaged",
        decidedBy: { scope: "partner", and: site ? ["merchant", "site"] : ["merchant"] },
      };
    }
    const value = `Engaged for ${kill.channel === "all" ? "all channels" : CHANNEL_WORDS[kill.channel]}`;
    const name = { partner: partner.name, merchant: merchant.name, site: site ? shownHost(site) : "" }[
      kill.scope
    ];
    const decidedBy = { scope: kill.scope, id: kill.scopeId, name, setBy: kill.setBy };
    return { value, decidedBy, reason: "KILL_SWITCH" };
  },

  merchant({ merchant }) {
    const finding = { value: capital(merchant.state), decidedBy: ofMerchant(merchant) };
    return merchant.state === "active" ? finding : { ...finding, reason: "MERCHANT_INACTIVE" };
  },

  site({ merchant, resolution }) {
    if ("missing" in resolution)
      return {
        value: "No site named, no default site",
        decidedBy: ofMerchant(merchant),
        reason: "SITE_REQUIRED",
      };
    if ("unknown" in resolution)
      return {
        value: `${resolution.unknown}, from ${resolution.source}`,
        decidedBy: ofMerchant(merchant),
        reason: "UNKNOWN_SITE",
      };
    const { site, source, disagree } = resolution;
    const flags: DecisionFlag[] = disagree ? ["SITE_SOURCES_DISAGREE"] : [];
    if (source === "default") flags.push("DEFAULT_SITE");
    const how = source === "default" ? "the merchant's default site" : `from ${source}`;
    return { value: `${shownHost(site)}, ${how}`, decidedBy: ofSite(site), flags };
  },

  descriptor({ merchant, question, site }) {
    const decidedBy = site ? ofSite(site) : ofMerchant(merchant);
    const descriptor = question.descriptor?.trim();
    if (!descriptor || !site) return { value: "No descriptor sent", decidedBy };
    const owner = siteOfDescriptor(merchant, descriptor);
    if (owner === site) return { value: `${descriptor} belongs to this site`, decidedBy };
    // A site whose descriptors nobody entered has nothing to be compared with.
    if (owner === null && site.descriptors.length === 0)
      return { value: `${descriptor}, no descriptors entered for this site`, decidedBy };
    const value = owner ? `${descriptor} belongs to ${shownHost(owner)}` : `${descriptor} belongs to no site`;
    return merchant.descriptorMismatch === "block"
      ? { value, decidedBy: ofMerchant(merchant), reason: "SITE_DESCRIPTOR_MISMATCH" }
      : { value, decidedBy, flags: ["SITE_DESCRIPTOR_MISMATCH"] };
  },

  mode(order) {
    const { mode, campaign, campaignFlag } = order;
    const own = mode.scope === (campaign ? "campaign" : "site");
    const how = mode.scope === "default" ? " by default" : own ? "" : " inherited";
    const finding: Finding = {
      value: `${MODE_WORDS[mode.mode]}${how}`,
      decidedBy: modeDecidedBy(order),
      flags: campaignFlag ? [campaignFlag] : [],
    };
    return mode.mode === "off" ? { ...finding, reason: "CHANNEL_OFF" } : finding;
  },

  environment_guard({ question, mode }) {
    const order = question.environment === "production" ? "Live order" : "Test order";
    const value = `${order} on a ${mode.mode} channel`;
    if (targetOf(question.environment, mode.mode) === null)
      return { value, decidedBy: RULE, reason: "LIVE_ORDER_ON_SANDBOX_CHANNEL" };
    const detour = question.environment === "sandbox" && mode.mode === "production";
    return { value: detour ? `${value}, goes to the sandbox` : value, decidedBy: RULE };
  },

  credentials({ merchant, question }) {
    const { state, version, verifiedAt, failingSince, failingStatus } =
      merchant.credentials[question.environment];
    const decidedBy = ofMerchant(merchant);
    const set = `${capital(question.environment)} set ${version}`;
    if (state === "verified") return { value: `${set}, verified`, at: verifiedAt, decidedBy };
    if (state === "failing") {
      const status = failingStatus === null ? "" : ` with ${failingStatus}`;
      return {
        value: `${set}, refused${status}`,
        at: failingSince,
        decidedBy,
        reason: "CREDENTIALS_FAILING",
      };
    }
    return {
      value: `No verified ${question.environment} credentials`,
      decidedBy,
      reason: "CREDENTIALS_MISSING",
    };
  },

  eligibility: ({ merchant, question }) => checkEligibility(merchant, question),

  mit_rules: ({ merchant, question, channel }) =>
    channel === "mit"
      ? checkMit(merchant, question, question.environment)
      : { value: "Not an MIT order", decidedBy: ofMerchant(merchant) },

  // Nobody has answered yet: withUpstream completes it.
  upstream: () => ({ value: "", decidedBy: { scope: "flexcharge" } }),
};
