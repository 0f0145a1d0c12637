import type { CallResult } from "#lib/flexcharge/schema.ts";

/** How a call about money ended, told from its effect: only `unknown` may or may not have been acted on. */
export type Heard<Body> =
  | { kind: "answer"; status: number; body: Body }
  | { kind: "refused"; code: string; message: string }
  | { kind: "not_accepted"; cause: string; unauthorized: number | null }
  | { kind: "unknown"; cause: string };

const MESSAGE_MAX = 300;

export function readCall<Body>(call: CallResult<Body>): Heard<Body> {
  switch (call.kind) {
    case "answer":
      return { kind: "answer", status: call.status, body: call.body };
    case "refused":
      // 409: the same key is still under way there (API sheet §3.4), so its result is not known.
      if (call.status === 409) return { kind: "unknown", cause: "status 409" };
      if (call.status === 429) return { kind: "not_accepted", cause: "status 429", unauthorized: null };
      return { kind: "refused", code: String(call.status), message: messageOf(call.body) };
    case "unknown":
      return { kind: "unknown", cause: call.status ? `${call.cause} ${call.status}` : call.cause };
    case "unavailable":
      return { kind: "not_accepted", cause: call.cause, unauthorized: null };
    case "unauthorized":
      return {
        kind: "not_accepted",
        cause: `credentials refused with ${call.status}`,
        unauthorized: call.status,
      };
  }
}

/** The first thing that FlexCharge says, in any of its error forms (API sheet §1.2, §2.3.9). */
export function messageOf(body: unknown): string {
  return (firstText(body) ?? "FlexCharge refused without a word.").slice(0, MESSAGE_MAX);
}

function firstText(value: unknown): string | null {
  if (typeof value === "string") return value.trim() || null;
  if (Array.isArray(value)) return firstOf(value);
  if (value === null || typeof value !== "object") return null;
  const { item1, errors, title, detail } = value as Record<string, unknown>;
  if (typeof item1 === "string") return item1;
  const listed = errors && typeof errors === "object" ? firstOf(Object.values(errors)) : null;
  return listed ?? firstText(detail) ?? firstText(title);
}

function firstOf(values: unknown[]): string | null {
  for (const value of values) {
    const text = firstText(value);
    if (text !== null) return text;
  }
  return null;
}
