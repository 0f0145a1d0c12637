"use client";
import { Check, ChevronDown, ChevronRight, Layers } from "lucide-react";
import { memo } from "react";
import { cellName, type PendingCell, type Reader } from "#components/switching/cell-words.ts";
import { gateOwners } from "#components/switching/gate-words.ts";
import { ModeCell } from "#components/switching/mode-cell.tsx";
import { cx } from "#components/ui/cx.ts";
import { CHANNELS, type Environment } from "#lib/terms.ts";
import { cellKey, type MatrixCells } from "./matrix-cells.ts";
import type { MatrixRow } from "./matrix-rows.ts";
import type { SiteActivity } from "./site-activity.ts";

/** What every row shares; it changes with the data and never with the keyboard. */
export type RowContext = {
  cells: MatrixCells;
  environment: Environment;
  reader: Reader;
  isObserved: boolean;
  hasActivity: boolean;
  pending: Readonly<Record<string, PendingCell>>;
};

export const GRID_COLUMNS = {
  plain: "grid-cols-[222px_repeat(3,minmax(0,1fr))]",
  activity: "grid-cols-[minmax(222px,1.7fr)_repeat(3,minmax(0,1fr))_84px_92px]",
};

/** Keeps what has the keyboard clear of the sticky head and of the bar at the foot. */
const CLEAR = "scroll-mt-[calc(var(--shell-top,0px)+108px)] scroll-mb-20";

export const MatrixRowView = memo(function MatrixRowView({
  row,
  rowIndex,
  tabColumn,
  marked,
  selected,
  isPicked,
  onPick,
  saving,
  isAfterSite,
  activity,
  context: { cells, environment, reader, isObserved, hasActivity, pending },
}: {
  row: MatrixRow;
  rowIndex: number;
  /** The column that is the grid's tab stop, when it is in this row. */
  tabColumn: number | null;
  /** Keys of cells that are open or selected, joined; text, so that an unchanged row is not drawn again. */
  marked: string;
  /** Those of them that are selected for one change together. */
  selected: string;
  /** Of a pattern: whether all its sites are selected; null where that is no question. */
  isPicked: boolean | null;
  onPick: ((siteIds: readonly string[]) => void) | undefined;
  saving: string;
  isAfterSite: boolean;
  activity: SiteActivity | null;
  context: RowContext;
}) {
  const isMerchant = row.kind === "merchant";
  return (
    // biome-ignore lint/a11y/useSemanticElements: a windowed grid of divs, as the ARIA grid pattern has it
    // biome-ignore lint/a11y/useFocusableInteractive: its cells are focusable
    <div
      role="row"
      aria-rowindex={rowIndex}
      data-row={row.key}
      style={{ height: row.height }}
      className={cx(
        "grid",
        hasActivity ? GRID_COLUMNS.activity : GRID_COLUMNS.plain,
        isMerchant
          ? "sticky top-[calc(var(--shell-top,0px)+46px)] z-10 border-b border-line-2 bg-sunken"
          : "bg-bg",
        (row.kind === "site" || row.kind === "pattern") && row.height > 40 && "border-t border-line-2",
        isAfterSite && "border-t border-line",
      )}
    >
      <RowName {...{ row, tabColumn, isPicked, onPick }} />
      {row.cells === null
        ? null
        : CHANNELS.map((channel, index) => {
            const cell = row.cells?.[channel];
            if (!cell) return null;
            const key = row.target ? cellKey({ ...row.target, channel }) : `${row.key}.${channel}`;
            const isMarked = marked.split(" ").includes(key);
            const blocked = cells.blocked(cell);
            const waiting = pending[key];
            const place = row.target
              ? cells.place(row.target.scope, row.target.id)
              : `${row.title}, ${row.note}`;
            return (
              // biome-ignore lint/a11y/useSemanticElements: see above
              <div
                key={channel}
                role="gridcell"
                tabIndex={tabColumn === index + 1 ? 0 : -1}
                data-column={index + 1}
                aria-selected={isMarked}
                aria-readonly={isObserved || row.target === null || undefined}
                className={cx(
                  "focus-inside relative flex min-w-0 cursor-default items-center border-l border-line px-2",
                  CLEAR,
                  isMarked &&
                    "before:absolute before:inset-0.5 before:rounded-control before:border-2 before:border-accent before:bg-accent-soft",
                )}
              >
                {/* Not an aria-label: what is seen and what is heard stay one content. */}
                <span className="sr-only">
                  {cellName(cell, place, environment, reader, {
                    isObserved,
                    ...(waiting ? { pending: waiting } : {}),
                    gatesOpen: blocked?.open,
                    gateOwners: blocked ? gateOwners(cells.missingFor(channel, "production")) : undefined,
                  })}
                </span>
                <span aria-hidden="true" className="relative w-full min-w-0">
                  <ModeCell
                    cell={cell}
                    reader={reader}
                    blocked={blocked}
                    pending={waiting}
                    isObserved={isObserved}
                    isSaving={saving === key}
                    isBare={hasActivity && !isMerchant}
                  />
                </span>
                {selected.split(" ").includes(key) && (
                  <span className="absolute -top-0.5 -right-0.5 flex size-4 items-center justify-center rounded-glyph bg-accent text-bg">
                    <Check aria-hidden="true" className="size-3!" />
                  </span>
                )}
              </div>
            );
          })}
      {hasActivity && row.cells && <ActivityCells activity={activity} isBlank={isMerchant} />}
    </div>
  );
});

