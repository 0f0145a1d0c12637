type Refusal = { reason: string; message?: string; code?: string };

const WORDS: Record<string, string> = {
  NOTHING_TO_SETTLE: "This attempt is settled already. The page shows its result.",
  NOT_LATE: "This order is no longer a late approval. The page shows what it is.",
  NOT_CAPTURABLE: "This order is no longer waiting for a capture. The page shows what it is.",
  NOT_CANCELLABLE: "This order can no longer be cancelled. The page shows what it is.",
  WRONG_AMOUNT: "Only the whole authorised amount can be captured.",
  WRONG_CURRENCY: "The order was authorised in another currency.",
  IDEMPOTENCY_CONFLICT: "Another call used the same key. Press again.",
  UNKNOWN: "FlexCharge gave no certain answer: we ask until it is known.",
};

/** A refused deed in words; FlexCharge's own words where it gave some. */
export function deedTrouble(refusal: Refusal): { trouble: string } {
  const said = refusal.message ? `FlexCharge refused: ${refusal.message}` : null;
  return {
    trouble: said ?? WORDS[refusal.reason] ?? `It was refused (${refusal.reason}). Nothing was changed.`,
  };
}
