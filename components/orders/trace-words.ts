import type { Reader } from "#components/switching/cell-words.ts";
import { when } from "#components/switching/when.ts";
import { CHANNEL_NAMES } from "#components/switching/words.ts";
import type { DecidedBy, DecisionFlag, DecisionStep, DecisionTrace } from "#lib/switching/schema.ts";
import type { DecisionStepName } from "#lib/terms.ts";

export const STEP_NAMES: Record<DecisionStepName, string> = {
  order_identity: "Order identity",
  kill_switch: "Kill switch",
  merchant: "Merchant",
  site: "Site",
  descriptor: "Descriptor",
  mode: "Mode",
  environment_guard: "Environment guard",
  credentials: "Credentials",
  eligibility: "Eligibility",
  mit_rules: "MIT rules",
  upstream: "Upstream",
};

export const FLAG_WORDS: Record<DecisionFlag, string> = {
  UNKNOWN_CAMPAIGN: "Unknown campaign; the site's mode decides",
  CAMPAIGN_OF_OTHER_SITE: "The campaign belongs to another site; the site's mode decides",
  SITE_SOURCES_DISAGREE: "What names the site disagrees; the first decides",
  SITE_DESCRIPTOR_MISMATCH: "The descriptor belongs to another site",
  DEFAULT_SITE: "No site was named; the merchant's default site was taken",
  MIT_EXPIRY_TOO_SHORT: "Expires too soon; a live order would stop here",
  MIT_NOT_SAME_DAY: "Not declined today; a live order would stop here",
  DECLINED_AT_FROM_RECEIPT: "No usable decline time was sent; receipt stands in",
};

const DECIDERS: Record<DecidedBy["scope"], string> = {
  gateway: "Gateway",
  partner: "Partner",
  merchant: "Merchant",
  site: "Site",
  campaign: "Campaign",
  rule: "Rule",
  flexcharge: "FlexCharge",
};

/** "Merchant, v35, Daniel Okafor, Oct 28"; "Partner, merchant, site" where several were asked. */
export function decidedByWords(by: DecidedBy | null, { zone, now }: Reader): string {
  if (!by) return "";
  const who = [DECIDERS[by.scope], ...(by.and ?? [])].join(", ");
  return by.setBy
    ? `${who}, v${by.setBy.version}, ${by.setBy.name}, ${when(by.setBy.at, zone, now, "day")}`
    : who;
}

/** What a step saw, with the time that belongs to it. */
export function valueWords(step: DecisionStep, { zone, now }: Reader): string {
  return step.at ? `${step.value} ${when(step.at, zone, now, "day")}` : step.value;
}

const CHANNEL_SOURCES: Record<string, string> = {
  isMIT: "isMIT is true",
  default: "by default",
  campaign: "its campaign is a call center's",
};

/** "live order, channel MIT (isMIT is true)". */
export function askedWords(trace: DecisionTrace): string {
  const source = CHANNEL_SOURCES[trace.channelSource] ?? `from ${trace.channelSource}`;
  const kind = trace.environment === "production" ? "live order" : "test order";
  return `${kind}, channel ${CHANNEL_NAMES[trace.channel]} (${source})`;
}
