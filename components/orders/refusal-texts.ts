import { CHANNEL_NAMES } from "#components/switching/words.ts";
import type { DecisionStep } from "#lib/switching/schema.ts";
import type { Channel, Environment, Reason } from "#lib/terms.ts";

/** What the texts are filled with; everything comes from the stored trace and the order itself. */
export type RefusalFacts = {
  merchant: string;
  /** The activation owner's name, when the merchant has one. */
  owner: string | null;
  channel: Channel;
  environment: Environment;
  site: string | null;
  /** The step that stopped it. */
  step: DecisionStep | null;
  /** A moment in the reader's zone. */
  when: (iso: string) => string;
  day: (iso: string) => string;
  begunAt: string;
  declinedAt: string;
  receivedAt: string;
  expiresAt: string | null;
  expiryDaysMin: number;
};

/** The four texts of a refusal: what happened, why, what to do, who can. `page` is where it is done. */
export type RefusalText = {
  sentence: (facts: RefusalFacts) => string;
  why: (facts: RefusalFacts) => string;
  todo: (facts: RefusalFacts) => string;
  who: (facts: RefusalFacts) => string;
  page: "activation" | "credentials" | "sites" | "merchant" | "rules" | null;
};

const STANDS = "The original decline stands.";
const channelOf = (facts: RefusalFacts) => CHANNEL_NAMES[facts.channel];
const placeOf = (facts: RefusalFacts) => facts.step?.decidedBy?.name ?? facts.site ?? facts.merchant;
const ownerOf = (facts: RefusalFacts) => facts.owner ?? "The activation owner";
const capital = (environment: Environment) => (environment === "production" ? "production" : "sandbox");

function since(facts: RefusalFacts): string {
  const setBy = facts.step?.decidedBy?.setBy;
  return setBy ? `since ${facts.when(setBy.at)}` : "since it was created";
}

function byWhom(facts: RefusalFacts): string {
  const setBy = facts.step?.decidedBy?.setBy;
  return setBy ? `, set by ${setBy.name}` : ", as its default";
}

function daysLeft(facts: RefusalFacts): string {
  if (!facts.expiresAt) return "too few days";
  const days = Math.floor((Date.parse(facts.expiresAt) - Date.parse(facts.receivedAt)) / 86_400_000);
  return `${days} ${days === 1 ? "day" : "days"}`;
}

