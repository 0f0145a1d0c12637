import { Facts } from "#components/ui/facts.tsx";
import { Money } from "#components/ui/money.tsx";
import { Section } from "#components/ui/section.tsx";

/** An amount as the one formatter wrote it. */
export type MoneyWords = { number: string; code: string };

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
