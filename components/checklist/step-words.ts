import type { Component, Mark, StepId, StepOwner } from "#lib/checklist/schema.ts";

export const STEP_REASONS: Record<StepId, string> = {
  application:
    "FlexCharge opens an account for the merchant, or an existing one is linked by its credentials.",
  sandbox_credentials: "Test orders are signed with them. Verifying proves the token and the MID.",
  mit_enabled: "FlexCharge's support enables rebills account by account.",
  site: "An order is of the website that its address or descriptor names; the descriptor is what a card statement shows.",
  sense_js: "It lets FlexCharge match the shopper's visit with an order that is declined later.",
  card_vaulted:
    "Tokenize the card while the authorization runs; a declined order then brings its token along.",
  transmit_approved:
    "Send us a copy of each approved payment. It adds no wait to the checkout and activates nothing.",
  transmit_every:
    "Send us a copy of each payment, approved or declined. It answers with a transaction key and activates nothing.",
  evaluate:
    "Ask for a rescue when the processor declines. Show APPROVED as paid; treat CHALLENGE and DECLINED as declined.",
  refund: "Pay back a rescued order in full and in part, by the orderSessionKey of its answer.",
  call_center: "Orders typed in by staff say so, so that they can be switched apart.",
  site_named: "Send siteUrl with each order. Where that is not possible, the descriptor tells the website.",
  mit_fields:
    "A rebill says isMIT, isRecurring and its subscription, with expiryDateUtc 14 to 21 days ahead.",
  mit_outcome: "A rebill is answered later. Its end comes by webhook, or is asked for with outcome.",
  go_live: "Each channel goes to production by itself, once its steps are done.",
};

/** As what was seen: "approved Nov 3". */
export const MARK_WORDS: Record<Mark, string> = {
  sense_key: "session key",
  token: "token",
  "transmit.approved": "approved payment",
  "transmit.declined": "declined payment",
  "cit.approved": "APPROVED",
  "cit.declined": "DECLINED",
  "cit.challenge": "CHALLENGE",
  "call_center.evaluated": "call-center order",
  "site.named": "website",
  "refund.full": "full refund",
  "refund.partial": "partial refund",
  "mit.fields": "rebill with subscription",
  "mit.submitted": "SUBMITTED",
  "mit.ended": "end of a rebill",
};

export const COMPONENT_NAMES: Record<Component, string> = {
  sense_js: "SenseJS",
  hosted_fields: "Hosted fields",
  tokenize: "Tokenize",
  transmit: "Transmit",
  evaluate_cit: "Evaluate CIT",
  evaluate_mit: "Evaluate MIT",
  refund: "Refund",
  webhooks: "Webhooks",
  outcome: "Outcome",
};

/** Who acts, by name: the reader's own side is "You" where they are of the merchant. */
export type Names = { partner: string; merchant: string; isOwn: boolean };

export function ownerName(owner: StepOwner, names: Names): string {
  if (owner === "flexcharge") return "FlexCharge";
  if (owner === "partner") return names.partner;
  return names.isOwn ? "You" : names.merchant;
}
