import { findCardNumbers, holdsCardNumber } from "./card-data.ts";

/** Field names of a card's verification value, letters and digits only; result codes are not among them. */
const CVV_NAMES = new Set([
  ...[
    "cvv",
    "cvv2",
    "cvvcode",
    "cvvnumber",
    "cvc",
    "cvc2",
    "cvccode",
    "csc",
    "cvn",
    "cvd",
    "cav2",
    "cardcvv",
  ],
  ...["cardcvc", "cardcode", "verificationvalue", "verificationcode", "cardverificationvalue"],
  ...["cardverificationcode", "securitycode", "cardsecuritycode"],
]);
/** Ids that a checkout makes itself: one numeric id in ten passes Luhn, so only the order's own card counts there. */
const ID_PATHS = new Set([
  "orderid",
  "externalorderid",
  "correlationid",
  "transactionid",
  "transaction.id",
  "customerid",
  "payer.id",
  "subscriptionid",
  "subscription.subscriptionid",
]);
/** Where a deployment with acknowledged PCI scope takes them (evaluate's own fields). */
const PCI_PATHS = new Set(["paymentmethod.cardnumber", "paymentmethod.verificationvalue"]);
/** International phone numbers have up to 15 digits, and one in ten of those that begin like a card passes Luhn. */
const PHONE_DIGITS_MAX = 15;
const DEPTH_MAX = 64;

/**
 * Where a JSON body holds a full card number or a verification value: PascalCase paths as the wire names fields
 * (`PaymentMethod.CardNumber`, `OrderItems[0].Name`), in the body's order, never a value (product.md §7, P14).
 * @param options.pciScope evaluate's own two card fields are allowed
 */
