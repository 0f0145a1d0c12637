import { createHash } from "node:crypto";
import { wireStatus } from "#lib/orders/rules.ts";
import type { EvaluateAnswer } from "#lib/orders/schema.ts";
import type { AttemptState } from "#lib/terms.ts";
import { newTraceId, type Problems } from "./problems.ts";

/** The envelope that most POST answers share (API sheet §1.2). */
export const envelope = {
  success: true,
  result: null as string | null,
  status: null as string | null,
  statusCode: null as string | null,
  errors: [] as unknown[],
  customProperties: {} as Record<string, string>,
};

/** /evaluate's 400, 422 and 413: a flat map with only the offending keys, and TraceId (§2.3.9). */
export function flatMap(problems: Problems) {
  return { TraceId: [newTraceId()], ...problems };
}

/** The general error form of other calls, and of 409 (§2.3.9, §8). */
export function wrapped(status: number, title: string, problems: Problems = {}) {
  return { status, title, traceId: newTraceId(), errors: problems };
}

export const VALIDATION_TITLE = "One or more validation errors occurred.";
export const ORDER_NOT_FOUND = { errors: ["Order not found."] };
export const UNAUTHORIZED = { errors: ["Authentication failed. Invalid bearer token."] };

/** 200 of /evaluate (§2.3.8); what we add travels in customProperties (product.md §7). */
export function evaluateAnswer(answer: EvaluateAnswer) {
  return {
    orderSessionKey: answer.sessionKey,
    senseKey: answer.senseKey,
    orderId: answer.sessionKey,
    ...envelope,
    result: "Success",
    status: wireStatus(answer.state),
    customProperties: switchboardProperties(answer),
  };
}

/** String to string, so a fact that is not there is absent. */
export function switchboardProperties(
  facts: Pick<EvaluateAnswer, "sent" | "reason" | "channel" | "mode" | "orderId"> & { requestId?: string },
): Record<string, string> {
  const properties: Record<string, string> = {
    "switchboard.sent": String(facts.sent),
    "switchboard.channel": facts.channel,
    "switchboard.orderId": facts.orderId,
  };
  if (facts.reason) properties["switchboard.reason"] = facts.reason;
  if (facts.mode) properties["switchboard.mode"] = facts.mode;
  if (facts.requestId) properties["switchboard.requestId"] = facts.requestId;
  return properties;
}

/** Eight hex characters, as /outcome's confirmationId: only for orders that a customer was charged for. */
export function confirmationId(sessionKey: string, state: AttemptState): string | null {
  if (state !== "approved" && state !== "capture_required") return null;
  return createHash("sha256").update(sessionKey).digest("hex").slice(0, 8).toUpperCase();
}
