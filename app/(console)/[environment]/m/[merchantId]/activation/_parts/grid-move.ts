import type { MatrixRow } from "./matrix-rows.ts";

/** Where the keyboard stands: column 0 is the row's name, 1 to 3 the channels. The head is the row "head". */
export type GridPlace = { row: string; column: number };

export const HEAD = "head";
const LAST_COLUMN = 3;

/** What a key means at a place: go somewhere, fold or unfold, or nothing of the grid's. */
export type GridMove = { to: GridPlace } | { fold: string; open: boolean } | null;

/**
 * Arrows go cell by cell, Home and End along the row, PgUp and PgDn from group to group. On a name, left folds and
 * right unfolds before it goes on.
 */
export function gridMove(rows: readonly MatrixRow[], at: GridPlace, key: string): GridMove {
  const index = rows.findIndex((row) => row.key === at.row);
  const row = rows[index];
  const toRow = (next: number): GridMove => {
    if (next < 0) return at.column === 0 ? null : { to: { row: HEAD, column: at.column } };
    const found = rows[Math.min(next, rows.length - 1)];
    return found ? { to: { row: found.key, column: found.cells ? at.column : 0 } } : null;
  };
  const toColumn = (column: number): GridMove =>
    column < 0 || column > LAST_COLUMN || (at.row === HEAD && column === 0) || (row && !row.cells)
      ? null
      : { to: { row: at.row, column } };
  switch (key) {
    case "ArrowDown":
      return toRow(at.row === HEAD ? 0 : index + 1);
    case "ArrowUp":
      return at.row === HEAD ? null : toRow(index - 1);
    case "ArrowRight":
      if (at.column === 0 && row?.isOpen === false) return { fold: row.key, open: true };
      return toColumn(at.column + 1);
    case "ArrowLeft":
      if (at.column === 0 && row?.isOpen) return { fold: row.key, open: false };
      return toColumn(at.column - 1);
    case "Home":
      return toColumn(at.row === HEAD ? 1 : 0);
    case "End":
      return toColumn(LAST_COLUMN);
    case "PageDown":
      return toRow(groupAfter(rows, index));
    case "PageUp":
      return at.row === HEAD ? null : toRow(Math.max(0, groupBefore(rows, index)));
    default:
      return null;
  }
}

const startsGroup = (row: MatrixRow | undefined) =>
  row?.kind === "merchant" || row?.kind === "pattern" || row?.kind === "site";

function groupAfter(rows: readonly MatrixRow[], index: number): number {
  for (let next = index + 1; next < rows.length; next++) if (startsGroup(rows[next])) return next;
  return rows.length - 1;
}

function groupBefore(rows: readonly MatrixRow[], index: number): number {
  for (let next = index - 1; next >= 0; next--) if (startsGroup(rows[next])) return next;
  return 0;
}
