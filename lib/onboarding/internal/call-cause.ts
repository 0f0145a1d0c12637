import type { CallResult } from "#lib/flexcharge/schema.ts";

/** Why a call to FlexCharge did not end as wished, as a sentence; its own words where it gave some. */
export function callCause(result: Exclude<CallResult<unknown>, { kind: "answer" }>): string {
  switch (result.kind) {
    case "refused":
      return ownWords(result.body) ?? `FlexCharge refused (HTTP ${result.status}).`;
    case "unauthorized":
      return "FlexCharge refuses the partner's own credentials.";
    case "unavailable":
      return "FlexCharge could not be reached.";
    case "unknown":
      return result.cause === "status"
        ? `FlexCharge failed (HTTP ${result.status}).`
        : "FlexCharge did not answer in time.";
  }
}

/** `errors` as a list, or as the wrapped form's map of lists (API sheet §1.2). */
function ownWords(body: unknown): string | null {
  const errors = (body as { errors?: unknown } | null)?.errors;
  const lists = Array.isArray(errors) ? errors : Object.values((errors ?? {}) as object).flat();
  const words = lists.filter((one): one is string => typeof one === "string");
  return words.length > 0 ? words.join(" ").slice(0, 500) : null;
}

/** FlexCharge's last word about what it was asked: too many requests is none, the same is asked again later. */
export function isFinal(result: Exclude<CallResult<unknown>, { kind: "answer" }>): boolean {
  return result.kind === "refused" && result.status !== 429;
}
