import { maskCardNumbers } from "#lib/kit/card-data.ts";
import { cardDataInBody } from "#lib/kit/card-data-in-body.ts";
import { parseExactJson } from "#lib/kit/exact-json.ts";
import type { CallPartLeftOut } from "#lib/terms.ts";
import type { SeenPart } from "./schema.ts";

const PART_MAX = 16 * 1024;
const PATH_MAX = 300;
const QUERY_MAX = 1_000;
/** Fields whose value opens something or stands for a card; `token: true` only says what the next field is. */
const SECRET = /token|secret|password|authorization$|signature|cardnumber|verificationvalue/i;

export type KeptPart = { text: string | null; leftOut: CallPartLeftOut | null };

export type ReadPart = { json: unknown } | { leftOut: CallPartLeftOut } | null;

/** A part as JSON; of what was no JSON nobody can say what it holds. */
export function readPart(part: SeenPart): ReadPart {
  if (part === null || "json" in part || "leftOut" in part) return part;
  try {
    return { json: parseExactJson("text" in part ? part.text : Buffer.from(part.bytes).toString("utf8")) };
  } catch {
    return { leftOut: "not_json" };
  }
}

/** What of a body may be kept: whole and without its secrets, or nothing where it holds card data (P14). */
export function keptPart(part: ReadPart): KeptPart {
  const none = (leftOut: CallPartLeftOut | null): KeptPart => ({ text: null, leftOut });
  if (part === null) return none(null);
  if ("leftOut" in part) return none(part.leftOut);
  if (cardDataInBody(part.json).length > 0) return none("card_data");
  const text = JSON.stringify(part.json, withoutSecret) ?? "null";
  if (text.length > PART_MAX) return none("too_large");
  return { text: storable(text), leftOut: null };
}

function withoutSecret(name: string, value: unknown): unknown {
  const holds = typeof value === "string" || typeof value === "number";
  return holds && SECRET.test(name) ? "•••" : value;
}

/** Of an address: no card number, and no more than a person would read. */
export function keptPath(path: string): string {
  return storable(maskCardNumbers(path)).slice(0, PATH_MAX);
}

export function keptQuery(query: string | null): string | null {
  return query ? storable(maskCardNumbers(decoded(query))).slice(0, QUERY_MAX) : null;
}

/** As it was meant: `%34` hides a digit. */
function decoded(query: string): string {
  try {
    return decodeURIComponent(query.replaceAll("+", " "));
  } catch {
    return query;
  }
}

/** PostgreSQL's text takes no NUL and no half of a character. */
function storable(text: string): string {
  return text.replaceAll("\u0000", "\u2400").toWellFormed();
}

const ORDER_ID_MAX = 128;

/** The checkout's order id, as bodies and answers name it; ask only of parts that hold no card data. */
export function orderIdOf(request: ReadPart, answer: ReadPart): string | null {
  const id = field(request, /^orderId$/i) ?? field(answer, /^externalOrderId$/i);
  const text = typeof id === "number" ? String(id) : id;
  return typeof text === "string" && text ? storable(text).slice(0, ORDER_ID_MAX) : null;
}

/** Why an order was not sent, as the answer says it. */
export function reasonOf(answer: ReadPart): string | null {
  const added = field(answer, /^customProperties$/) as Record<string, unknown> | null | undefined;
  const reason = added?.["switchboard.reason"];
  return typeof reason === "string" && reason ? reason.slice(0, 64) : null;
}

function field(part: ReadPart, name: RegExp): unknown {
  if (!part || "leftOut" in part || typeof part.json !== "object" || part.json === null) return undefined;
  return Object.entries(part.json).find(([key]) => name.test(key))?.[1];
}
