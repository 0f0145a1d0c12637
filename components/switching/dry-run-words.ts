import { formatMoney } from "#lib/kit/money.ts";
import type { DryRun } from "#lib/switching/queries/dry-run-change.ts";

/** What a dry run says in one line about live orders. */
export type DryRunSummary = {
  /** Live orders that would have gone out and did not. */
  sent: { orders: number; amounts: string };
  /** Live orders that went out and would not have. */
  kept: { orders: number; amounts: string };
  /** "14 to 22", by the sites' own rates; null where some site has no rate yet. */
  rescued: string | null;
  /** Test orders decided otherwise. */
  test: number;
};

type Flip = DryRun["flips"][number];

export function dryRunSummary({ flips }: DryRun): DryRunSummary {
  const live = flips.filter(({ environment }) => environment === "production");
  const out = live.filter(({ after }) => after === null);
  return {
    sent: total(out),
    kept: total(live.filter(({ before }) => before === null)),
    rescued: rescuedRange(out),
    test: flips
      .filter(({ environment }) => environment === "sandbox")
      .reduce((sum, one) => sum + one.orders, 0),
  };
}

/** How many of these orders FlexCharge would have rescued at their sites' own rates; null where one has none. */
export function rescuedRange(flips: readonly Flip[]): string | null {
  if (flips.length === 0 || flips.some(({ rate }) => rate === null)) return null;
  const sum = (bound: "low" | "high") =>
    Math.round(flips.reduce((all, { orders, rate }) => all + orders * (rate?.[bound] ?? 0), 0));
  const [low, high] = [sum("low"), sum("high")];
  return low === high ? `${low}` : `${low.toLocaleString("en-US")} to ${high.toLocaleString("en-US")}`;
}

function total(flips: readonly Flip[]): { orders: number; amounts: string } {
  const sums = new Map<string, number>();
  for (const { amounts } of flips) {
    for (const { currency, amountMinor } of amounts) {
      sums.set(currency, (sums.get(currency) ?? 0) + amountMinor);
    }
  }
  return { orders: flips.reduce((all, { orders }) => all + orders, 0), amounts: amountWords([...sums]) };
}

/** "3,904.20 USD, 120.00 EUR": never one sum of two currencies. */
export function amountWords(sums: readonly (readonly [currency: string, amountMinor: number])[]): string {
  return sums
    .map(([currency, amountMinor]) => formatMoney(amountMinor, currency))
    .map(({ number, code }) => `${number} ${code}`)
    .join(", ");
}
