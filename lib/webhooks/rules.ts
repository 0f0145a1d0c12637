import type { PostResult } from "#lib/kit/guarded-http.ts";
import type { Environment } from "#lib/terms.ts";
import { DELIVERY_ERRORS, type DeliveryError } from "./schema.ts";

/** Whether an endpoint wants to hear of it: an empty list means everything, `challenge.*` all that begins so. */
export function wantsEvent(filters: readonly string[], event: string): boolean {
  if (filters.length === 0) return true;
  return filters.some((filter) =>
    filter.endsWith(".*") ? event.startsWith(filter.slice(0, -1)) : filter === event,
  );
}

/** The key under which an effect is told once: `webhookEffectKey("order.completed", orderId, attempt)`. */
export function webhookEffectKey(event: string, ...of: (string | number)[]): string {
  return [event, ...of].join(":");
}

/**
 * An event in FlexCharge's own form (API sheet §2.13), as JSON text.
 * @param told.sessionKey FlexCharge's id of the order, ours where it never had one
 * @param told.eventData of a refund `{ amount, currency }`, of a chargeback `{ amount, currency, reason }`
 */
export function eventBody(told: {
  event: string;
  at: Date;
  externalOrderId: string | null;
  sessionKey: string | null;
  environment: Environment;
  resent?: boolean;
  eventData?: unknown;
  confirmationId?: string | null;
}): string {
  return JSON.stringify({
    Event: told.event,
    TimeStamp: told.at.toISOString().replace("Z", "0000Z"),
    EventData: told.eventData ?? null,
    ExternalOrderId: told.externalOrderId,
    OrderId: told.sessionKey,
    ConfirmationId: told.confirmationId ?? null,
    IsTestMode: told.environment === "sandbox",
    IsResent: told.resent ?? false,
  });
}

/** The body as it goes out again: `IsResent` is true, every other byte as it was. */
export function resentBody(body: string): string {
  // Within a JSON string the quotes are escaped, so this finds a field's name and never a text.
  const resent = body.replace(/("IsResent"\s*:\s*)false/, "$1true");
  try {
    return (JSON.parse(resent) as { IsResent?: unknown } | null)?.IsResent === true ? resent : body;
  } catch {
    return body;
  }
}

const MINUTE_MS = 60_000;
const HOUR_MS = 60 * MINUTE_MS;
/** From one attempt to the next: ten attempts over 75.6 hours at least (P12). */
const PAUSES_MS = [
  ...[MINUTE_MS / 2, 5 * MINUTE_MS, 30 * MINUTE_MS],
  ...[2, 5, 10, 14, 20, 24].map((hours) => hours * HOUR_MS),
];
export const ATTEMPTS_MAX = PAUSES_MS.length + 1;
/** Only ever added, so that the series is never shorter: receivers that fell together do not rise together. */
const JITTER = 0.1;
const RETRY_AFTER_MS_MAX = 24 * HOUR_MS;
/** After so long without one success an endpoint is disabled. */
export const ONLY_FAILURES_MS = 5 * 24 * HOUR_MS;

/**
 * How long after its `tries`-th failed attempt a delivery is tried again, in ms; null: it is dead.
 * @param random 0 to 1
 * @param retryAfterMs the receiver's own wish, which can only make it later, by a day at most
 */
export function nextTryMs(tries: number, random: number, retryAfterMs = 0): number | null {
  const pause = PAUSES_MS[tries - 1];
  if (pause === undefined) return null;
  return Math.round(Math.max(pause * (1 + random * JITTER), Math.min(retryAfterMs, RETRY_AFTER_MS_MAX)));
}

/** `Retry-After` in seconds or as a date, as ms from `now`; 0 where it says nothing useful. */
export function retryAfterMs(value: string | undefined, now: Date): number {
  if (!value) return 0;
  const ms = /^\d{1,9}$/.test(value) ? Number(value) * 1000 : Date.parse(value) - now.getTime();
  return Number.isFinite(ms) ? Math.max(0, ms) : 0;
}

export type SecretLife = { version: number; leadsFrom: Date; expiresAt: Date | null };

/**
 * Which secrets sign at `now`: all that are valid sign Standard Webhooks' header, the newest first; `leader` alone
 * signs FlexCharge's own headers, which have room for one signature. Null: none is valid.
 */
export function signingSecrets<Secret extends SecretLife>(
  secrets: readonly Secret[],
  now: Date,
): { valid: Secret[]; leader: Secret } | null {
  const valid = secrets
    .filter(({ expiresAt }) => expiresAt === null || expiresAt > now)
    .sort((a, b) => b.version - a.version);
  const leader = valid.find(({ leadsFrom }) => leadsFrom <= now) ?? valid.at(-1);
  return leader ? { valid, leader } : null;
}

export type Verdict = {
  isDelivered: boolean;
  status: number | null;
  error: DeliveryError | null;
  /** The receiver said that it will never be there again. */
  isGone: boolean;
  retryAfterMs: number;
};

/** What the end of an attempt means. Any 2xx is a receipt, nothing else is. */
export function verdictOf(result: PostResult, now: Date): Verdict {
  const none = { isGone: false, retryAfterMs: 0 };
  if (result.kind === "failed") {
    const { cause } = result;
    const error = (DELIVERY_ERRORS as readonly string[]).includes(cause) ? cause : "URL_REFUSED";
    return { ...none, isDelivered: false, status: null, error: error as DeliveryError };
  }
  const { status, headers } = result;
  if (status >= 200 && status < 300) return { ...none, isDelivered: true, status, error: null };
  return {
    isDelivered: false,
    status,
    error: status >= 300 && status < 400 ? "REDIRECT" : "STATUS",
    isGone: status === 410,
    retryAfterMs: status === 429 || status === 503 ? retryAfterMs(headers["retry-after"], now) : 0,
  };
}
