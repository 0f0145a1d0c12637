import type { Environment } from "#lib/terms.ts";

export const REJECTION_REASONS = [
  /** No merchant has this address; counted under the partner. */
  "UNKNOWN_MERCHANT",
  /** No webhook key was ever entered for it. */
  "NO_KEY",
  "TOO_LARGE",
  /** One of the five is absent, or its date is none. */
  "HEADERS_MISSING",
  "CONTENT_ALTERED",
  /** No key that is good now gives this signature. */
  "FORGED",
  /** Signed with a good key, but for another host, date or nonce than the headers name. */
  "OTHER_HOST",
  "NOT_UTF8",
  /** `IsTestMode` says the other environment than the address. */
  "OTHER_ENVIRONMENT",
  /** Valid and never seen, but older than five minutes: the order is asked about instead. */
  "STALE",
  /** A nonce that came before with other bytes. */
  "NONCE_REUSED",
] as const;
/** Why a call to a notice's address was refused (product.md §9). */
export type RejectionReason = (typeof REJECTION_REASONS)[number];

export const NOTICE_CAUSES = [
  /** Parked: no order of ours is meant, yet. */
  "ORDER_NOT_KNOWN",
  /** Recorded: thirty days went by without its order. */
  "ORDER_NEVER_CAME",
  /** Parked: no application of ours is meant, yet. Recorded: thirty days went by without it. */
  "APPLICATION_NOT_KNOWN",
  /** Recorded: it does not say enough, so FlexCharge is asked how the application stands. */
  "APPLICATION_ASKED",
  /** Recorded: an event that changes nothing here (challenge.*, payout.*, unknown ones). */
  "NO_EFFECT",
  /** Recorded: polling, an answer or another notice had told the same. */
  "ALREADY_KNOWN",
  /** Recorded: the money that it tells of was booked already, as our own refund or by an earlier notice. */
  "ALREADY_BOOKED",
  /** Duplicate: the same order, event and time stamp came before. */
  "SAME_EVENT",
  /** Ignored: the attempt had ended otherwise; the order is flagged. */
  "ENDED_OTHERWISE",
  /** Ignored: the application is in a state that what it tells cannot follow. */
  "APPLICATION_MOVED_ON",
  /** Failed: the body is no JSON object, names no event, or no application where it speaks of one. */
  "NOT_READABLE",
  /** Failed: neither it nor FlexCharge says how much. */
  "AMOUNT_NOT_KNOWN",
  /** Failed, or waiting: a refund of ours is under way whose end is not known. */
  "REFUND_OPEN",
  /** Failed, or waiting: its currency is not the order's. */
  "WRONG_CURRENCY",
  /** Failed, or waiting: FlexCharge did not say how much was paid back. */
  "NO_ANSWER",
  /** Failed, or waiting: a mistake of ours; the log has it. */
  "UNEXPECTED",
] as const;
/** `notices.cause`: why it changed nothing, or what it waits for. */
export type NoticeCause = (typeof NOTICE_CAUSES)[number];

/** What the body says, as far as it can be read (API sheet §2.13). */
export type NoticeFacts = {
  event: string | null;
  /** Lower case. */
  flexchargeOrderId: string | null;
  externalOrderId: string | null;
  /** The body's own text: with order and event it tells a duplicate. */
  timeStamp: string | null;
  resent: boolean;
  testMode: boolean | null;
  /** `EventData.amount`, an integer of minor units as the API sheet §9 infers; null when it is none. */
  amountMinor: number | null;
  /** `EventData.currency`, upper case. */
  currency: string | null;
  /** `EventData.reason` of a chargeback. */
  reason: string | null;
};

/** A call that holds: signed with this account's key for this host. Not yet known whether it came before. */
export type VerifiedNotice = {
  merchantId: string;
  environment: Environment;
  receivedAt: Date;
  /** As it came. */
  body: Buffer;
  text: string;
  headers: Record<string, string>;
  nonce: string;
  contentHash: string;
  keyVersion: number;
  stale: boolean;
  facts: NoticeFacts;
};
