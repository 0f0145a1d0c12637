import type { Json } from "./json.ts";

/** `JSON.parse` loses these: they are kept as their own text and go out as they came. */
const MAY_LOSE_DIGITS = /\d{16}|\d[eE][+-]?\d|\d\.\d{15}/;

/** The proposal "JSON.parse source text access" is in Node 24, but not in TypeScript's library. */
const { rawJSON, isRawJSON } = JSON as unknown as {
  rawJSON(text: string): Json;
  isRawJSON(value: unknown): value is { rawJSON: string };
};

/** `JSON.parse` that loses no digit: a number too long for JavaScript is kept as its text. Throws SyntaxError. */
export function parseExactJson(text: string): Json {
  return MAY_LOSE_DIGITS.test(text) ? JSON.parse(text, keepDigits) : JSON.parse(text);
}

function keepDigits(_name: string, value: Json, context?: { source?: string }): Json {
  if (typeof value !== "number" || !context?.source || Number.isSafeInteger(value)) return value;
  const digits = context.source.replace(/[eE].*$|\D/g, "").length;
  const exact = Number.isFinite(value) && !Number.isInteger(value) && digits <= 15;
  return exact ? value : rawJSON(context.source);
}

/** The digits of a number that was too long for a number, else null. */
export function digitsOf(value: Json): string | null {
  return isRawJSON(value) ? value.rawJSON : null;
}
