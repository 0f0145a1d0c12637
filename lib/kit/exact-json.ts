import type { Json } from "./json.ts";

/** Numbers that `JSON.parse` loses digits of; in a string it may look so too, which costs time and changes nothing. */
const MAY_LOSE_DIGITS = /(?:^|[:,[])\s*-?(?:\d{16}|\d+(?:\.\d+)?[eE]|\d+\.\d{15})/;

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
  if (typeof value !== "number" || !context?.source) return value;
  // `1.0000000000000000001` reads as 1, which is not what was written.
  const cut = /^-?\d+\.\d*[1-9]\d*$/.test(context.source);
  if (Number.isSafeInteger(value) && !cut) return value;
  const digits = context.source.replace(/[eE].*$|\D/g, "").length;
  const exact = Number.isFinite(value) && !Number.isInteger(value) && digits <= 15;
  return exact ? value : rawJSON(context.source);
}

/** The digits of a number that was too long for a number, else null. */
export function digitsOf(value: Json): string | null {
  return isRawJSON(value) ? value.rawJSON : null;
}
