const cardNumberNames = new Set(["number", "cardnumber"]);
const secretNames = new Set([
  "verificationvalue",
  "cvv",
  "cvc",
  "cvv2",
  "appsecret",
  "accountnumber",
  "routingnumber",
  "taxid",
]);

/** A JSON value as the record keeps it: card numbers as first six and last four, CVVs and secrets as stars. */
export function maskBody(value: unknown, name = ""): unknown {
  if (Array.isArray(value)) return value.map((item) => maskBody(item, name));
  if (value !== null && typeof value === "object") {
    return Object.fromEntries(
      Object.entries(value).map(([key, item]) => [storable(key), maskBody(item, key)]),
    );
  }
  if (typeof value !== "string" && typeof value !== "number") return value;
  const folded = name.toLowerCase().replaceAll("_", "");
  if (secretNames.has(folded)) return "***";
  const text = storable(String(value));
  if (cardNumberNames.has(folded) && /^[\d -]{12,}$/.test(text)) return masked(text.replace(/\D/g, ""));
  const clean = maskText(text);
  return typeof value === "number" && clean === text ? value : clean;
}

/** A GUID, whose digits are no number, or a run of digits. */
const GUID_OR_DIGITS =
  /\b[0-9a-f]{8}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{12}\b|(?<!\d)\d(?:[ -]?\d){11,18}(?!\d)/gi;

/** Free text in which every run of digits that could be a card number is masked. */
export function maskText(text: string): string {
  return storable(text).replace(GUID_OR_DIGITS, (found) => {
    const digits = found.replace(/\D/g, "");
    const isGuid = found.length === 36 && found.split("-").length === 5;
    return !isGuid && /^[2-6]/.test(digits) && passesLuhn(digits) ? masked(digits) : found;
  });
}

/** PostgreSQL refuses NUL and halves of surrogate pairs; one such body must not cost the record a call. */
function storable(text: string): string {
  return text.replaceAll("\0", "\ufffd").toWellFormed();
}

function masked(digits: string): string {
  return `${digits.slice(0, 6)}${"*".repeat(Math.max(0, digits.length - 10))}${digits.slice(-4)}`;
}

function passesLuhn(digits: string): boolean {
  let sum = 0;
  for (let index = 0; index < digits.length; index += 1) {
    const digit = Number(digits[digits.length - 1 - index]);
    const doubled = index % 2 === 1 ? digit * 2 : digit;
    sum += doubled > 9 ? doubled - 9 : doubled;
  }
  return sum % 10 === 0;
}
