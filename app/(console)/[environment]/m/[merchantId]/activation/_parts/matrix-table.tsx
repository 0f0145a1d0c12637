"use client";
import { useQuery } from "@tanstack/react-query";
import { useMemo, useState } from "react";
import type { PendingCell, Reader } from "#components/switching/cell-words.ts";
import { Button } from "#components/ui/button.tsx";
import { ButtonLink } from "#components/ui/button-link.tsx";
import { EmptyState } from "#components/ui/empty-state.tsx";
import { CHANNELS, type Channel, type Environment, type SettableMode } from "#lib/terms.ts";
import { KeyHints } from "./key-hints.tsx";
import { type CellRef, isLive, type MatrixCells } from "./matrix-cells.ts";
import { MatrixGrid } from "./matrix-grid.tsx";
import { isFiltered, PATTERN_STEP, rowsBySettings, rowsBySite } from "./matrix-rows.ts";
import { readJson } from "./read-json.ts";
import type { SiteActivity } from "./site-activity.ts";
import type { MatrixView, SetMatrixView } from "./use-matrix-view.ts";
import type { Selection } from "./use-selection.ts";

/** Up to this many sites are open from the start. */
const SITES_OPEN = 5;
const NO_ACTIVITY: Record<string, SiteActivity> = {};

/** The matrix of a merchant: rows by site or by equal settings, folds, counts in the head, what to do when empty. */
export function MatrixTable({
  cells,
  environment,
  reader,
  base,
  view,
  setView,
  marked,
  saving,
  pending,
  focusOn,
  onOpen,
  onSet,
  selection,
}: {
  cells: MatrixCells;
  environment: Environment;
  reader: Reader;
  base: string;
  view: MatrixView;
  setView: SetMatrixView;
  marked: ReadonlySet<string>;
  saving: string | null;
  pending: Readonly<Record<string, PendingCell>>;
  focusOn: { ref: CellRef } | null;
  onOpen: (ref: CellRef, byKey: boolean) => void;
  onSet: (ref: CellRef, mode: SettableMode) => void;
  /** Null for those who may not change anything. */
  selection: Selection | null;
}) {
  const [folds, setFolds] = useState<ReadonlyMap<string, boolean>>(new Map());
  const [shown, setShown] = useState<ReadonlyMap<string, number>>(new Map());
  const isGrouped = view.group === "settings";
  const activity = useQuery({
    queryKey: ["site-activity", base],
    queryFn: () => readJson<Record<string, SiteActivity>>(`${base}/activation/activity`),
    enabled: isGrouped,
    staleTime: 60_000,
  });
  const { q: text, mode, changed, blocked, own } = view;
  const rows = useMemo(() => {
    const filter = { text, mode, changed, blocked, own };
    const now = Date.parse(reader.now);
    if (isGrouped) return rowsBySettings(cells, filter, (key) => shown.get(key) ?? 0, now);
    return rowsBySite(cells, filter, (id) => folds.get(id) ?? cells.sites.length <= SITES_OPEN, now);
  }, [cells, text, mode, changed, blocked, own, isGrouped, shown, folds, reader.now]);
  const context = useMemo(
    () => ({
      cells,
      environment,
      reader,
      pending,
      isObserved: cells.merchant.observed,
      hasActivity: isGrouped,
    }),
    [cells, environment, reader, pending, isGrouped],
  );
  const heads = useMemo(() => headCounts(cells, environment, isGrouped), [cells, environment, isGrouped]);

  const fold = (rowKey: string, open: boolean) => {
    const dot = rowKey.indexOf(".");
    const [kind, id] = [rowKey.slice(0, dot), rowKey.slice(dot + 1)];
    if (kind === "site") setFolds(new Map(folds).set(id, open));
    else if (kind === "more") setShown(new Map(shown).set(id, (shown.get(id) ?? 0) + PATTERN_STEP));
    else setShown(new Map(shown).set(id, open ? PATTERN_STEP : 0));
  };

  if (cells.sites.length === 0) {
    return (
      <EmptyState
        title="No site yet"
        sentence="Add the first website to switch anything on."
        actions={
          <ButtonLink href={`${base}/sites`} variant="primary">
            Go to sites
          </ButtonLink>
        }
      />
    );
  }
  return (
    <div>
      <MatrixGrid
        rows={rows}
        context={context}
        headNote={headNote(cells)}
        headCounts={heads}
        marked={marked}
        selection={selection}
        saving={saving}
        activity={activity.data ?? NO_ACTIVITY}
        focusOn={focusOn}
        onOpen={onOpen}
        onSet={onSet}
        onFold={fold}
        onHead={(channel) => setView({ mode: hasStop(cells, channel) ? "stopped" : "production" })}
      />
      {rows.length === 1 && isFiltered({ text, mode, changed, blocked, own }) && (
        <div className="mt-3">
          <EmptyState
            title="No site or campaign matches"
            sentence="The merchant's default stays in view."
            actions={
              <Button
                onPress={() => setView({ q: null, mode: null, changed: null, blocked: null, own: null })}
              >
                Clear filters
              </Button>
            }
          />
        </div>
      )}
      <KeyHints />
    </div>
  );
}

function hasStop(cells: MatrixCells, channel: Channel): boolean {
  return cells.sites.some((site) => cells.cell({ scope: "site", id: site.id, channel }).stoppedBy);
}

/** "3 sites, 6 campaigns". */
function headNote(cells: MatrixCells): string {
  const sites = cells.sites.length;
  const campaigns = cells.sites.reduce((sum, site) => sum + cells.campaignsOf(site.id).length, 0);
  const word = (count: number, one: string) =>
    `${count.toLocaleString("en-US")} ${count === 1 ? one : `${one}s`}`;
  return `${word(sites, "site")}, ${word(campaigns, "campaign")}`;
}

/** "live on 2 of 3 sites, 1 stopped"; in sandbox, where test orders are sent. */
function headCounts(cells: MatrixCells, environment: Environment, isShort: boolean): Record<Channel, string> {
  const verb = environment === "production" ? "live" : "test orders";
  const counts = CHANNELS.map((channel) => {
    const own = cells.sites.map((site) => cells.cell({ scope: "site", id: site.id, channel }));
    const live = own.filter((cell) => isLive(cell, environment)).length;
    const stopped = own.filter((cell) => cell.stoppedBy).length;
    const number = live.toLocaleString("en-US");
    const of = `${number} of ${own.length.toLocaleString("en-US")} ${own.length === 1 ? "site" : "sites"}`;
    return [channel, `${verb} on ${isShort ? number : of}${stopped > 0 ? `, ${stopped} stopped` : ""}`];
  });
  return Object.fromEntries(counts) as Record<Channel, string>;
}
