import type { GlyphShape, Tone } from "#components/ui/glyph.tsx";
import type { FieldProblem } from "#lib/credentials/schema.ts";
import type { CredentialState } from "#lib/terms.ts";

export const STATE_SIGNS: Record<CredentialState, { shape: GlyphShape; tone: Tone; word: string }> = {
  missing: { shape: "circle-dotted", tone: "off", word: "Missing" },
  requested: { shape: "circle-dotted", tone: "off", word: "Requested" },
  entered: { shape: "triangle", tone: "attn", word: "Entered, not verified" },
  verified: { shape: "circle-check", tone: "rescued", word: "Verified" },
  failing: { shape: "octagon-alert", tone: "danger", word: "Failing" },
  revoked: { shape: "circle-slash", tone: "off", word: "Revoked" },
};

export const PROBLEM_WORDS: Record<FieldProblem, string> = {
  REQUIRED: "Needed to call FlexCharge",
  TOO_SHORT: "Too short: some of it was not pasted",
  TOO_LONG: "Too long: something else was pasted with it",
  FORBIDDEN_CHARACTERS: "Holds spaces or characters that FlexCharge never uses",
  NOT_BASE64: "Not base64: copy the signing key as FlexCharge shows it",
  CARD_NUMBER: "Looks like a card number, which must not be kept here",
  UNKNOWN_SITE: "This site is no longer the merchant's",
  TOO_FAR: "More than a year away",
};

/** The verb's own problems and the door's are the same codes. */
export function problemWords(fields: Record<string, string>): Record<string, string> {
  return Object.fromEntries(
    Object.entries(fields).map(([name, code]) => [name, PROBLEM_WORDS[code as FieldProblem] ?? code]),
  );
}
