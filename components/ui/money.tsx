import { cx } from "./cx.ts";

/** An amount already formatted by the one money formatter, with its code; "–" when there is none. */
export function Money({
  amount,
  currency,
  isStrong,
  isQuiet,
}: {
  amount: string | null;
  currency?: string;
  isStrong?: boolean;
  isQuiet?: boolean;
}) {
  if (amount === null) return <span className="text-ink-3">–</span>;
  return (
    <span className="whitespace-nowrap">
      <span className={cx(isStrong && "font-semibold", isQuiet ? "text-ink-3" : "text-ink")}>
        {amount.replace("-", "−")}
      </span>
      {currency && <span className="text-meta text-ink-3"> {currency}</span>}
    </span>
  );
}