/** design.md §6, keyed by the closed list: a new code does not compile without its four texts. */
export const REFUSALS: Record<Reason, RefusalText> = {
  KILL_SWITCH: {
    sentence: (f) => `FlexCharge is stopped for ${placeOf(f)}`,
    why: (f) => {
      const reason = f.step?.decidedBy?.setBy?.reason;
      return `Stopped ${since(f)}${byWhom(f)}${reason ? `: “${reason}”` : ""}. ${STANDS}`;
    },
    todo: () => "Read the reason; switch on again when it is solved",
    who: () => "Partner admin",
    page: "activation",
  },
  MERCHANT_INACTIVE: {
    sentence: (f) => `${f.merchant} is not active`,
    why: (f) => `Its state is “${f.step?.value ?? "unknown"}”, so nothing is sent. ${STANDS}`,
    todo: () => "Finish or reopen its onboarding",
    who: () => "Partner operator",
    page: "merchant",
  },
  SITE_REQUIRED: {
    sentence: () => "The order names no site",
    why: (f) => `${f.merchant} has no default site either, so no switch could decide. ${STANDS}`,
    todo: () => "Send siteUrl, or choose a default site",
    who: () => "Checkout developer, merchant admin",
    page: "sites",
  },
  UNKNOWN_SITE: {
    sentence: (f) => `The order names a site that ${f.merchant} does not have`,
    why: (f) =>
      `“${(f.step?.value ?? "").replace(/, from \w+$/, "")}” belongs to no site of ${f.merchant}. ${STANDS}`,
    todo: () => "Add the host to a site, or correct the checkout",
    who: () => "Merchant admin, partner operator",
    page: "sites",
  },
  SITE_DESCRIPTOR_MISMATCH: {
    sentence: () => "The descriptor belongs to another site",
    why: (f) => `${f.step?.value ?? "They disagree"}; ${f.merchant} blocks that. ${STANDS}`,
    todo: () => "Move the descriptor or correct the order",
    who: () => "Merchant admin, partner operator",
    page: "sites",
  },
  CHANNEL_OFF: {
    sentence: (f) => `${channelOf(f)} is off`,
    why: (f) => `Off on ${placeOf(f)} ${since(f)}${byWhom(f)}. ${STANDS}`,
    todo: (f) => `Ask ${f.owner ?? "the activation owner"} to switch it on`,
    who: ownerOf,
    page: "activation",
  },
  LIVE_ORDER_ON_SANDBOX_CHANNEL: {
    sentence: () => "A live order met a channel in Sandbox",
    why: (f) =>
      `${channelOf(f)} on ${f.site ?? placeOf(f)} is in Sandbox, so only test orders are sent. ${STANDS}`,
    todo: (f) => `Set ${channelOf(f)} to Production when its gates are met`,
    who: (f) => `${ownerOf(f)}, approver`,
    page: "activation",
  },
  CREDENTIALS_MISSING: {
    sentence: (f) => `No ${capital(f.environment)} credentials for ${f.merchant}`,
    why: () => `Without verified credentials nothing can be signed. ${STANDS}`,
    todo: () => "Enter and verify them",
    who: () => "Merchant admin, partner operator",
    page: "credentials",
  },
  CREDENTIALS_FAILING: {
    sentence: (f) => `FlexCharge refuses the ${capital(f.environment)} credentials`,
    why: (f) =>
      `${f.step?.value || "They were refused"}${f.step?.at ? ` since ${f.when(f.step.at)}` : ""}. ${STANDS}`,
    todo: () => "Verify again or replace them",
    who: () => "Merchant admin, partner operator",
    page: "credentials",
  },
  PREVIOUS_ATTEMPT_UNSETTLED: {
    sentence: () => "The last attempt has no known result yet",
    why: () => `Sending twice could charge twice. ${STANDS}`,
    todo: () => "Wait, or ask FlexCharge now",
    who: () => "Anyone who sees orders",
    page: null,
  },
  NOT_ELIGIBLE: {
    sentence: () => "A rule of the merchant excludes this order",
    why: (f) => `${f.step?.value || "One of its eligibility rules"}. ${STANDS}`,
    todo: () => "Nothing, or change the rule",
    who: () => "Partner operator",
    page: "rules",
  },
  MIT_NOT_ENABLED: {
    sentence: (f) => `FlexCharge has not enabled MIT on this ${capital(f.environment)} account`,
    why: (f) => `${f.step?.value ?? ""}${f.step?.at ? `, ${f.when(f.step.at)}` : ""}. ${STANDS}`,
    todo: () => "Ask FlexCharge's support to enable it",
    who: () => "FlexCharge",
    page: "credentials",
  },
  MIT_EXPIRY_TOO_SHORT: {
    sentence: () => "The order expires too soon to be retried",
    why: (f) => `It expires in ${daysLeft(f)}, at least ${f.expiryDaysMin} are needed to retry. ${STANDS}`,
    todo: () => "Send expiryDateUtc 14 to 21 days ahead",
    who: () => "Checkout developer",
    page: null,
  },
  MIT_NOT_SAME_DAY: {
    sentence: () => "The rebill was not declined today",
    why: (f) => `Declined on ${f.day(f.declinedAt)}; FlexCharge rescues rebills that failed today. ${STANDS}`,
    todo: () => "Send declines on the day; old ones stay declined",
    who: () => "Checkout developer",
    page: null,
  },
  UPSTREAM_UNAVAILABLE: {
    sentence: () => "FlexCharge did not accept calls",
    why: (f) => `At ${f.when(f.begunAt)} it could not be reached; nothing was sent. ${STANDS}`,
    todo: () => "Nothing: new orders are sent once it answers",
    who: () => "FlexCharge",
    page: null,
  },
  UPSTREAM_TIMEOUT: {
    sentence: () => "Sent, but FlexCharge did not answer in time",
    why: (f) => `No answer to the call of ${f.when(f.begunAt)}; the checkout was told “declined”.`,
    todo: () => "We ask until it is settled",
    who: () => "Nobody needs to act",
    page: null,
  },
};
