"use client";
import { useMemo, useState } from "react";
import type { Channel } from "#lib/terms.ts";
import { type CellRef, cellKey, type MatrixCells, parseCellKey } from "./matrix-cells.ts";

/** Cells chosen one by one, or whole patterns of sites of which a channel is then named. */
export function useSelection(cells: MatrixCells) {
  const [keys, setKeys] = useState<ReadonlySet<string>>(new Set());
  const [siteIds, setSiteIds] = useState<ReadonlySet<string>>(new Set());
  const [channel, setChannel] = useState<Channel | null>(null);

  const targets = useMemo(() => {
    const chosen = new Set(keys);
    if (channel) for (const id of siteIds) chosen.add(cellKey({ scope: "site", id, channel }));
    // What was archived meanwhile is nobody's choice any more.
    return [...chosen].flatMap((key) => {
      const ref = parseCellKey(key);
      return ref && cells.has(ref) ? [ref] : [];
    });
  }, [keys, siteIds, channel, cells]);

  return {
    targets,
    siteIds,
    channel,
    setChannel,
    selectedKeys: useMemo(() => new Set(targets.map(cellKey)), [targets]),
    toggleCell: (ref: CellRef) => setKeys((old) => toggled(old, [cellKey(ref)])),
    toggleSites: (ids: readonly string[]) => setSiteIds((old) => toggled(old, ids)),
    clear: () => {
      setKeys(new Set());
      setSiteIds(new Set());
      setChannel(null);
    },
  };
}

export type Selection = ReturnType<typeof useSelection>;

/** All in when one was out, else all out. */
function toggled(old: ReadonlySet<string>, items: readonly string[]): ReadonlySet<string> {
  const next = new Set(old);
  const isIn = items.every((item) => next.has(item));
  for (const item of items) {
    if (isIn) next.delete(item);
    else next.add(item);
  }
  return next;
}
