/** Lengths by issuer prefix (ISO/IEC 7812): what a full card number can look like. */
const ISSUERS: { prefix: RegExp; lengths: readonly [number, number] }[] = [
  { prefix: /^4/, lengths: [13, 19] },
  { prefix: /^(5[1-5]|222[1-9]|22[3-9]|2[3-6]|27[01]|2720)/, lengths: [16, 16] },
  { prefix: /^3[47]/, lengths: [15, 15] },
  { prefix: /^(30[0-5]|3095|36|38|39)/, lengths: [14, 19] },
  { prefix: /^35(2[89]|[3-8])/, lengths: [16, 19] },
  { prefix: /^220[0-4]/, lengths: [16, 19] },
  { prefix: /^(50|5[6-8]|6|81)/, lengths: [13, 19] },
];
const LENGTH_MIN = 13;
const LENGTH_MAX = 19;

/** Digits only. Luhn and an issuer's prefix with a length that it issues (product.md §7, P14). */
export function isCardNumber(digits: string): boolean {
  const { length } = digits;
  if (length < LENGTH_MIN || length > LENGTH_MAX) return false;
  const issued = ISSUERS.some(
    ({ prefix, lengths }) => prefix.test(digits) && length >= lengths[0] && length <= lengths[1],
  );
  return issued && luhn(digits);
}

function luhn(digits: string): boolean {
  let sum = 0;
  for (let i = 0; i < digits.length; i++) {
    let digit = digits.charCodeAt(digits.length - 1 - i) - 48;
    if (i % 2 === 1) digit = digit > 4 ? digit * 2 - 9 : digit * 2;
    sum += digit;
  }
  return sum % 10 === 0;
}

const GUID = /^[0-9a-f]{8}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{12}$/i;
/** The same within a text, where a letter of it says that it is no grouped number. */
const GUID_WITHIN =
  /(?<![0-9a-z])(?=[0-9-]*[a-f])[0-9a-f]{8}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{12}(?![0-9a-z])/gi;
/** Digits with single spaces or dashes of any kind between them. */
const RUN = /\d(?:[\s\u2010-\u2015\u2212_-]?\d){12,}/g;
const SEPARATOR = /[\s\u2010-\u2015\u2212_-]/;
/** A digest or an id in hexadecimal: its digits are no number. */
const HEX_WORD = /^(?=.*[a-f])[0-9a-f]{24,}$/i;

/** Where full card numbers stand in the text: start (inclusive) and end (exclusive), separators included. */
export function findCardNumbers(text: string): { start: number; end: number; digits: string }[] {
  if (text.length < LENGTH_MIN || GUID.test(text)) return [];
  // Full-width and other compatibility digits read as digits to people and to some of our neighbours.
  const ascii = /[^ -~]/.test(text) ? text.replace(/\p{Nd}/gu, asciiDigit) : text;
  if (ascii.search(RUN) < 0) return [];
  const plain = ascii.replace(GUID_WITHIN, (guid) => "x".repeat(guid.length));
  const found: { start: number; end: number; digits: string }[] = [];
  for (const run of plain.matchAll(RUN)) {
    if (!HEX_WORD.test(wordAround(plain, run.index, run.index + run[0].length))) {
      found.push(...cardNumbersOf(run[0], run.index));
    }
  }
  return found;
}

/** Within a run, the groups between separators that together make a card number: a phone number may stand beside it. */
function cardNumbersOf(run: string, offset: number) {
  const groups: { start: number; digits: string }[] = [];
  let start = 0;
  for (let i = 0; i <= run.length; i++) {
    if (i === run.length || SEPARATOR.test(run.charAt(i))) {
      groups.push({ start, digits: run.slice(start, i) });
      start = i + 1;
    }
  }
  const found: { start: number; end: number; digits: string }[] = [];
  for (let first = 0; first < groups.length; first++) {
    let digits = "";
    for (let last = first; last < groups.length && digits.length < LENGTH_MAX; last++) {
      const group = groups[last]!;
      digits += group.digits;
      if (isCardNumber(digits)) {
        const end = group.start + group.digits.length;
        found.push({ start: offset + groups[first]!.start, end: offset + end, digits });
        first = last;
        break;
      }
    }
  }
  return found;
}

function wordAround(text: string, start: number, end: number): string {
  let from = start;
  let to = end;
  while (from > 0 && /[0-9a-z]/i.test(text.charAt(from - 1))) from--;
  while (to < text.length && /[0-9a-z]/i.test(text.charAt(to))) to++;
  return text.slice(from, to);
}

function asciiDigit(digit: string): string {
  // Every block of decimal digits in Unicode is ten characters from a multiple of ten or sixteen; NFKC knows most.
  const plain = digit.normalize("NFKC");
  return plain.length === digit.length ? plain : digit;
}

export function holdsCardNumber(text: string): boolean {
  return findCardNumbers(text).length > 0;
}

/** The text with every full card number's digits hidden but the last four. */
export function maskCardNumbers(text: string): string {
  let masked = text;
  for (const { start, end, digits } of findCardNumbers(text).reverse()) {
    masked = `${masked.slice(0, start)}[card …${digits.slice(-4)}]${masked.slice(end)}`;
  }
  return masked;
}
