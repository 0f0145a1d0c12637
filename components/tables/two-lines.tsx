import type { ReactNode } from "react";

/** A cell of two lines: what it is, and 12 px of where it belongs. `isKey` makes the first line 600. */
export function TwoLines({
  first,
  second,
  isKey,
}: {
  first: ReactNode;
  second?: ReactNode;
  isKey?: boolean;
}) {
  return (
    <span className="block min-w-0 py-0.5 leading-4.5">
      <span className={isKey ? "block truncate font-semibold" : "block truncate"}>{first}</span>
      {second && <span className="block truncate text-meta font-normal text-ink-3">{second}</span>}
    </span>
  );
}
