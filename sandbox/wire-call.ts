import type { Folded } from "./case-insensitive.ts";
import { foldNames, isObject } from "./case-insensitive.ts";
import type { Merchant } from "./merchants.ts";
import type { Answer } from "./wire.ts";
import { wrappedRefusal } from "./wire.ts";
import type { World } from "./world.ts";

/** One call on /v1 as the handlers see it. */
export type WireCall = {
  world: World;
  query: URLSearchParams;
  /** The account that a valid bearer belongs to; null without one. */
  bearer: Merchant | null;
  /** Whom the record names; a handler that authenticates otherwise fills it in. */
  mid: string | null;
  /** The body's JSON whatever its content type said; undefined for an empty or broken body. */
  json: unknown;
  /** Path parameters: the first id, and the one inside it. */
  id: string;
  documentId: string;
  /** The form of a multipart body; null for every other. */
  form: FormData | null;
};

export type MerchantCall = WireCall & { merchant: Merchant };
export type Handler = (call: WireCall) => Promise<Answer>;
export type MerchantHandler = (call: MerchantCall) => Promise<Answer>;

/** The body's object with folded names, or null when there is none. */
export function bodyOf(call: WireCall, options?: { underscores?: boolean }): Folded | null {
  const folded = foldNames(call.json, options);
  return isObject(folded) ? folded : null;
}

export const notJson = { $: ["The JSON value could not be converted."] };

export function wrappedNotJson(): Answer {
  return wrappedRefusal(notJson);
}
