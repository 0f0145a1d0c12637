import type { ConflictingCell } from "#lib/switching/errors.ts";
import type { Mode, SettableMode } from "#lib/terms.ts";
import type { Conflict } from "./conflict-panel.tsx";
import { lasted } from "./when.ts";
import { MODE_NAMES } from "./words.ts";

type Stale = { version: number; baseVersion: number; cells: readonly ConflictingCell[] };

/** What the asker saw and what it says now, side by side; of several cells the first. */
export function requestConflict({ version, baseVersion, cells }: Stale, now: number): Conflict {
  const [first] = cells;
  const more = cells.length > 1 ? `, and ${cells.length - 1} more cells` : "";
  return {
    changedBy: first?.changedBy.name ?? "Somebody",
    age: first ? `${lasted(now - Date.parse(first.changedBy.at))} ago` : "meanwhile",
    yours: { version: baseVersion, ...side(first?.seen, more) },
    theirs: { version, ...side(first?.now, "as it is now") },
  };
}

/** An inherited cell has no mode of its own to show: Off stands for the row that is not there, and the word says so. */
function side(mode: SettableMode | undefined, more: string): { mode: Mode; label: string } {
  if (mode === undefined || mode === "inherit")
    return { mode: "off", label: `${MODE_NAMES.inherit} ${more}` };
  return { mode, label: more };
}