export function cardDataInBody(body: unknown, options: { pciScope?: boolean } = {}): string[] {
  // Nearly every body is clean, and that is seen without a path for each of its fields.
  if (!mayHoldCardData(body)) return [];
  const paths = new Set<string>();
  const own = ownCard(body);
  look(body, { shown: "", plain: "", cvv: false, depth: 0 });
  return [...paths];

  type Place = { shown: string; plain: string; cvv: boolean; depth: number };

  function look(value: unknown, place: Place): void {
    if (typeof value === "string" || typeof value === "number") lookAtText(value, place);
    else if (value && typeof value === "object") {
      // Nobody can say what is in there, so it is not let through.
      if (place.depth >= DEPTH_MAX) found(place);
      else if (Array.isArray(value))
        for (const [index, item] of value.entries()) lookAtItem(item, index, place);
      else for (const [name, item] of Object.entries(value)) look(item, child(place, name));
    }
  }

  function lookAtItem(item: unknown, index: number, { shown, plain, cvv, depth }: Place): void {
    const place = { shown: `${shown}[${index}]`, plain, cvv, depth: depth + 1 };
    // `additionalFields` is a list of { key, value }: there the key is the field's name.
    const { key, value } = (item ?? {}) as { key?: unknown; value?: unknown };
    if (typeof key === "string" && isCvvName(key))
      look(value, { ...place, shown: `${place.shown}.Value`, cvv: true });
    look(item, place);
  }

  function lookAtText(value: string | number, place: Place): void {
    const text = String(value);
    if (options.pciScope && PCI_PATHS.has(place.plain)) return;
    if (place.cvv && /\d{3,4}/.test(text)) found(place);
    else if (findCardNumbers(text).some(({ digits }) => counts(digits, text.trim(), place))) found(place);
    else if (typeof value === "string" && /^\s*[[{]/.test(value)) lookInside(value, place);
  }

  /** Some fields carry JSON as text (`ExtraData`): a verification value may hide there. */
  function lookInside(text: string, place: Place): void {
    try {
      if (cardDataInBody(JSON.parse(text)).length > 0) found(place);
    } catch {
      // Not JSON after all, and as text it was looked at already.
    }
  }

  function counts(digits: string, text: string, { plain }: Place): boolean {
    const bare = text === digits;
    if (ID_PATHS.has(plain) && bare)
      return own !== null && digits.startsWith(own.bin) && digits.endsWith(own.last4);
    const phone = plain.endsWith("phone") || plain.endsWith("phonenumber");
    if (phone && digits.length < PHONE_DIGITS_MAX) return false;
    return !(phone && text.startsWith("+") && digits.length === PHONE_DIGITS_MAX);
  }

  function child(place: Place, name: string): Place {
    const hidden = holdsCardNumber(name);
    const step = hidden ? "(name)" : pascal(name);
    const next = {
      shown: place.shown ? `${place.shown}.${step}` : step,
      plain: `${place.plain ? `${place.plain}.` : ""}${plainName(name)}`,
      cvv: place.cvv || isCvvName(name),
      depth: place.depth + 1,
    };
    if (hidden) found(next);
    return next;
  }

  function found({ shown }: Place): void {
    paths.add(shown || "Body");
  }
}

/** False only for what certainly holds none. */
function mayHoldCardData(body: unknown): boolean {
  return look(body, 0);

  function look(value: unknown, depth: number): boolean {
    if (typeof value === "string") return mayBeIn(value);
    if (typeof value === "number")
      return value >= NUMBER_MIN || value <= -NUMBER_MIN || !Number.isInteger(value);
    if (value === null || typeof value !== "object") return false;
    if (depth >= DEPTH_MAX) return true;
    if (Array.isArray(value)) return value.some((item) => look(item, depth + 1));
    for (const name in value) {
      if (isSuspectName(name)) return true;
      const item = (value as Record<string, unknown>)[name];
      if (name === "key" && typeof item === "string" && isSuspectName(item)) return true;
      if (look(item, depth + 1)) return true;
    }
    return false;
  }
}

/** Twelve digits at most are no card number; fractions are looked at as text. */
const NUMBER_MIN = 1e12;
const THIRTEEN_DIGITS = /\d(?:[\s\u2010-\u2015\u2212_-]?\d){12}/;

function mayBeIn(text: string): boolean {
  if (text.length < 13) return /^\s*[[{]/.test(text);
  return THIRTEEN_DIGITS.test(text) || /[^ -~]/.test(text) || /^\s*[[{]/.test(text);
}

const NAMES_KEPT_MAX = 5_000;
const suspectNames = new Map<string, boolean>();

/** Checkouts name their fields alike, so a name is looked at once. */
function isSuspectName(name: string): boolean {
  const known = suspectNames.get(name);
  if (known !== undefined) return known;
  const suspect = isCvvName(name) || holdsCardNumber(name);
  if (name.length <= 64 && suspectNames.size < NAMES_KEPT_MAX) suspectNames.set(name, suspect);
  return suspect;
}

function plainName(name: string): string {
  return name.toLowerCase().replace(/[^a-z0-9]/g, "");
}

function isCvvName(name: string): boolean {
  return CVV_NAMES.has(plainName(name));
}

/** `payment_method` and `paymentMethod` → `PaymentMethod`; nothing else of a caller's own name is repeated. */
function pascal(name: string): string {
  const words = name.slice(0, 60).split(/[^A-Za-z0-9]+/);
  return words.map((word) => word.charAt(0).toUpperCase() + word.slice(1)).join("") || "(name)";
}

/** BIN and last four that the body itself states of its card. */
function ownCard(body: unknown): { bin: string; last4: string } | null {
  const card = field(body, "paymentmethod");
  const number = said(field(card, "cardnumber")).replace(/[\s-]/g, "");
  if (/^\d{13,19}$/.test(number)) return { bin: number.slice(0, 6), last4: number.slice(-4) };
  const bin = said(field(card, "cardbinnumber")).trim();
  const last4 = said(field(card, "cardlast4digits")).trim();
  return /^\d{6,8}$/.test(bin) && /^\d{4}$/.test(last4) ? { bin, last4 } : null;
}

/** An object may carry a `toString` of its own that is no function: turned into text it would throw. */
function said(value: unknown): string {
  return typeof value === "string" || typeof value === "number" ? String(value) : "";
}

function field(object: unknown, name: string): unknown {
  if (!object || typeof object !== "object") return undefined;
  return Object.entries(object).find(([key]) => plainName(key) === name)?.[1];
}
