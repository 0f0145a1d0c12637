import { ArrowRight } from "lucide-react";
import type { ReactNode } from "react";
import type { Reader } from "#components/switching/cell-words.ts";
import { ModePlain, StoppedChip } from "#components/switching/mode-chip.tsx";
import { when } from "#components/switching/when.ts";
import { cx } from "#components/ui/cx.ts";
import { Section } from "#components/ui/section.tsx";
import type { Mode } from "#lib/terms.ts";

/** One line of the switch set's history; `before` and `after` are modes, "inherit", or a kill switch's state. */
export type ChangeLine = {
  version: number;
  at: string;
  by: string;
  place: string;
  before: string;
  after: string;
  reason: string;
};

/** The last changes of the switch set: when, who, what, before and after, why, version. */
export function RecentChanges({
  changes,
  reader,
  title = "Recent changes",
  aside,
  isNarrow = false,
}: {
  changes: readonly ChangeLine[];
  reader: Reader;
  title?: string;
  aside?: ReactNode;
  /** In an inspector: one line of each under the other. */
  isNarrow?: boolean;
}) {
  return (
    <Section title={title} aside={aside}>
      {changes.length === 0 ? (
        <p className="border-t border-line-2 py-2.5 text-ink-2">
          Nothing was changed yet. Every switch is at its default, Off.
        </p>
      ) : (
        <ol className="border-t border-line-2">
          {changes.map((change) => (
            <li
              key={change.version}
              className={cx(
                "grid items-center gap-x-3 border-b border-line py-1.5",
                !isNarrow &&
                  "md:min-h-8.5 md:grid-cols-[100px_112px_minmax(0,1.2fr)_212px_minmax(0,1fr)_48px] md:max-xl:grid-cols-[100px_112px_minmax(0,1fr)_212px_48px]",
              )}
            >
              <span className="text-ink-2">{when(change.at, reader.zone, reader.now)}</span>
              <span className="truncate">{change.by}</span>
              <span className="truncate" title={change.place}>
                {change.place}
              </span>
              <span className="flex items-center gap-2.5">
                <State value={change.before} />
                <ArrowRight aria-label="becomes" className="size-3.5! text-ink-2" />
                <State value={change.after} />
              </span>
              <span
                className={cx("text-ink-2", !isNarrow && "truncate md:max-xl:hidden")}
                title={change.reason}
              >
                “{change.reason}”
              </span>
              <span className={cx("text-ink-3", !isNarrow && "md:text-right")}>
                v{change.version.toLocaleString("en-US")}
              </span>
            </li>
          ))}
        </ol>
      )}
    </Section>
  );
}

function State({ value }: { value: string }) {
  if (value === "stopped") return <StoppedChip follows />;
  if (value === "running" || value === "inherit") {
    return <span className="text-ink-2">{value === "inherit" ? "Inherit" : "Running"}</span>;
  }
  return <ModePlain mode={value as Mode} tone="ink" />;
}
