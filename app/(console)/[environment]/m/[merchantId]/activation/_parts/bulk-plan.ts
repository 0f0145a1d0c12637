import type { DiffRow } from "#components/switching/change-diff.tsx";
import { gateOwners } from "#components/switching/gate-words.ts";
import { CHANNEL_NAMES } from "#components/switching/words.ts";
import { isRaise } from "#lib/switching/rules.ts";
import type { Mode, SettableMode } from "#lib/terms.ts";
import { type CellRef, cellKey, effectOf, type MatrixCells } from "./matrix-cells.ts";

/** What one mode would do to many cells: which change, which are held by gates, which have it already. */
export type BulkPlan = {
  changing: CellRef[];
  rows: DiffRow[];
  blocked: { ref: CellRef; words: string }[];
  unchanged: number;
  /** Some cell would go up to production, which is asked for in its own way. */
  isToProduction: boolean;
  /** The modes that cells would go up to. */
  raisesTo: Mode[];
  /** Some cell would go down, which asks a reason. */
  isDown: boolean;
};

export function bulkPlan(cells: MatrixCells, targets: readonly CellRef[], mode: SettableMode): BulkPlan {
  const plan: BulkPlan = {
    changing: [],
    rows: [],
    blocked: [],
    unchanged: 0,
    isToProduction: false,
    raisesTo: [],
    isDown: false,
  };
  for (const ref of targets) {
    const explicit = cells.cell(ref).explicit?.mode ?? "inherit";
    if (explicit === mode || (ref.scope === "merchant" && mode === "inherit")) {
      plan.unchanged += 1;
      continue;
    }
    const { before, after } = effectOf(cells, ref, mode);
    const isUp = isRaise(before, after) || (after === before && mode === after && after !== "off");
    const missing = isUp && after !== "off" ? cells.missingFor(ref.channel, after) : [];
    const title = cells.place(ref.scope, ref.id);
    const detail = CHANNEL_NAMES[ref.channel];
    if (missing.length > 0) {
      const gates = missing.length === 1 ? "1 gate is open" : `${missing.length} gates are open`;
      plan.blocked.push({ ref, words: `${title}, ${detail}: ${gates} (${gateOwners(missing)})` });
      continue;
    }
    plan.changing.push(ref);
    plan.rows.push({ key: cellKey(ref), title, detail, before, after, follows: false });
    if (isUp) plan.raisesTo.push(after);
    plan.isToProduction ||= isUp && after === "production";
    plan.isDown ||= isRaise(after, before);
  }
  return plan;
}
