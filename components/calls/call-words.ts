import type { GlyphShape, Tone } from "#components/ui/glyph.tsx";
import { type CallResult, resultOf } from "#lib/calls/schema.ts";
import type { CallPartLeftOut } from "#lib/terms.ts";

const LOOKS: Record<CallResult, { shape: GlyphShape; tone: Tone }> = {
  answered: { shape: "check", tone: "rescued" },
  refused: { shape: "triangle", tone: "attn" },
  failed: { shape: "octagon-alert", tone: "danger" },
};

export const CALL_RESULT_WORDS: Record<CallResult, string> = {
  answered: "Answered (2xx)",
  refused: "Refused (4xx)",
  failed: "Failed (5xx)",
};

export function statusLook(status: number): { shape: GlyphShape; tone: Tone } {
  return LOOKS[resultOf(status)];
}

const STATUSES: Record<number, string> = {
  200: "OK",
  202: "Accepted, waits for approval",
  400: "Not valid",
  401: "Bearer missing or wrong",
  403: "Not allowed",
  404: "Not found",
  405: "Method not allowed",
  409: "Conflict",
  413: "Too large",
  415: "Not JSON",
  422: "Refused",
  429: "Too many requests",
  500: "Failed on our side",
  503: "Not available",
};

export function statusWords(status: number): string {
  return STATUSES[status] ?? (status < 400 ? "Answered" : "Refused");
}

/** Why there is no text where one would stand. */
export const LEFT_OUT_WORDS: Record<CallPartLeftOut, string> = {
  card_data: "It held card data, so nothing of it was kept.",
  secret: "It holds keys or a bearer, which no log keeps.",
  not_json: "It was no JSON, so nothing of it was kept.",
  too_large: "It was too large to keep here.",
};

export function missedWords(missed: number): string {
  return `${missed.toLocaleString("en-US")} more ${missed === 1 ? "call" : "calls"} of that second ${missed === 1 ? "was" : "were"} not kept`;
}
