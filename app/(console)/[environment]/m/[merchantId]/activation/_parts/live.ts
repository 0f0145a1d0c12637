import type { PendingCell } from "#components/switching/cell-words.ts";
import type { InFlight } from "#components/switching/in-flight.ts";
import type { Matrix } from "./matrix-cells.ts";
import type { ChangeLine } from "./recent-changes.tsx";

/** What the page polls: the matrix and its last changes, under a fingerprint that tells whether anything moved. */
export type LiveMatrix = {
  fingerprint: string;
  /** ISO 8601 UTC, the server's. */
  now: string;
  matrix: Matrix;
  changes: ChangeLine[];
  inFlight: InFlight[];
  /** Cells that somebody asked to go up and that are not there yet, by cellKey. */
  pending: Record<string, PendingCell>;
  /** How many requests are open. */
  openRequests: number;
};
