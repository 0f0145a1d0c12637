import { parseExactJson } from "#lib/kit/exact-json.ts";
import type { Json } from "#lib/kit/json.ts";

/** P26: deeper bodies are nobody's order. */
const DEPTH_MAX = 20;
const UTF8 = new TextDecoder("utf-8", { fatal: true, ignoreBOM: false });

export type ParsedJson =
  | { ok: true; value: Json; text: string }
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
    const value = parseExactJson(text);
    return !mayNestDeep(text) || isWithinDepth(value, DEPTH_MAX)
      ? { ok: true, value, text }
      : { ok: false, problem: "too deep" };
  } catch {
    return { ok: false, problem: "not JSON" };
  }
}

/** A text without so many brackets cannot nest so deep: most bodies are not walked at all. */
function mayNestDeep(text: string): boolean {
  let opened = 0;
  for (const bracket of ["{", "["]) {
    for (let at = text.indexOf(bracket); at >= 0; at = text.indexOf(bracket, at + 1)) opened += 1;
  }
  return opened > DEPTH_MAX;
}

function isWithinDepth(value: Json, left: number): boolean {
  if (value === null || typeof value !== "object") return true;
  if (left === 0) return false;
  for (const name in value)
    if (!isWithinDepth((value as Record<string, Json>)[name]!, left - 1)) return false;
  return true;
}
