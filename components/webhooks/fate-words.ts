import type { GlyphShape, Tone } from "#components/ui/glyph.tsx";
import type { NoticeCause, RejectionReason } from "#lib/notices/schema.ts";
import type { NoticeState } from "#lib/terms.ts";

/** What became of a notice, in a word with its sign. */
export const FATE_WORDS: Record<NoticeState, { word: string; shape: GlyphShape; tone: Tone }> = {
  received: { word: "Received", shape: "circle-dotted", tone: "ink-2" },
  parked: { word: "Parked", shape: "circle-dashed", tone: "open" },
  applied: { word: "Applied", shape: "check", tone: "rescued" },
  recorded: { word: "Recorded", shape: "dot", tone: "ink-2" },
  duplicate: { word: "Duplicate", shape: "circle-slash", tone: "off" },
  ignored: { word: "Ignored", shape: "triangle", tone: "attn" },
  failed: { word: "Failed", shape: "octagon-alert", tone: "danger" },
};

const CAUSES: Record<NoticeCause, string> = {
  ORDER_NOT_KNOWN: "Its order is not known yet; it is applied when the order comes",
  ORDER_NEVER_CAME: "Its order did not come within 30 days",
  APPLICATION_NOT_KNOWN: "Its application is not known here; it is applied when that comes",
  NO_EFFECT: "Kept; this event changes no order",
  ALREADY_KNOWN: "This was known already",
  ALREADY_BOOKED: "This money was booked already",
  SAME_EVENT: "The same order, event and time came before",
  ENDED_OTHERWISE: "The order had ended otherwise; it is flagged, and the first end stands",
  APPLICATION_ASKED: "FlexCharge is asked at once how the application stands",
  APPLICATION_MOVED_ON: "The application had moved on already",
  NOT_READABLE: "The body is no JSON object, or names no event",
  AMOUNT_NOT_KNOWN: "Neither it nor FlexCharge says how much",
  REFUND_OPEN: "A refund of ours is under way whose end is not known",
  WRONG_CURRENCY: "Its currency is not the order's",
  NO_ANSWER: "FlexCharge did not say how much was paid back",
  UNEXPECTED: "A mistake of ours; the log has it",
};

const STATES: Record<NoticeState, string> = {
  received: "Waits to be read",
  parked: CAUSES.ORDER_NOT_KNOWN,
  applied: "Changed what it speaks of",
  recorded: "Kept and passed on",
  duplicate: CAUSES.SAME_EVENT,
  ignored: CAUSES.ENDED_OTHERWISE,
  failed: "Could not be applied",
};

/** Why, in a sentence without its stop. A cause that this version does not know is shown as it is. */
export function causeWords({ state, cause }: { state: NoticeState; cause: string | null }): string {
  if (!cause) return STATES[state];
  return (CAUSES as Record<string, string>)[cause] ?? cause;
}

const REJECTIONS: Record<RejectionReason, string> = {
  UNKNOWN_MERCHANT: "No merchant has this address",
  NO_KEY: "No webhook key is entered for this account, so nothing can be verified",
  TOO_LARGE: "The body is larger than 256 KiB",
  HEADERS_MISSING: "One of FlexCharge's five headers is absent, or its date is none",
  CONTENT_ALTERED: "The body is not the one that was signed",
  FORGED: "No key that is good now gives this signature",
  OTHER_HOST: "Signed for another host than ours",
  NOT_UTF8: "The body is not UTF-8 text",
  OTHER_ENVIRONMENT: "Its IsTestMode says the other environment",
  STALE: "Older than 5 minutes and never seen; the order is asked about instead",
  NONCE_REUSED: "Its nonce came before with other bytes",
};

export function rejectionWords(reason: string): string {
  return (REJECTIONS as Record<string, string>)[reason] ?? reason;
}
