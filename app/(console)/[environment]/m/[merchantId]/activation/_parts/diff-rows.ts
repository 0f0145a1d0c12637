import type { DiffRow } from "#components/switching/change-diff.tsx";
import { CHANNEL_NAMES, SCOPE_NAMES } from "#components/switching/words.ts";
import type { CellRef, effectOf } from "./matrix-cells.ts";

const NAMED_MAX = 6;

/** The cell itself, then its followers: one line for those of the same before, with their names. */
export function diffRows(
  { scope, channel }: CellRef,
  { before, after, following }: ReturnType<typeof effectOf>,
): DiffRow[] {
  const title = `${scope === "merchant" ? "All sites" : SCOPE_NAMES[scope]}, ${CHANNEL_NAMES[channel]}`;
  const rows: DiffRow[] = [{ key: "self", title, before, after, follows: false }];
  for (const kind of ["site", "campaign"] as const) {
    const under = following.filter((one) => one.key.startsWith(`${kind}.`));
    const [first] = under;
    if (!first) continue;
    const names = under.slice(0, NAMED_MAX).map((one) => one.name);
    const rest = under.length - names.length;
    rows.push({
      key: kind,
      title: `${under.length} ${kind}${under.length === 1 ? " that inherits it" : "s that inherit it"}`,
      detail: names.join(", ") + (rest > 0 ? ` and ${rest} more` : ""),
      before: first.before,
      after: first.after,
      follows: true,
    });
  }
  return rows;
}
