import { PASSWORD_CHARACTERS_MAX, PASSWORD_CHARACTERS_MIN, type PasswordProblem } from "../schema.ts";

/** Words of which the common passwords are made; long passwords are mostly these, repeated or side by side. */
const COMMON = (
  "password passwort passwd qwerty qwertyuiop asdfghjkl zxcvbnm letmein welcome admin administrator iloveyou monkey " +
  "dragon football baseball sunshine princess superman batman trustno master shadow michael jordan secret login " +
  "changeme default guest test testing hello whatever freedom computer internet company summer winter spring autumn " +
  "abc abcd abcdef abcdefgh abcdefghijklmnopqrstuvwxyz azerty please forgot payment payments checkout flexcharge " +
  "flexfactor switchboard january february march april june july august september october november december"
)
  .split(" ")
  .sort((a, b) => b.length - a.length);
const ROWS = ["1234567890", "0987654321", "qwertyuiop", "asdfghjkl", "zxcvbnm", "abcdefghijklmnopqrstuvwxyz"];
const LEET: Record<string, string> = {
  "0": "o",
  "1": "l",
  "3": "e",
  "4": "a",
  "5": "s",
  "7": "t",
  "@": "a",
  $: "s",
};

/** Fewer letters than this beside known words are not much of a secret. */
const UNKNOWN_CHARACTERS_MIN = 8;

/**
 * Length and a blocklist, no rules of composition (NIST 800-63B-4). Refused is what is made of common passwords, of
 * keyboard rows, of a repeated piece or of `context` words: e-mail, name, partner, merchant.
 */
export function passwordProblem(password: string, context: readonly string[] = []): PasswordProblem | null {
  const normal = password.normalize("NFKC");
  const length = [...normal].length;
  if (length < PASSWORD_CHARACTERS_MIN) return "TOO_SHORT";
  if (length > PASSWORD_CHARACTERS_MAX) return "TOO_LONG";
  const lower = normal.toLowerCase();
  if (repeatedPiece(lower).length <= length / 2) return "TOO_COMMON";
  const words = context.flatMap(partsOf).sort((a, b) => b.length - a.length);
  const plain = unleet(lower);
  const left = [lower, plain].map((text) => without(without(text, words), COMMON));
  const rest = left.map((text) => withoutRows(text).replace(/[^\p{L}\p{N}]/gu, ""));
  if (rest.some((text) => [...text].length < UNKNOWN_CHARACTERS_MIN)) {
    return words.some((word) => lower.includes(word) || plain.includes(word)) ? "CONTEXT" : "TOO_COMMON";
  }
  return null;
}

/** Words of a name or address that are long enough to be recognised. */
function partsOf(text: string): string[] {
  return text
    .toLowerCase()
    .split(/[^\p{L}\p{N}]+/u)
    .filter((part) => part.length >= 4);
}

function without(text: string, words: readonly string[]): string {
  return words.reduce((rest, word) => rest.replaceAll(word, " "), text);
}

/** Runs of four and more along a row of the keyboard, the alphabet or the digits. */
function withoutRows(text: string): string {
  let rest = text;
  for (const row of ROWS) {
    for (let size = row.length; size >= 4; size -= 1) {
      for (let start = 0; start + size <= row.length; start += 1) {
        rest = rest.replaceAll(row.slice(start, start + size), " ");
      }
    }
  }
  return rest;
}

function unleet(text: string): string {
  return [...text].map((character) => LEET[character] ?? character).join("");
}

/** The shortest piece that repeated (cut off at the end) makes the text. */
function repeatedPiece(text: string): string {
  const characters = [...text];
  for (let size = 1; size < characters.length; size += 1) {
    if (characters.every((character, index) => character === characters[index % size])) {
      return characters.slice(0, size).join("");
    }
  }
  return text;
}
