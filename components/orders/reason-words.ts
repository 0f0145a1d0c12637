import type { Reason } from "#lib/terms.ts";

/** The reason in a column: few words, the whole story is on the order's page. */
export const REASON_WORDS: Record<Reason, string> = {
  KILL_SWITCH: "Stopped by kill switch",
  MERCHANT_INACTIVE: "Merchant not active",
  SITE_REQUIRED: "No site named",
  UNKNOWN_SITE: "Unknown site",
  SITE_DESCRIPTOR_MISMATCH: "Descriptor of another site",
  CHANNEL_OFF: "Channel off",
  LIVE_ORDER_ON_SANDBOX_CHANNEL: "Live order, channel in Sandbox",
  CREDENTIALS_MISSING: "Credentials missing",
  CREDENTIALS_FAILING: "Credentials failing",
  PREVIOUS_ATTEMPT_UNSETTLED: "Last attempt unsettled",
  NOT_ELIGIBLE: "Excluded by a rule",
  MIT_NOT_ENABLED: "MIT not enabled",
  MIT_EXPIRY_TOO_SHORT: "Expires too soon",
  MIT_NOT_SAME_DAY: "Not declined the same day",
  UPSTREAM_UNAVAILABLE: "FlexCharge unavailable",
  UPSTREAM_TIMEOUT: "No answer in time",
};
