import type { NoticeFacts } from "./schema.ts";

/** Longer is no id, event or time stamp. */
const TEXT_MAX = 200;
const CURRENCY = /^[A-Z]{3}$/;

const NOTHING: NoticeFacts = {
  event: null,
  flexchargeOrderId: null,
  externalOrderId: null,
  timeStamp: null,
  resent: false,
  testMode: null,
  amountMinor: null,
  currency: null,
  reason: null,
};

/** The body's own words; null for what is absent or of another kind. Unknown fields stay in the text. */
export function readFacts(text: string): NoticeFacts {
  const body = objectOf(parse(text));
  if (!body) return NOTHING;
  const data = objectOf(body.EventData);
  const amount = data?.amount;
  const currency = wordOf(data?.currency)?.toUpperCase() ?? null;
  return {
    event: wordOf(body.Event),
    flexchargeOrderId: wordOf(body.OrderId)?.toLowerCase() ?? null,
    externalOrderId: wordOf(body.ExternalOrderId),
    timeStamp: wordOf(body.TimeStamp),
    resent: body.IsResent === true,
    testMode: typeof body.IsTestMode === "boolean" ? body.IsTestMode : null,
    amountMinor: typeof amount === "number" && Number.isSafeInteger(amount) && amount > 0 ? amount : null,
    currency: currency && CURRENCY.test(currency) ? currency : null,
    reason: wordOf(data?.reason),
  };
}

function parse(text: string): unknown {
  try {
    return JSON.parse(text);
  } catch {
    return null;
  }
}

function objectOf(value: unknown): Record<string, unknown> | null {
  return value !== null && typeof value === "object" && !Array.isArray(value)
    ? (value as Record<string, unknown>)
    : null;
}

/** Text that a column can hold: PostgreSQL takes neither NUL nor half a surrogate pair. */
function wordOf(value: unknown): string | null {
  if (typeof value !== "string" || value.length > TEXT_MAX || !value.isWellFormed()) return null;
  // biome-ignore lint/suspicious/noControlCharactersInRegex: they are what is refused
  return /[\u0000-\u001f\u007f]/.test(value) ? null : value.trim() || null;
}

const YEAR_2000 = Date.UTC(2000, 0);
const YEAR_2100 = Date.UTC(2100, 0);

/** When it happened, by FlexCharge's clock; receipt where the body does not say. */
export function happenedAt(timeStamp: string | null, receivedAt: Date): Date {
  const at = timeStamp ? Date.parse(timeStamp) : Number.NaN;
  return at >= YEAR_2000 && at < YEAR_2100 ? new Date(at) : receivedAt;
}

/** What each event says of an attempt (API sheet §2.13); what is not here changes no attempt. */
export const HEARD_EVENTS = {
  "order.completed": "completed",
  "order.cancelled": "cancelled",
  "order.expired": "expired",
  "order.capturerequired": "capture_required",
} as const;

export type NoticeKind =
  | { kind: "outcome"; heard: (typeof HEARD_EVENTS)[keyof typeof HEARD_EVENTS] }
  | { kind: "refund" | "chargeback" | "application" | "record" | "unreadable" };

/** What a notice asks of us, by its event's name in any letter case. */
export function kindOf(event: string | null): NoticeKind {
  if (!event) return { kind: "unreadable" };
  const name = event.toLowerCase();
  if (Object.hasOwn(HEARD_EVENTS, name))
    return { kind: "outcome", heard: HEARD_EVENTS[name as keyof typeof HEARD_EVENTS] };
  if (name === "order.refunded") return { kind: "refund" };
  if (name === "payment.chargeback.received") return { kind: "chargeback" };
  return { kind: name.startsWith("application.") ? "application" : "record" };
}

const SECOND_MS = 1_000;
const MINUTE_MS = 60 * SECOND_MS;
const HOUR_MS = 60 * MINUTE_MS;
const DAY_MS = 24 * HOUR_MS;

/** How long a notice waits for its order. */
export const PARKED_MS_MAX = 30 * DAY_MS;

/** Until the next look for a parked notice's order: seconds at first, hours in the end. */
export function parkedPauseMs(tries: number): number {
  return Math.min(5 * SECOND_MS * 3 ** Math.min(tries, 10), 6 * HOUR_MS);
}

/** A notice that cannot be applied is tried so often, over about two days, and then listed as failed. */
const FAILURES_MAX = 12;

/** Until the next try after a failure; null: no more. */
export function retryPauseMs(tries: number): number | null {
  return tries >= FAILURES_MAX ? null : Math.min(2 * SECOND_MS * 4 ** tries, 6 * HOUR_MS);
}
