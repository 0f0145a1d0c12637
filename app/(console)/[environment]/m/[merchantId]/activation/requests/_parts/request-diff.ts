import type { DiffRow } from "#components/switching/change-diff.tsx";
import { isOpenRequest } from "#components/switching/request-words.ts";
import { CHANNEL_NAMES } from "#components/switching/words.ts";
import type { ChangeRequestRow } from "#lib/switching/queries/list-change-requests.ts";
import { diffRows } from "../../_parts/diff-rows.ts";
import { cellKey, effectOf, type MatrixCells } from "../../_parts/matrix-cells.ts";

/** What the asker saw: one cell with those that follow it, or each of several by its place. */
export function requestDiff(
  cells: MatrixCells,
  request: Pick<ChangeRequestRow, "items" | "state">,
): DiffRow[] {
  const [only] = request.items;
  const title = (item: ChangeRequestRow["items"][number]) =>
    item.scope === "merchant" ? "All sites" : item.place;
  if (only && request.items.length === 1 && isOpenRequest(request.state)) {
    const ref = { scope: only.scope, id: only.id, channel: only.channel };
    const [self, ...followers] = diffRows(ref, effectOf(cells, ref, only.after));
    if (self) return [{ ...self, title: title(only), detail: CHANNEL_NAMES[only.channel] }, ...followers];
  }
  return request.items.map((item) => ({
    key: cellKey(item),
    title: title(item),
    detail: CHANNEL_NAMES[item.channel],
    before: item.before,
    after: item.after,
    follows: false,
  }));
}
