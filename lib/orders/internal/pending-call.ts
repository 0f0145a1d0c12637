import { createHash } from "node:crypto";
import { and, eq } from "drizzle-orm";
import type { Transaction } from "#db/client.ts";
import { attempts, orderEvents } from "#db/schema/orders.ts";
import { eventRow } from "./event-row.ts";
import type { AttemptRow } from "./move-attempt.ts";
import type { Heard } from "./read-call.ts";
import { attemptPlace } from "./show-on-order.ts";

/** What is asked of FlexCharge for an attempt that is already there, once at a time. */
export type PendingKind = "capture" | "cancel";

/** When a call whose program was killed must be over. */
const LOOK_AFTER_MS = 30_000;

/** Writes down that FlexCharge is being asked, so that settlement finishes what a crash leaves. */
export async function markPending(
  tx: Transaction,
  attempt: AttemptRow,
  pending: PendingKind,
  at: Date,
): Promise<void> {
  const settleAt = new Date(at.getTime() + LOOK_AFTER_MS);
  await tx.update(attempts).set({ pending, settleAt, settleTries: 0 }).where(attemptPlace(attempt));
}

/** FlexCharge has answered, or certainly did nothing: nothing is open any more. */
export async function clearPending(
  tx: Transaction,
  attempt: AttemptRow,
  pending: PendingKind,
): Promise<void> {
  await tx
    .update(attempts)
    .set({ pending: null, settleAt: null, settleNote: null })
    .where(and(attemptPlace(attempt), eq(attempts.pending, pending)));
}

/** The history's line of how a call ended. */
export async function recordEnding(
  tx: Transaction,
  attempt: AttemptRow,
  kind: PendingKind,
  at: Date,
  ending: { result: "confirmed" | "failed" | "unknown"; message: string | null },
): Promise<void> {
  const event = eventRow(attempt, at, `${kind}.ended` as const, { attempt: attempt.number, ...ending });
  await tx.insert(orderEvents).values(event);
}

/** Why a call did nothing, in words; null for an answer. */
export function refusalOf(heard: Heard<unknown>): { code: string; message: string } | null {
  if (heard.kind === "refused") return { code: heard.code, message: heard.message };
  if (heard.kind !== "not_accepted") return null;
  return {
    code: "UPSTREAM_UNAVAILABLE",
    message: "FlexCharge does not answer just now. Nothing was changed.",
  };
}

/**
 * The upstream key of a call, made from what the call is: every repeat carries the same one (P2), also from
 * another process, and nothing needs to be kept for it.
 */
export function derivedKey(...parts: string[]): string {
  const hex = createHash("sha256").update(parts.join("\u0000")).digest("hex");
  const variant = ((Number.parseInt(hex[16]!, 16) & 3) | 8).toString(16);
  return `${hex.slice(0, 8)}-${hex.slice(8, 12)}-8${hex.slice(13, 16)}-${variant}${hex.slice(17, 20)}-${hex.slice(20, 32)}`;
}
