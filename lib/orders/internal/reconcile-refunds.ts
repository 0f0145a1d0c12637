import type { RefundState } from "#lib/terms.ts";

type Refund = { state: RefundState; amountMinor: number };

/**
 * Which of the refunds that are not known were paid, by what FlexCharge has paid back in all. Only where one reading
 * is possible: nothing paid, all paid, or equal amounts of which some were paid (the oldest, they are alike).
 */
export function reconcileRefunds<Row extends Refund>(
  refunds: readonly Row[],
  paidBackMinor: number,
): { refund: Row; state: "confirmed" | "failed" }[] {
  const known = sum(refunds.filter(({ state }) => state === "confirmed" || state === "external"));
  const open = refunds.filter(({ state }) => state === "requested" || state === "unconfirmed");
  const paid = paidBackMinor - known;
  const [first] = open;
  if (!first || paid < 0) return [];
  if (paid === 0) return open.map((refund) => ({ refund, state: "failed" }));
  if (paid >= sum(open)) return open.map((refund) => ({ refund, state: "confirmed" }));
  const alike = open.every(({ amountMinor }) => amountMinor === first.amountMinor);
  if (!alike || paid % first.amountMinor !== 0) return [];
  const count = paid / first.amountMinor;
  return open.map((refund, index) => ({ refund, state: index < count ? "confirmed" : "failed" }));
}

function sum(refunds: readonly Refund[]): number {
  return refunds.reduce((total, { amountMinor }) => total + amountMinor, 0);
}
