import type { ReactNode } from "react";
import { cx } from "./cx.ts";

export type Fact = { key: string; value: ReactNode; aside?: ReactNode };

/**
 * Keys and values. `list`: key in a fixed column, as in an order's side; `sum`: values at the right, for money;
 * `ruled`: hairlines between, for panels.
 */
export function Facts({
  facts,
  look = "list",
  keyWidth = 108,
}: {
  facts: readonly Fact[];
  look?: "list" | "sum" | "ruled";
  keyWidth?: number;
}) {
  return (
    <dl className={cx("text-body", look === "ruled" && "divide-y divide-line")}>
      {facts.map((fact) => (
        <div
          key={fact.key}
          className={cx(
            "flex min-h-7 items-baseline gap-3 py-1",
            look === "ruled" && "min-h-9.5 py-2.5",
            look === "sum" && "justify-between",
          )}
        >
          <dt className="shrink-0 text-ink-2" style={look === "sum" ? undefined : { width: keyWidth }}>
            {fact.key}
          </dt>
          <dd className={cx("min-w-0 break-words", look === "sum" ? "text-right" : "flex-1")}>
            {fact.value}
          </dd>
          {fact.aside && <dd className="shrink-0 text-ink-2">{fact.aside}</dd>}
        </div>
      ))}
    </dl>
  );
}
