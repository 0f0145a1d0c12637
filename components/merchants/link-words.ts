import type { GlyphShape, Tone } from "#components/ui/glyph.tsx";
import type { LinkOutcome } from "#lib/onboarding/link-merchants.ts";
import type { LinkCandidate } from "#lib/onboarding/queries/list-link-candidates.ts";

/** Why an account and a merchant of ours stand in one row. */
export const MATCH_WORDS: Record<LinkCandidate["reason"], string> = {
  MID: "Same MID",
  WEBSITE: "Same website",
  NAME: "Same name",
  SEVERAL: "Several could be it",
  NONE: "No merchant like it",
};

type Words = { shape: GlyphShape; tone: Tone; word: string; detail?: string };

export function standingWords({ standing, match }: LinkCandidate): Words {
  if (standing === "linked") return { shape: "circle-check", tone: "rescued", word: "Linked" };
  if (standing === "other_account") {
    const detail = `${match?.name ?? "The merchant"} has another account in use`;
    return { shape: "triangle", tone: "attn", word: "Other account", detail };
  }
  return { shape: "circle-dotted", tone: "off", word: "Not linked" };
}

/** How linking one row ended, and what to do when it did not. */
export function outcomeWords(outcome: LinkOutcome): Words {
  if (outcome.ok) {
    const { keys, syncs } = outcome.value;
    const made = keys === "created" ? "New keys, verified" : "Its keys were verified already";
    const detail = syncs ? `${made}; its orders are being read` : made;
    return { shape: "circle-check", tone: "rescued", word: "Linked", detail };
  }
  return { shape: "octagon-alert", tone: "danger", word: "Not linked", detail: refusalWords(outcome) };
}

function refusalWords(refusal: Extract<LinkOutcome, { ok: false }>): string {
  switch (refusal.reason) {
    case "UNKNOWN_MERCHANT":
      return "This merchant is no longer here.";
    case "ARCHIVED":
      return "This merchant is archived.";
    case "MID_TAKEN":
      return `${refusal.by} has credentials of this MID.`;
    case "OTHER_ACCOUNT_IN_USE":
      return `Its verified credentials are another account's: MID ending in ${refusal.mid.slice(-4)}.`;
    case "NOT_CERTAIN":
      return `${refusal.cause} Run it again; an unused key pair may be left in FlexCharge's portal.`;
    case "FLEXCHARGE_REFUSED":
    case "NOT_PROVEN":
      return refusal.cause;
  }
}
