import type { GlyphShape, Tone } from "#components/ui/glyph.tsx";
import type { DeliveryState } from "#lib/terms.ts";
import type { DeliveryError } from "#lib/webhooks/schema.ts";

export type ResultWords = {
  shape: GlyphShape;
  tone: Tone;
  /** In a row: "503", "timeout", "waiting". */
  word: string;
  /** In words: "Service unavailable". */
  detail: string;
};

const STATUSES: Record<number, string> = {
  200: "OK",
  201: "Created",
  202: "Accepted",
  204: "No content",
  400: "Bad request",
  401: "Unauthorized",
  403: "Forbidden",
  404: "Not found",
  405: "Method not allowed",
  408: "Request timeout",
  409: "Conflict",
  410: "Gone",
  413: "Too large",
  415: "Unsupported media type",
  422: "Not processable",
  429: "Too many requests",
  500: "Server error",
  502: "Bad gateway",
  503: "Service unavailable",
  504: "Gateway timeout",
};

const ERRORS: Record<DeliveryError, { word: string; detail: string }> = {
  STATUS: { word: "refused", detail: "Answered, but not with 2xx" },
  REDIRECT: { word: "redirect", detail: "Redirects are not followed" },
  TIMEOUT: { word: "timeout", detail: "No answer within 15 s" },
  CONNECT: { word: "no connection", detail: "Nobody listens there" },
  TLS: { word: "TLS", detail: "The certificate does not hold" },
  DNS: { word: "DNS", detail: "The host has no address" },
  HANGUP: { word: "hang-up", detail: "The connection broke before an answer" },
  GARBAGE: { word: "no HTTP", detail: "The answer is not HTTP" },
  ADDRESS_NOT_PUBLIC: { word: "address", detail: "The host leads to an address that is not public" },
  URL_REFUSED: { word: "URL", detail: "The URL may not be called" },
  ENDPOINT_DELETED: { word: "deleted", detail: "The endpoint was deleted" },
};

/** What one attempt came to. */
export function attemptWords({
  status,
  error,
}: {
  status: number | null;
  error: string | null;
}): ResultWords {
  if (status !== null && status >= 200 && status < 300) {
    return { shape: "check", tone: "rescued", word: String(status), detail: STATUSES[status] ?? "Taken" };
  }
  if (status !== null) {
    const known = error === "REDIRECT" ? ERRORS.REDIRECT.detail : STATUSES[status];
    return { shape: "octagon-alert", tone: "danger", word: String(status), detail: known ?? "Refused" };
  }
  const known = ERRORS[error as DeliveryError] as { word: string; detail: string } | undefined;
  return {
    shape: "triangle",
    tone: "attn",
    word: known?.word ?? "failed",
    detail: known?.detail ?? error ?? "Failed",
  };
}

/** What a delivery stands at: its last attempt, or that there was none. */
export function deliveryWords(delivery: {
  state: DeliveryState;
  attempts: number;
  lastStatus: number | null;
  lastError: string | null;
}): ResultWords {
  if (delivery.attempts === 0 && delivery.state === "pending") {
    return { shape: "circle-dotted", tone: "ink-2", word: "waiting", detail: "Not tried yet" };
  }
  return attemptWords({ status: delivery.lastStatus, error: delivery.lastError });
}

export const RESULT_WORDS = {
  delivered: "Delivered",
  failing: "Failing, tried again",
  waiting: "Waiting",
  dead: "Given up",
} as const;
