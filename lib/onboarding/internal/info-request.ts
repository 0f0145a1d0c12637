import { canonicalJson } from "#lib/kit/json.ts";
import type { InfoRequest } from "../schema.ts";

/** What FlexCharge asks for, as we keep it; `key` tells one question from the next. */
export function requestFrom(asked: Record<string, unknown>, at: Date): InfoRequest {
  const fields = Array.isArray(asked.fields) ? asked.fields.filter((one) => typeof one === "string") : [];
  const message = typeof asked.message === "string" ? asked.message.slice(0, 2_000) : "";
  const { requestedOn = null } = asked;
  return {
    message,
    fields,
    key: canonicalJson({ message, fields, requestedOn }),
    at: at.toISOString(),
    answeredAt: null,
  };
}
