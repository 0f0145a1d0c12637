"use client";
import {
  type KeyboardEvent,
  type MouseEvent,
  useEffect,
  useLayoutEffect,
  useMemo,
  useRef,
  useState,
} from "react";
import { CHANNEL_NAMES } from "#components/switching/words.ts";
import { cx } from "#components/ui/cx.ts";
import { CHANNELS, type Channel, type SettableMode } from "#lib/terms.ts";
import { type GridPlace, gridMove, HEAD } from "./grid-move.ts";
import { type CellRef, cellKey } from "./matrix-cells.ts";
import { GRID_COLUMNS, MatrixRowView, type RowContext } from "./matrix-row.tsx";
import type { MatrixRow } from "./matrix-rows.ts";
import { type SiteActivity, sumActivity } from "./site-activity.ts";
import { useRowWindow } from "./use-row-window.ts";
import type { Selection } from "./use-selection.ts";

const MODE_KEYS: Record<string, SettableMode> = {
  "0": "off",
  "1": "sandbox",
  "2": "production",
  i: "inherit",
};

/** Site × campaign × channel: one tab stop, arrows between cells, Enter opens, 0 1 2 I set, X selects. */
export function MatrixGrid({
  rows,
  context,
  headNote,
  headCounts,
  marked,
  saving,
  activity,
  onOpen,
  onSet,
  selection,
  onFold,
  onHead,
  focusOn,
}: {
  rows: readonly MatrixRow[];
  context: RowContext;
  headNote: string;
  headCounts: Record<Channel, string>;
  /** Keys of cells that are open in the inspector or selected. */
  marked: ReadonlySet<string>;
  saving: string | null;
  activity: Readonly<Record<string, SiteActivity>>;
  /** `byKey`: the keyboard goes along. */
  onOpen: (ref: CellRef, byKey: boolean) => void;
  onSet: (ref: CellRef, mode: SettableMode) => void;
  selection: Selection | null;
  onFold: (rowKey: string, open: boolean) => void;
  onHead: (channel: Channel) => void;
  /** Gives a cell the keyboard again, for example when its inspector closed; a new object each time. */
  focusOn: { ref: CellRef } | null;
}) {
  const frame = useRef<HTMLDivElement>(null);
  const body = useRef<HTMLDivElement>(null);
  const [at, setAt] = useState<GridPlace>({ row: rows[0]?.key ?? HEAD, column: 1 });
  const mustFocus = useRef(false);
  const atIndex = rows.findIndex((row) => row.key === at.row);
  // A filter may take away the row that had the tab stop: the first row gets it then.
  const place = at.row === HEAD || atIndex >= 0 ? at : { row: rows[0]?.key ?? HEAD, column: 1 };
  const heights = useMemo(() => rows.map((row) => row.height), [rows]);
  const parts = useRowWindow(body, heights, atIndex);

  useEffect(() => {
    if (!focusOn) return;
    const { scope, id, channel } = focusOn.ref;
    mustFocus.current = true;
    setAt({ row: `${scope}.${id}`, column: CHANNELS.indexOf(channel) + 1 });
  }, [focusOn]);
  // Before the next key can come: a held arrow must never be answered from the cell that was left.
  useLayoutEffect(() => {
    if (!mustFocus.current) return;
    mustFocus.current = false;
    const row = frame.current?.querySelector(`[data-row="${CSS.escape(at.row)}"]`);
    row?.querySelector<HTMLElement>(`[data-column="${at.column}"]`)?.focus();
  });

  const refAt = ({ row, column }: GridPlace): CellRef | null => {
    const channel = CHANNELS[column - 1];
    const target = rows.find((one) => one.key === row)?.target;
    return channel && target ? { ...target, channel } : null;
  };
  const press = (where: GridPlace, byKey: boolean) => {
    const row = rows.find((one) => one.key === where.row);
    const channel = CHANNELS[where.column - 1];
    if (where.row === HEAD && channel) return onHead(channel);
    const ref = refAt(where);
    if (ref) return onOpen(ref, byKey);
    if (row && (row.isOpen !== null || row.kind === "more")) onFold(row.key, !row.isOpen);
  };

  const onKeyDown = (event: KeyboardEvent) => {
    if (event.metaKey || event.ctrlKey || event.altKey) return;
    const where = placeOf(event.target);
    if (!where) return;
    const move = gridMove(rows, where, event.key);
    if (move) {
      event.preventDefault();
      if ("fold" in move) return onFold(move.fold, move.open);
      mustFocus.current = true;
      return setAt(move.to);
    }
    if (event.key === "Enter" || event.key === " ") {
      event.preventDefault();
      return press(where, true);
    }
    const pattern = rows.find((row) => row.key === where.row && row.kind === "pattern");
    if (pattern && event.key.toLowerCase() === "x" && !areSingleKeysOff()) {
      event.preventDefault();
      const named = CHANNELS[where.column - 1];
      if (named) selection?.setChannel(named);
      return selection?.toggleSites(pattern.siteIds);
    }
    const ref = refAt(where);
    if (!ref || event.shiftKey || areSingleKeysOff()) return;
    const mode = MODE_KEYS[event.key.toLowerCase()];
    if (mode) {
      event.preventDefault();
      onSet(ref, mode);
    } else if (event.key.toLowerCase() === "x") {
      event.preventDefault();
      selection?.toggleCell(ref);
    }
  };
  const onClick = (event: MouseEvent) => {
    const where = placeOf(event.target);
    if (!where) return;
    const ref = refAt(where);
    if (ref && (event.metaKey || event.ctrlKey)) selection?.toggleCell(ref);
    else press(where, false);
  };

  return (
    // biome-ignore lint/a11y/useSemanticElements: windowed rows and sticky lines do not fit a native table
    <div
      ref={frame}
      role="grid"
      aria-label="Activation"
      aria-rowcount={rows.length + 1}
      aria-multiselectable="true"
      tabIndex={-1}
      onKeyDown={onKeyDown}
      onClick={onClick}
      onFocus={(event) => {
        const where = placeOf(event.target);
        if (where) setAt((old) => (old.row === where.row && old.column === where.column ? old : where));
      }}
    >
      {/* biome-ignore lint/a11y/useSemanticElements: see above */}
      {/* biome-ignore lint/a11y/useFocusableInteractive: its heads are focusable */}
      <div
        role="row"
        aria-rowindex={1}
        data-row={HEAD}
        className={cx(
          "sticky top-(--shell-top,0px) z-20 grid h-11.5 border-y border-line-2 bg-bg",
          context.hasActivity ? GRID_COLUMNS.activity : GRID_COLUMNS.plain,
        )}
      >
        <Head
          title={context.hasActivity ? "Sites with the same settings" : "Site and campaign"}
          note={headNote}
          isFirst
        />
        {CHANNELS.map((channel, index) => (
          <Head
            key={channel}
            title={CHANNEL_NAMES[channel]}
            note={headCounts[channel]}
            column={index + 1}
            isTabStop={place.row === HEAD && place.column === index + 1}
          />
        ))}
        {context.hasActivity && <Head title="Orders" note="7 days" isEnd />}
        {context.hasActivity && <Head title="Rescued" note="resolved" isEnd />}
      </div>
      {/* biome-ignore lint/a11y/useSemanticElements: see above */}
      <div ref={body} role="rowgroup" className="border-b border-line-2">
        {parts.map((part) => {
          if (part.kind === "gap")
            return <div key={part.key} aria-hidden="true" style={{ height: part.height }} />;
          const row = rows[part.index];
          if (!row) return null;
          const before = rows[part.index - 1];
          return (
            <MatrixRowView
              key={row.key}
              row={row}
              rowIndex={part.index + 2}
              tabColumn={place.row === row.key ? place.column : null}
              marked={keysOf(row)
                .filter((key) => marked.has(key))
                .join(" ")}
              selected={keysOf(row)
                .filter((key) => selection?.selectedKeys.has(key))
                .join(" ")}
              isPicked={
                selection && row.kind === "pattern"
                  ? row.siteIds.every((id) => selection.siteIds.has(id))
                  : null
              }
              onPick={selection?.toggleSites}
              saving={saving && keysOf(row).includes(saving) ? saving : ""}
              isAfterSite={row.height < 40 && before?.height === 52}
              activity={context.hasActivity ? sumActivity(activity, row.siteIds) : null}
              context={context}
            />
          );
        })}
      </div>
    </div>
  );
}

