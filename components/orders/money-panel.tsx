import { Facts } from "#components/ui/facts.tsx";
import { Money } from "#components/ui/money.tsx";
import { Section } from "#components/ui/section.tsx";
import { formatMoney } from "#lib/kit/money.ts";
import type { OrderMoney } from "#lib/orders/rules.ts";
import type { AttemptState } from "#lib/terms.ts";
import { isOpen } from "./order-facts.ts";

/** An amount as the one formatter wrote it. */
export type MoneyWords = { number: string; code: string };

/** The lines of an order that money can have moved for; one that FlexCharge has not approved shows what it lost. */
export function moneyLines({
  attempt,
  money,
  chargedBackMinor,
}: {
  attempt: { state: AttemptState; amountMinor: number; currency: string };
  money: OrderMoney;
  chargedBackMinor: number;
}): Parameters<typeof MoneyPanel>[0] {
  const words = (minor: number) => formatMoney(minor, attempt.currency);
  const { approvedMinor, refundedMinor, openMinor, remainingMinor } = money;
  if (approvedMinor === 0 && refundedMinor === 0) {
    const recovered = isOpen(attempt.state) ? null : words(0);
    return {
      lines: [{ label: "Declined", amount: words(attempt.amountMinor) }],
      result: { label: "Recovered", amount: recovered },
    };
  }
  return {
    lines: [
      { label: "Approved", amount: words(approvedMinor) },
      { label: "Refunded", amount: words(-refundedMinor) },
      ...(openMinor > 0 ? [{ label: "Not yet certain", amount: words(-openMinor) }] : []),
      { label: "Charged back", amount: words(-chargedBackMinor) },
    ],
    result: { label: "Can be refunded", amount: words(remainingMinor) },
  };
}

/** What the money of one order came to: lines above a rule, and their result below it. */
export function MoneyPanel({
  lines,
  result,
}: {
  lines: readonly { label: string; amount: MoneyWords | null }[];
  result: { label: string; amount: MoneyWords | null };
}) {
  return (
    <Section title="Money">
      <Facts
        look="sum"
        facts={lines.map(({ label, amount }) => ({
          key: label,
          value: <Money amount={amount?.number ?? null} />,
        }))}
      />
      <div className="mt-1 border-t border-line-2 pt-1 font-semibold [&_dt]:text-ink">
        <Facts
          look="sum"
          facts={[
            {
              key: result.label,
              value: <Money amount={result.amount?.number ?? null} currency={result.amount?.code} isStrong />,
            },
          ]}
        />
      </div>
    </Section>
  );
}
