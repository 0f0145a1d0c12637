import { Lock } from "lucide-react";
import type { ReactNode } from "react";
import { cx } from "#components/ui/cx.ts";
import { Glyph } from "#components/ui/glyph.tsx";
import type { CellState } from "#lib/switching/schema.ts";
import { inheritedFrom, isStoppedHere, type PendingCell, pendingWords, type Reader } from "./cell-words.ts";
import { ModeChip, ModePlain, StoppedChip } from "./mode-chip.tsx";
import { when } from "./when.ts";
import { MODE_NAMES } from "./words.ts";

/** What stands between a cell and the next mode up: how many gates are open and whose they are. */
export type Blocked = { open: number; owners: string };

/**
 * The inside of one matrix cell: the mode at the left in a slot of fixed width, who and when at the right, so that
 * names and dates stand under each other down a column. The grid cell around it carries the accessible name.
 */
export function ModeCell({
  cell,
  reader,
  blocked,
  pending,
  isObserved = false,
  isSaving = false,
  isBare = false,
}: {
  cell: CellState;
  reader: Reader;
  blocked?: Blocked | null;
  pending?: PendingCell | undefined;
  isObserved?: boolean;
  isSaving?: boolean;
  /** Only the mode: rows that speak for several sites, and places without room. */
  isBare?: boolean;
}) {
  return (
    <span className={cx("@container flex w-full min-w-0 items-center gap-2", isSaving && "opacity-55")}>
      <span className={cx("shrink-0", !isBare && "w-25.25")}>
        <Sign cell={cell} />
      </span>
      {!isBare && (
        <span className="min-w-0 flex-1 text-meta/[15px] text-ink-3 @max-[150px]:hidden">
          <Aside {...{ cell, reader, blocked, pending, isObserved, isSaving }} />
        </span>
      )}
    </span>
  );
}

function Sign({ cell }: { cell: CellState }) {
  if (cell.stoppedBy) {
    return isStoppedHere(cell) ? (
      <StoppedChip />
    ) : (
      <Indent>
        <StoppedChip follows />
      </Indent>
    );
  }
  if (cell.explicit || cell.scope === "merchant") return <ModeChip mode={cell.effective} />;
  return (
    <Indent>
      <ModePlain mode={cell.effective} />
    </Indent>
  );
}

/** Plain text starts where a chip's glyph stands. */
function Indent({ children }: { children: ReactNode }) {
  return <span className="block pl-2">{children}</span>;
}

function Aside({
  cell,
  reader,
  blocked,
  pending,
  isObserved,
  isSaving,
}: {
  cell: CellState;
  reader: Reader;
  blocked: Blocked | null | undefined;
  pending: PendingCell | undefined;
  isObserved: boolean;
  isSaving: boolean;
}) {
  const { zone, now } = reader;
  if (isSaving) return "Saving";
  if (isObserved) {
    return (
      <>
        <span className="flex items-center gap-1">
          <Lock aria-hidden="true" className="size-3!" />
          observed
        </span>
        <span className="block">read-only</span>
      </>
    );
  }
  if (cell.stoppedBy && isStoppedHere(cell)) {
    return (
      <Lines first={<s>{MODE_NAMES[cell.effective]}</s>} second={when(cell.stoppedBy.setBy.at, zone, now)} />
    );
  }
  if (cell.stoppedBy) return `from ${cell.stoppedBy.scope}`;
  if (pending) {
    return (
      <Lines
        first={
          <span className="flex items-center gap-1 text-attn">
            <Glyph
              shape={pending.state === "scheduled" ? "circle-half" : "circle-dotted"}
              className="size-3"
            />
            <span className="truncate">{pendingWords(pending, reader)}</span>
          </span>
        }
        second={pending.by}
      />
    );
  }
  if (blocked && cell.explicit) {
    return (
      <Lines
        first={
          <span className="text-attn">
            {blocked.open} {blocked.open === 1 ? "gate" : "gates"} open
          </span>
        }
        second={blocked.owners}
      />
    );
  }
  if (cell.explicit) {
    return <Lines first={cell.explicit.setBy.name} second={when(cell.explicit.setBy.at, zone, now, "day")} />;
  }
  return cell.scope === "merchant" ? "Default" : inheritedFrom(cell);
}

function Lines({ first, second }: { first: ReactNode; second: ReactNode }) {
  return (
    <>
      <span className="block truncate">{first}</span>
      <span className="block truncate">{second}</span>
    </>
  );
}
