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
  // Where it is narrow: when, who and version on the first line, the rest each on its own.
  const line = isNarrow ? "col-span-3" : "phone:col-span-3";
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
                "grid grid-cols-[auto_minmax(0,1fr)_auto] items-center gap-x-2.5 border-b border-line py-1.5",
                !isNarrow &&
                  "md:min-h-8.5 md:grid-cols-[92px_104px_minmax(0,1.5fr)_196px_minmax(0,1fr)_40px] md:max-xl:grid-cols-[92px_104px_minmax(0,1fr)_196px_40px]",
              )}
            >
              <span className="whitespace-nowrap text-ink-2">{when(change.at, reader.zone, reader.now)}</span>
              <span className="truncate">{change.by}</span>
              <span className={cx("truncate", line)} title={change.place}>
                {change.place}
              </span>
              <span className={cx("flex items-center gap-2.5", line)}>
                <State value={change.before} />
                <ArrowRight aria-label="becomes" className="size-3.5! text-ink-2" />
                <State value={change.after} />
              </span>
              <span
                className={cx("text-ink-2", line, !isNarrow && "md:truncate md:max-xl:hidden")}
                title={change.reason}
              >
                “{change.reason}”
              </span>
              <span
                className={cx(
                  "text-right text-ink-3",
                  isNarrow ? "col-start-3 row-start-1" : "phone:col-start-3 phone:row-start-1",
                )}
              >
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
