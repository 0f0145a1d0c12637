import type { Json } from "#lib/kit/json.ts";

/** P26: deeper bodies are nobody's order. */
const DEPTH_MAX = 20;
const UTF8 = new TextDecoder("utf-8", { fatal: true, ignoreBOM: false });

/** `JSON.parse` loses these: they are kept as their own text and go out as they came. */
const MAY_LOSE_DIGITS = /\d{16}|\d[eE][+-]?\d|\d\.\d{15}/;

export type ParsedJson =
  | { ok: true; value: Json }
  | { ok: false; problem: "not UTF-8" | "not JSON" | "too deep" };

/** Bytes to JSON: fatal UTF-8, at most 20 levels. Of two equal names the last counts; `__proto__` is a name like any. */
export function parseJson(bytes: Uint8Array): ParsedJson {
  let text: string;
  try {
    text = UTF8.decode(bytes);
  } catch {
    return { ok: false, problem: "not UTF-8" };
  }
  try {
    const value = MAY_LOSE_DIGITS.test(text) ? JSON.parse(text, keepDigits) : JSON.parse(text);
    return isWithinDepth(value, DEPTH_MAX) ? { ok: true, value } : { ok: false, problem: "too deep" };
  } catch {
    return { ok: false, problem: "not JSON" };
  }
}

/** The proposal "JSON.parse source text access" is in Node 24, but not in TypeScript's library. */
const { rawJSON, isRawJSON } = JSON as unknown as {
  rawJSON(text: string): Json;
  isRawJSON(value: unknown): value is { rawJSON: string };
};

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

function isWithinDepth(value: Json, left: number): boolean {
  if (value === null || typeof value !== "object") return true;
  if (left === 0) return false;
  return Object.values(value).every((item) => isWithinDepth(item, left - 1));
}
