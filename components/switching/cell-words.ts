import type { CellState } from "#lib/switching/schema.ts";
import type { Channel, Environment, Mode } from "#lib/terms.ts";
import { when } from "./when.ts";
import { CHANNEL_NAMES, MODE_NAMES } from "./words.ts";

/** Where and when a reader stands: the zone that times are told in, and the server's now. */
export type Reader = { zone: string; now: string };

/** What a cell waits for: somebody's word, its date, or a gate that fell. */
export type PendingCell = {
  requestId: string;
  state: "in_review" | "scheduled" | "suspended";
  /** Who asked. */
  by: string;
  /** ISO 8601 UTC. */
  scheduledFor: string | null;
};

/** "Awaiting approval", "Nov 23, 09:00": the cell's first line while somebody waits. */
export function pendingWords({ state, scheduledFor }: PendingCell, { zone, now }: Reader): string {
  if (state === "in_review") return "Awaiting approval";
  if (state === "suspended") return "Suspended";
  return scheduledFor ? when(scheduledFor, zone, now) : "Scheduled";
}

/** Who decides an inherited cell, in two words; without any row that is the merchant's default. */
export function inheritedFrom(cell: CellState): string {
  return `from ${cell.decidedBy === "default" ? "merchant" : cell.decidedBy}`;
}

/** Whether the stop was set on this very scope, so that the cell shows the chip and not its echo. */
export function isStoppedHere(cell: CellState): boolean {
  return cell.stoppedBy !== null && cell.stoppedBy.scopeId === cell.scopeId;
}

/** What happens to the environment's orders: "Live orders are not sent". */
export function consequence(
  mode: Mode,
  isStopped: boolean,
  environment: Environment,
): { isSent: boolean; sentence: string } {
  const subject = environment === "production" ? "Live orders" : "Test orders";
  if (isStopped || mode === "off") return { isSent: false, sentence: `${subject} are not sent` };
  if (environment === "sandbox") return { isSent: true, sentence: "Test orders go to the sandbox" };
  return mode === "production"
    ? { isSent: true, sentence: "Live orders are sent" }
    : { isSent: false, sentence: "Live orders are not sent" };
}

/** The cell's accessible name: channel, place, mode, where it comes from, what it means. */
export function cellName(
  cell: CellState,
  place: string,
  environment: Environment,
  reader: Reader,
  more: { isObserved?: boolean; gatesOpen?: number; gateOwners?: string; pending?: PendingCell } = {},
): string {
  const { isObserved, gatesOpen } = more;
  const channel = CHANNEL_NAMES[cell.channel as Channel];
  const mode = MODE_NAMES[cell.effective];
  const parts = [
    `${channel}, ${place}: ${cell.stoppedBy ? `Stopped, was ${mode}` : mode}, ${source(cell, reader)}.`,
  ];
  if (gatesOpen) parts.push(`${gatesOpen} ${gatesOpen === 1 ? "gate" : "gates"} open, ${more.gateOwners}.`);
  if (more.pending) parts.push(`${pendingWords(more.pending, reader)}, asked by ${more.pending.by}.`);
  if (isObserved) parts.push("Observed, read-only.");
  parts.push(`${consequence(cell.effective, cell.stoppedBy !== null, environment).sentence}.`);
  return parts.join(" ");
}

function source(cell: CellState, { zone, now }: Reader): string {
  if (cell.stoppedBy) {
    const { setBy, scope } = cell.stoppedBy;
    return `stopped ${isStoppedHere(cell) ? "here" : `for the ${scope}`} by ${setBy.name} on ${when(setBy.at, zone, now)}`;
  }
  if (cell.explicit) {
    const { name, at } = cell.explicit.setBy;
    return `set here by ${name} on ${when(at, zone, now, "day")}`;
  }
  return cell.decidedBy === "default"
    ? cell.scope === "merchant"
      ? "the default, set by nobody"
      : "inherited from the merchant's default"
    : `inherited from the ${cell.decidedBy}`;
}
