import { resolveSite } from "#lib/sites/rules.ts";
import type { Environment, Reason, SettableMode } from "#lib/terms.ts";
import { CHANNELS, type Channel, DECISION_STEPS, MODES, type Mode, type SwitchScope } from "#lib/terms.ts";
import { decidedMode, engagedKill, placeOf } from "./internal/cell.ts";
import { checklistGate } from "./internal/checklist-gate.ts";
import { CHECKS, modeDecidedBy, openCase } from "./internal/checks.ts";
import { cellKey, configIndex } from "./internal/config-index.ts";
import type {
  CampaignConfig,
  CellState,
  DecidedBy,
  DecisionQuestion,
  DecisionStep,
  DecisionTrace,
  Gate,
  MerchantConfig,
  PartnerConfig,
  SiteConfig,
} from "./schema.ts";

export { mayBeLetPass } from "./internal/checklist-gate.ts";

/** How far ahead the expiry of a managed MIT order is set when it names none (product.md §8). */
export const MIT_EXPIRY_DAYS_FILLED = 21;

const CHANNEL_WORDS: Record<string, Channel> = {
  cit_website: "cit_website",
  website: "cit_website",
  cit_call_center: "cit_call_center",
  call_center: "cit_call_center",
  mit: "mit",
};
const CALL_CENTER_SOURCES = new Set(["moto", "call_center", "phone", "telephone"]);

/** The channel that a word on the wire names, or null. */
export function channelOfWord(word: string): Channel | null {
  const key = word.trim().toLowerCase();
  return Object.hasOwn(CHANNEL_WORDS, key) ? CHANNEL_WORDS[key]! : null;
}

/**
 * Which channel an order belongs to and what told it (product.md §4). An explicit channel against `isMit` is a
 * conflict, which the wire answers with 400.
 */
export function resolveChannel(bits: {
  explicitChannel: Channel | null;
  isMit: boolean | null;
  orderSource: string | null;
  campaignKind?: "web" | "call_center" | null;
}): { channel: Channel; source: DecisionTrace["channelSource"] } | { conflict: true } {
  const { explicitChannel, isMit } = bits;
  if (explicitChannel !== null) {
    if (isMit !== null && isMit !== (explicitChannel === "mit")) return { conflict: true };
    return { channel: explicitChannel, source: "channel" };
  }
  if (isMit) return { channel: "mit", source: "isMIT" };
  if (bits.orderSource !== null && CALL_CENTER_SOURCES.has(bits.orderSource.trim().toLowerCase()))
    return { channel: "cit_call_center", source: "orderSource" };
  if (bits.campaignKind === "call_center") return { channel: "cit_call_center", source: "campaign" };
  return { channel: "cit_website", source: "default" };
}

/**
 * Channel, site and campaign of a payment that nothing is decided about (a transmit): the same look-ups as decide's.
 * An unknown site or campaign is null.
 */
export function attributionOf(
  merchant: MerchantConfig,
  question: Pick<
    DecisionQuestion,
    "explicitChannel" | "isMit" | "orderSource" | "campaignId" | "siteId" | "siteUrl" | "descriptor"
  >,
): { channel: Channel; siteId: string | null; campaignId: string | null } | { conflict: true } {
  const { campaignId } = question;
  const named = campaignId === null ? undefined : configIndex(merchant).campaignsByName.get(campaignId);
  const told = resolveChannel({ ...question, campaignKind: named?.kind ?? null });
  if ("conflict" in told) return told;
  const resolution = resolveSite(merchant, question);
  const siteId = "site" in resolution ? resolution.site.id : null;
  const isOfSite = named !== undefined && named.siteId === siteId;
  return { channel: told.channel, siteId, campaignId: isOfSite ? named.id : null };
}

/**
 * Whether an order goes to FlexCharge, to which one, and why: the checks of product.md §4 in their order, up to the
 * first that stops. Pure; the same function serves gateway, "why" panel and dry run. A trace that is sent ends with
 * an empty upstream step, which withUpstream completes. Throws when the channel conflicts (answered before).
 */
