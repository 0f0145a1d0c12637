import { z } from "zod";
import type { Verification as KeptVerification } from "#db/schema/credentials.ts";
import { holdsCardNumber } from "#lib/kit/card-data.ts";
import { type CredentialState, ENVIRONMENTS, PARTNER_TENANT } from "#lib/terms.ts";

/** What the last "verify now", or a refused call, found. */
export type Verification = KeptVerification;

/** How an environment's credentials stand on a board; times are ISO 8601 UTC. */
export type CredentialStanding = {
  state: CredentialState;
  failingSince: string | null;
  /** Somebody asked for new ones: of whom, and since when. */
  requested: { of: "partner" | "merchant"; since: string } | null;
};

/** Why one field was not taken; the page has a sentence for each. */
export type FieldProblem =
  | "REQUIRED"
  | "TOO_SHORT"
  | "TOO_LONG"
  | "FORBIDDEN_CHARACTERS"
  | "NOT_BASE64"
  | "CARD_NUMBER"
  | "UNKNOWN_SITE"
  | "TOO_FAR";

/** A take-over further away is forgotten by everybody. */
export const CUT_OVER_DAYS_MAX = 366;

const problem = (code: FieldProblem) => code;

/** Pasted text: what surrounds it is trimmed, what is inside must be printable ASCII without spaces. */
function pasted(least: number, most: number) {
  return z
    .string(problem("REQUIRED"))
    .trim()
    .min(1, problem("REQUIRED"))
    .regex(/^[\x21-\x7e]*$/, problem("FORBIDDEN_CHARACTERS"))
    .min(least, problem("TOO_SHORT"))
    .max(most, problem("TOO_LONG"))
    .refine((text) => !holdsCardNumber(text), problem("CARD_NUMBER"));
}

/** FlexCharge's webhook signing key is base64 of 64 bytes (API sheet §1.3); shorter than 24 (32 characters) is no key. */
const webhookKey = pasted(1, 400)
  .regex(/^[A-Za-z0-9+/]+={0,2}$/, problem("NOT_BASE64"))
  .refine((text) => text.replace(/=+$/, "").length >= 32, problem("TOO_SHORT"));

/** An empty field of a form: nothing is meant to stand there. */
const orNone = <Schema extends z.ZodType>(schema: Schema) =>
  z.union([
    z
      .string()
      .trim()
      .length(0)
      .transform(() => null),
    z.null(),
    schema,
  ]);

/** A GUID on today's API; kept in lower case like every id of the wire. */
const mid = pasted(8, 64)
  .regex(/^[A-Za-z0-9-]+$/, problem("FORBIDDEN_CHARACTERS"))
  .transform((text) => text.toLowerCase());

/**
 * FlexCharge credentials as a person enters them. Left out, `appSecret` stays the one of the set before, and so
 * do `tokenizationKey` and `webhookKey` where the MID stays; null or empty removes the latter two.
 */
const merchantCredentials = z.object({
  merchantId: z.string(),
  environment: z.enum(ENVIRONMENTS),
  mid,
  appKey: pasted(8, 200),
  appSecret: pasted(12, 500).optional(),
  tokenizationKey: orNone(pasted(8, 200)).optional(),
  webhookKey: orNone(webhookKey).optional(),
  /** When the new set takes over from the one in use, once it is verified; absent or gone by: at once. */
  cutOverAt: z
    .date()
    .refine((at) => at.getTime() - Date.now() < CUT_OVER_DAYS_MAX * 24 * 60 * 60 * 1000, problem("TOO_FAR"))
    .nullish(),
  /** Our site id → FlexCharge's id of that site in this environment. */
  siteIds: z.record(z.string(), orNone(pasted(1, 64))).optional(),
});
/** The partner hands out no MID of its own (API sheet §2.10): where none is entered, the token tells it. */
const partnerCredentials = merchantCredentials.extend({ mid: orNone(mid).default(null) });

export type EnterCredentialsInput = z.input<typeof partnerCredentials>;
/** What is asked of a merchant's credentials, or with PARTNER_TENANT of the partner's own. */
export function enterCredentialsInput(merchantId: string) {
  return merchantId === PARTNER_TENANT ? partnerCredentials : merchantCredentials;
}

/** Field name → its first problem; a site's is under `siteIds.<our id>`. */
export type FieldProblems = Record<string, FieldProblem>;

/** Every field that was refused, with the first reason of each; never its value. */
export function fieldProblems(error: z.ZodError): FieldProblems {
  const problems: FieldProblems = {};
  for (const issue of error.issues) problems[issue.path.join(".")] ??= firstProblem(issue);
  return problems;
}

function firstProblem(issue: z.core.$ZodIssue): FieldProblem {
  // Of a union that took neither "empty" nor the field itself, only the field's own complaint helps.
  if (issue.code === "invalid_union") {
    const own = issue.errors.at(-1)?.[0];
    return own ? firstProblem(own) : "FORBIDDEN_CHARACTERS";
  }
  return issue.message as FieldProblem;
}