function RowName({
  row,
  tabColumn,
  isPicked,
  onPick,
}: {
  row: MatrixRow;
  tabColumn: number | null;
  isPicked: boolean | null;
  onPick: ((siteIds: readonly string[]) => void) | undefined;
}) {
  const isOneLine = row.kind === "campaign" || (row.kind === "site" && row.height < 40);
  return (
    // biome-ignore lint/a11y/useSemanticElements: see above
    <div
      role="rowheader"
      tabIndex={tabColumn === 0 ? 0 : -1}
      data-column={0}
      aria-expanded={row.isOpen ?? undefined}
      className={cx(
        "focus-inside flex min-w-0 cursor-default items-center gap-2 rounded-glyph pr-3",
        CLEAR,
        row.kind === "more" && "text-accent",
      )}
    >
      {isPicked !== null && (
        // The keyboard's way is X on the row, so this is no tab stop of its own.
        <button
          type="button"
          tabIndex={-1}
          aria-pressed={isPicked}
          aria-label={`Select ${row.title}`}
          onClick={(event) => {
            event.stopPropagation();
            onPick?.(row.siteIds);
          }}
          className="-mr-1.5 flex size-6 shrink-0 items-center justify-center"
        >
          <span
            className={cx(
              "flex size-4 items-center justify-center rounded-glyph border",
              isPicked ? "border-accent bg-accent text-bg" : "border-control bg-bg",
            )}
          >
            {isPicked && <Check aria-hidden="true" className="size-3!" />}
          </span>
        </button>
      )}
      <span className="flex w-5.5 shrink-0 justify-center text-ink-2">
        {row.kind === "merchant" && <Layers aria-hidden="true" />}
        {row.isOpen === true && <ChevronDown aria-hidden="true" />}
        {row.isOpen === false && <ChevronRight aria-hidden="true" />}
      </span>
      {isOneLine ? (
        <span className="flex min-w-0 flex-1 items-baseline justify-between gap-2">
          <span className="truncate" title={row.title}>
            {row.title}
          </span>
          <span
            className={cx("shrink-0 text-ink-3", row.kind === "site" ? "font-mono text-code" : "text-meta")}
          >
            {row.detail}
          </span>
        </span>
      ) : (
        <span className="min-w-0 flex-1">
          <span className="block truncate" title={row.title}>
            <span className={row.kind === "more" ? undefined : "font-semibold"}>{row.title}</span>
            {row.note && <span className="text-ink-2"> {row.note}</span>}
          </span>
          {row.detail && (
            <span className="block truncate text-meta text-ink-3" title={row.detail}>
              {row.detail}
            </span>
          )}
        </span>
      )}
    </div>
  );
}

function ActivityCells({ activity, isBlank }: { activity: SiteActivity | null; isBlank: boolean }) {
  const resolved = activity ? activity.rescued + activity.lost : 0;
  const rate = activity && resolved > 0 ? `${((activity.rescued / resolved) * 100).toFixed(1)}%` : "–";
  const orders = activity ? activity.orders.toLocaleString("en-US") : "0";
  return (
    <>
      {/* biome-ignore-start lint/a11y/useSemanticElements: see above */}
      {/* biome-ignore-start lint/a11y/useFocusableInteractive: figures are read, not acted on */}
      <div role="gridcell" className="flex items-center justify-end border-l border-line pr-3">
        {isBlank ? "" : orders}
      </div>
      <div role="gridcell" className="flex items-center justify-end pr-1">
        {isBlank ? "" : rate}
        {!isBlank && resolved > 0 && resolved < 30 && (
          <span className="ml-1 text-meta text-ink-3">n {resolved}</span>
        )}
      </div>
      {/* biome-ignore-end lint/a11y/useFocusableInteractive: figures are read, not acted on */}
      {/* biome-ignore-end lint/a11y/useSemanticElements: see above */}
    </>
  );
}