export function decide(
  partner: PartnerConfig,
  merchant: MerchantConfig,
  question: DecisionQuestion,
): DecisionTrace {
  const named =
    question.campaignId === null ? undefined : configIndex(merchant).campaignsByName.get(question.campaignId);
  const told = resolveChannel({ ...question, campaignKind: named?.kind ?? null });
  if ("conflict" in told) throw new Error("a channel against isMIT is refused before an order is decided");
  const order = openCase(partner, merchant, question, told.channel);

  const steps: DecisionStep[] = [];
  let stop: DecisionStep | null = null;
  for (const name of DECISION_STEPS) {
    if (stop) {
      steps.push({ name, result: "not_reached", value: "", decidedBy: null, flags: [] });
      continue;
    }
    const { value, at, decidedBy, flags = [], reason } = CHECKS[name](order);
    const step: DecisionStep = { name, result: reason ? "stopped" : "passed", value, decidedBy, flags };
    if (at) step.at = at;
    if (reason) step.reason = reason;
    steps.push(step);
    if (reason) stop = step;
  }
  const modeReached = steps[DECISION_STEPS.indexOf("mode")]!.result !== "not_reached";
  return {
    sent: stop === null,
    reason: stop?.reason ?? null,
    channel: told.channel,
    channelSource: told.source,
    mode: modeReached ? order.mode.mode : null,
    environment: question.environment,
    target: stop === null ? question.environment : null,
    decidedBy: modeReached ? modeDecidedBy(order) : (stop?.decidedBy ?? null),
    version: merchant.switchVersion,
    siteId: order.site?.id ?? null,
    siteSource: "source" in order.resolution ? order.resolution.source : null,
    campaignId: order.campaign?.id ?? null,
    flags: [...new Set(steps.flatMap((step) => step.flags))],
    steps,
  };
}

/** What the call itself brought; `ms` is the time it took. */
export type UpstreamResult =
  | { ok: boolean; ms: number; status?: number }
  | { reason: Extract<Reason, "UPSTREAM_TIMEOUT" | "UPSTREAM_UNAVAILABLE">; ms?: number };

/** The trace with its upstream step completed. Unavailable means that nothing was accepted, so it was not sent. */
export function withUpstream(trace: DecisionTrace, result: UpstreamResult): DecisionTrace {
  if (!trace.sent) return trace;
  const decidedBy: DecidedBy = { scope: "flexcharge" };
  const took = result.ms === undefined ? "" : ` in ${Math.round(result.ms)} ms`;
  const complete = (step: Partial<DecisionStep> & { value: string }): DecisionStep[] =>
    trace.steps.map((old) => (old.name === "upstream" ? { ...old, decidedBy, ...step } : old));
  if (!("reason" in result)) {
    const status = result.status === undefined || result.ok ? "" : ` with ${result.status}`;
    return { ...trace, steps: complete({ value: `${result.ok ? "Answered" : "Refused"}${status}${took}` }) };
  }
  const { reason } = result;
  if (reason === "UPSTREAM_TIMEOUT")
    return { ...trace, reason, steps: complete({ result: "stopped", value: `No answer${took}`, reason }) };
  const steps = complete({ result: "stopped", value: "Did not accept calls", reason });
  return { ...trace, sent: false, target: null, reason, steps };
}

export function siteConfig(merchant: MerchantConfig, siteId: string): SiteConfig | null {
  return configIndex(merchant).sites.get(siteId) ?? null;
}

export function campaignConfig(merchant: MerchantConfig, campaignId: string): CampaignConfig | null {
  return configIndex(merchant).campaigns.get(campaignId) ?? null;
}

/** One cell of the matrix. Throws for a site or campaign that the merchant does not have. */
export function cellState(
  partner: PartnerConfig,
  merchant: MerchantConfig,
  scope: SwitchScope,
  scopeId: string,
  channel: Channel,
): CellState {
  const place = placeOf(merchant, scope, scopeId);
  if (place === null) throw new Error(`merchant ${merchant.id} has no ${scope} ${scopeId}`);
  const decided = decidedMode(merchant, place, channel);
  return {
    scope,
    scopeId,
    channel,
    explicit: configIndex(merchant).switches.get(cellKey(scope, scopeId, channel)) ?? null,
    effective: decided.mode,
    decidedBy: decided.scope,
    decidingRow: decided.row,
    stoppedBy: engagedKill(partner, merchant, place.siteId, channel),
  };
}

/** A cell that takes its mode from the one that changes. */
export type Follower = { scope: "site" | "campaign"; scopeId: string };

/**
 * What setting a cell would do: its effective mode before and after, and the live sites and campaigns that follow
 * it because they have no mode of their own. Throws as cellState does.
 */
