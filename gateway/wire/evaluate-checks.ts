import { channelOfWord } from "#lib/switching/rules.ts";
import type { MitMode } from "#lib/terms.ts";
import { isObject, type JsonObject } from "./body-reading.ts";
import { momentOf } from "./fields.ts";
import type { Problems } from "./problems.ts";

/** What a full card number needs beside it (API sheet §2.3.5); with a token nothing else is asked for. */
const WITH_FULL_NUMBER = [
  "HolderName",
  "CardType",
  "CardBrand",
  "CardCountry",
  "CardBinNumber",
  "CardLast4Digits",
  "ExpirationMonth",
  "ExpirationYear",
] as const;

/** A card's own number, not a token: said so, or it looks like one. */
export function isFullNumber(card: { cardNumber?: unknown; Token?: unknown }): boolean {
  if (typeof card.Token === "boolean") return !card.Token;
  return typeof card.cardNumber === "string" && /^[\d -]{12,}$/.test(card.cardNumber);
}

/**
 * Rules of an evaluate body that look at more than one field, as keys and messages. They run beside the schema on the
 * same reading, so that one answer names every offending field.
 * @param mitMode null when the merchant is not known
 */
export function checkEvaluate(read: JsonObject, mitMode: MitMode | null, now: Date): Problems {
  return { ...checkCard(read), ...checkExpiry(read, mitMode, now), ...checkChannel(read) };
}

function checkCard(read: JsonObject): Problems {
  const card = read.paymentMethod;
  if (!isObject(card) || !isFullNumber(card)) return {};
  const byName = new Map(Object.entries(card).map(([name, value]) => [name.toLowerCase(), value]));
  const missing = WITH_FULL_NUMBER.filter((name) => {
    const value = byName.get(name.toLowerCase());
    return value === undefined || (typeof value === "string" && value.trim() === "");
  });
  return Object.fromEntries(
    missing.map((name) => [`PaymentMethod.${name}`, [`The ${name} field is required.`]]),
  );
}

/** Managed MIT: absent and null are filled in later; empty, unparsable and past are refused. Otherwise ignored. */
function checkExpiry(read: JsonObject, mitMode: MitMode | null, now: Date): Problems {
  const { expiryDateUtc } = read;
  const isMit = read.isMIT === true || (read.isMIT === undefined && explicitChannel(read) === "mit");
  if (!isMit || mitMode === "sync" || expiryDateUtc === undefined) return {};
  const moment = typeof expiryDateUtc === "string" ? momentOf(expiryDateUtc) : null;
  return moment && moment > now ? {} : { ExpiryDateUtc: ["The field ExpiryDateUtc is invalid."] };
}

/** A channel that we do not have is refused at the top level; FlexCharge knows no such field. */
function checkChannel(read: JsonObject): Problems {
  const { channel } = read;
  if (typeof channel !== "string" || channel.trim() === "" || channelOfWord(channel)) return {};
  return { Channel: ["The field Channel is invalid."] };
}

/** `channel` at the top level, else under `additionalFields`, where foreign words are somebody else's. */
export function explicitChannel(read: JsonObject) {
  const own = typeof read.channel === "string" && read.channel.trim() !== "" ? read.channel : null;
  const word = own ?? additionalField(read, "channel");
  return word === null ? null : channelOfWord(word);
}

/** The value under a key of `additionalFields`, as text; null when it is not there or blank. */
export function additionalField(read: JsonObject, key: string): string | null {
  const fields = Array.isArray(read.additionalFields) ? read.additionalFields : [];
  for (const field of fields) {
    if (!isObject(field) || typeof field.key !== "string") continue;
    if (field.key.trim().toLowerCase() !== key.toLowerCase()) continue;
    const { value } = field;
    const text = typeof value === "string" || typeof value === "number" ? String(value).trim() : "";
    if (text !== "") return text;
  }
  return null;
}
