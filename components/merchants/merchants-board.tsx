"use client";
import { parseAsArrayOf, parseAsString, useQueryStates } from "nuqs";
import { type ReactNode, useMemo, useTransition } from "react";
import { DataTable } from "#components/tables/data-table.tsx";
import { FilterBar } from "#components/tables/filter-bar.tsx";
import { useSlice } from "#components/tables/use-slice.ts";
import { Button } from "#components/ui/button.tsx";
import { EmptyState } from "#components/ui/empty-state.tsx";
import { Tabs } from "#components/ui/tabs.tsx";
import { chosenBy, FILTERS, optionsOf, VIEWS, viewOf } from "./board.ts";
import { type BoardActions, BoardBulk } from "./board-bulk.tsx";
import { boardColumns } from "./board-columns.tsx";
import type { BoardLine } from "./board-line.ts";
import { type SavedView, SavedViews, type ViewActions } from "./saved-views.tsx";
import { useSelected } from "./use-selected.ts";

const list = parseAsArrayOf(parseAsString);
const PARAMS = {
  search: parseAsString,
  view: parseAsString,
  ...{ integration: list, owner: list, currency: list, stage: list },
};

const LABELS = {
  integration: "Integration",
  owner: "Activation owner",
  currency: "Currency",
  stage: "Stage",
};

/**
 * The board in the browser: tabs and filters act on what is there, so that thousands of merchants answer at once;
 * only the search asks the server, which knows their sites, descriptors and MIDs.
 */
export function MerchantsBoard({
  lines,
  root,
  now,
  people,
  rights,
  views,
  actions,
  isCut,
  none,
}: {
  lines: readonly BoardLine[];
  /** `/sandbox/merchants`. */
  root: string;
  /** The server's, so that both sides of hydration say the same. */
  now: string;
  people: readonly { id: string; name: string }[];
  rights: { edit: boolean; export: boolean; figures: boolean };
  views: readonly SavedView[];
  actions: BoardActions & ViewActions;
  /** There are more merchants than a page holds. */
  isCut: boolean;
  /** What stands here when there is no merchant at all. */
  none: ReactNode;
}) {
  const [isBusy, startTransition] = useTransition();
  const [asked, ask] = useQueryStates(PARAMS, { history: "replace", throttleMs: 100 });
  const view = viewOf(asked.view);
  const chosen = useMemo(() => chosenBy(lines, asked), [lines, asked]);
  const shown = useMemo(() => chosen.filter(view.holds), [chosen, view]);
  const options = useMemo(() => optionsOf(lines), [lines]);
  const selected = useSelected(shown);
  const { from, to, slice } = useSlice(shown.length);

  const values = Object.fromEntries(FILTERS.map((id) => [id, asked[id] ?? []]));
  const query = queryOf({ ...asked, view: view.id === "all" ? null : view.id });
  const set = FILTERS.filter((id) => values[id]?.length).length + (asked.search ? 1 : 0);
  const clear = () => ask(null, { shallow: false, startTransition });
  const maySelect = rights.edit || rights.export;
  // The same while nothing of it changed: then a scroll draws the rows that come and no others.
  const selection = maySelect ? selected : null;
  const columns = useMemo(
    () => boardColumns({ now: Date.parse(now), selection, hasFigures: rights.figures }),
    [now, selection, rights.figures],
  );
  return (
    <div className="flex flex-col gap-3">
      <Tabs
        label="Views"
        tabs={VIEWS.map((one) => ({
          href: `${root}${queryOf({ ...asked, view: one.id === "all" ? null : one.id })}`,
          label: one.label,
          count: chosen.filter(one.holds).length,
          isCurrent: one.id === view.id,
          onChoose: () => ask({ view: one.id === "all" ? null : one.id }),
        }))}
        aside={<SavedViews {...{ views, root, query, actions }} />}
      />
      <FilterBar
        search={{
          label: "Search merchants",
          placeholder: "Name, MID, site, descriptor",
          value: asked.search ?? "",
          onChange: (text) =>
            ask({ search: text || null }, { shallow: false, startTransition, throttleMs: 300 }),
        }}
        filters={FILTERS.map((id) => ({ id, label: LABELS[id], isMultiple: true, options: options[id] }))}
        values={values}
        onChange={(id, next) => ask({ [id]: next.length > 0 ? next : null })}
        aside={`Sorted by what needs attention.${rights.figures ? " Orders and figures: last 7 days." : ""}`}
      />
      <DataTable
        caption="Merchants, those that need somebody first"
        columns={columns}
        rows={shown.slice(from, to)}
        rowId={({ id }) => id}
        rowHref={({ id }) => `${root.replace(/\/merchants$/, "")}/m/${id}`}
        isSelected={({ id }) => selected.has(id)}
        isStale={isBusy}
        slice={slice}
        empty={
          lines.length === 0 && set === 0 ? (
            none
          ) : (
            <EmptyState
              title={
                set > 0
                  ? `No merchant matches ${set === 1 ? "this filter" : `${set} filters`}`
                  : `No merchant is in “${view.label}”`
              }
              actions={<Button onPress={clear}>Clear filters</Button>}
            />
          )
        }
        foot={
          <p className="flex min-h-12 items-center pt-2 text-meta text-ink-3" role="status">
            {shown.length.toLocaleString("en-US")} {shown.length === 1 ? "merchant" : "merchants"}
            {isCut &&
              `, of the first ${lines.length.toLocaleString("en-US")} by name. Search finds the others.`}
          </p>
        }
      />
      {maySelect && selected.ids.length > 0 && (
        <BoardBulk {...{ selected, shown, people, rights, root, query, actions }} />
      )}
    </div>
  );
}

function queryOf(asked: Record<string, string | readonly string[] | null>): string {
  const kept = Object.entries(asked).filter(([, value]) => value !== null && value.length > 0);
  const query = new URLSearchParams(kept.map(([name, value]) => [name, String(value)]));
  return kept.length > 0 ? `?${query}` : "";
}