const areSingleKeysOff = () => document.documentElement.dataset.singleKeys === "off";

function Head({
  title,
  note,
  column,
  isTabStop = false,
  isFirst = false,
  isEnd = false,
}: {
  title: string;
  note: string;
  column?: number;
  isTabStop?: boolean;
  isFirst?: boolean;
  isEnd?: boolean;
}) {
  return (
    // biome-ignore lint/a11y/useSemanticElements: see above
    <div
      role="columnheader"
      tabIndex={column === undefined ? undefined : isTabStop ? 0 : -1}
      data-column={column}
      className={cx(
        "focus-inside flex min-w-0 cursor-default flex-col justify-center rounded-glyph text-meta",
        isFirst ? "pl-7.5" : "border-l border-line px-3",
        isEnd && "items-end",
        column !== undefined && "hover:bg-hover",
      )}
    >
      <span className="max-w-full truncate font-medium">{title}</span>
      <span className="max-w-full truncate text-ink-2">{note}</span>
    </div>
  );
}

function keysOf(row: MatrixRow): string[] {
  const { target } = row;
  return target ? CHANNELS.map((channel) => cellKey({ ...target, channel })) : [];
}

function placeOf(target: EventTarget): GridPlace | null {
  if (!(target instanceof HTMLElement)) return null;
  const cell = target.closest<HTMLElement>("[data-column]");
  const row = cell?.closest<HTMLElement>("[data-row]");
  const column = Number(cell?.dataset["column"]);
  return row?.dataset["row"] && Number.isInteger(column) ? { row: row.dataset["row"], column } : null;
}