export function changeEffect(
  merchant: MerchantConfig,
  scope: SwitchScope,
  scopeId: string,
  channel: Channel,
  mode: SettableMode,
): { before: Mode; after: Mode; followers: Follower[] } {
  const place = placeOf(merchant, scope, scopeId);
  if (place === null) throw new Error(`merchant ${merchant.id} has no ${scope} ${scopeId}`);
  const { switches, sites } = configIndex(merchant);
  const parent = scope === "campaign" ? { ...place, campaignId: null } : { siteId: null, campaignId: null };
  const inherited: Mode = scope === "merchant" ? "off" : decidedMode(merchant, parent, channel).mode;
  const before = decidedMode(merchant, place, channel).mode;
  const after = mode === "inherit" ? inherited : mode;

  const follows = (of: Follower["scope"], id: string) => !switches.has(cellKey(of, id, channel));
  const followers: Follower[] = [];
  const following = new Set<string>(scope === "site" ? [scopeId] : []);
  if (scope === "merchant") {
    for (const site of merchant.sites) {
      if (site.archived || !follows("site", site.id)) continue;
      following.add(site.id);
      followers.push({ scope: "site", scopeId: site.id });
    }
  }
  for (const campaign of merchant.campaigns) {
    if (campaign.archived || sites.get(campaign.siteId)?.archived) continue;
    if (following.has(campaign.siteId) && follows("campaign", campaign.id))
      followers.push({ scope: "campaign", scopeId: campaign.id });
  }
  return { before, after, followers };
}

/** Up the ladder off < sandbox < production. */
export function isRaise(from: Mode, to: Mode): boolean {
  return MODES.indexOf(to) > MODES.indexOf(from);
}

/**
 * The preconditions of a channel going up, met or not, with when and whose turn it is (product.md §4, ladder).
 * Sandbox needs its verified credentials; production both sets, different ones, a linked account and the checklist.
 */
export function gatesFor(
  merchant: MerchantConfig,
  channel: Channel,
  to: "sandbox" | "production" = "production",
): Gate[] {
  const { sandbox, production } = merchant.credentials;
  const account = merchant.accounts[to];
  const sandboxGate: Gate = {
    code: "SANDBOX_CREDENTIALS_NOT_VERIFIED",
    met: sandbox.state === "verified",
    at: sandbox.verifiedAt,
    owner: "merchant",
  };
  const mit: Gate[] =
    channel === "mit"
      ? [{ code: "MIT_NOT_ENABLED", met: account.mit === "enabled", at: account.mitAt, owner: "flexcharge" }]
      : [];
  if (to === "sandbox") return [sandboxGate, ...mit];
  const differ = production.fingerprint !== null && production.fingerprint !== sandbox.fingerprint;
  const lastVerified = [sandbox.verifiedAt ?? "", production.verifiedAt ?? ""].sort()[1]!;
  return [
    { code: "ACCOUNT_NOT_LINKED", met: account.standing !== "none", at: account.standingAt, owner: "us" },
    sandboxGate,
    {
      code: "PRODUCTION_CREDENTIALS_NOT_VERIFIED",
      met: production.state === "verified",
      at: production.verifiedAt,
      owner: "merchant",
    },
    { code: "CREDENTIALS_NOT_DIFFERENT", met: differ, at: lastVerified || null, owner: "merchant" },
    ...mit,
    checklistGate(merchant, channel),
  ];
}

/** Live switching belongs to production keys: a sandbox key may neither end, nor begin, nor touch it (contract.md). */
export function mayKeySet(environmentOfKey: Environment, before: Mode, after: Mode): boolean {
  return environmentOfKey === "production" || (before !== "production" && after !== "production");
}

/**
 * Whether a key may engage or release a kill switch: a sandbox key touches nothing that is set to production, stopped
 * just now or not, in any merchant that the switch reaches, at `siteId` where it is a site's.
 */
export function mayKeyKill(
  environmentOfKey: Environment,
  reached: readonly MerchantConfig[],
  siteId: string | null,
): boolean {
  return environmentOfKey === "production" || !reached.some((merchant) => isLive(merchant, siteId));
}

function isLive(merchant: MerchantConfig, siteId: string | null): boolean {
  const places = [
    // Orders that no site claims go by the merchant's own row.
    { siteId: null, campaignId: null },
    ...merchant.sites.map((site) => ({ siteId: site.id, campaignId: null })),
    ...merchant.campaigns.map((campaign) => ({ siteId: campaign.siteId, campaignId: campaign.id })),
  ].filter((place) => siteId === null || place.siteId === siteId);
  return places.some((place) =>
    CHANNELS.some((channel) => decidedMode(merchant, place, channel).mode === "production"),
  );
}
