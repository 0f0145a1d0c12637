import type { CallPartLeftOut, Environment } from "#lib/terms.ts";

/** For how long a call is kept. */
export const CALL_DAYS = 7;

export const CALL_METHODS = ["GET", "POST", "PUT"] as const;

/** How a call ended, by the hundred of its status; anything under 400 was answered. */
export const CALL_RESULTS = ["answered", "refused", "failed"] as const;
export type CallResult = (typeof CALL_RESULTS)[number];

export function resultOf(status: number): CallResult {
  if (status < 400) return "answered";
  return status < 500 ? "refused" : "failed";
}

/** The gateway's own short names of the calls that are kept. */
export const CALL_ROUTES = [
  ...["token", "transmit", "evaluate", "outcome", "transmits"],
  ...["orders", "order", "decision", "refund", "cancel", "external-cancel", "capture"],
  ...["switches", "kill-switch", "backfill", "reports", "other"],
] as const;

/** One call as the gateway saw it, before anything of it is kept. */
export type SeenCall = {
  merchantId: string;
  environment: Environment;
  at: Date;
  requestId: string;
  method: string;
  path: string;
  /** Without its question mark; null without one. */
  query: string | null;
  route: string;
  status: number;
  ms: number;
  keyId: string;
  request: SeenPart;
  answer: SeenPart;
  /** Of an acknowledged copy. */
  transmit?: { id: string; externalOrderId: string };
};
/** Its JSON, also as text or bytes, or why it is not kept; null where there was nothing. */
export type SeenPart =
  | { json: unknown }
  | { text: string }
  | { bytes: Uint8Array }
  | { leftOut: CallPartLeftOut }
  | null;
