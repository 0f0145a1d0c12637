"use client";
import { useMemo, useState } from "react";
import { withProof } from "#components/shell/ask-for-proof.ts";
import { missingSentence } from "#components/switching/gate-words.ts";
import { refusalSentence } from "#components/switching/refusal-sentence.ts";
import { CHANNEL_NAMES, MODE_NAMES } from "#components/switching/words.ts";
import { showToast } from "#components/ui/toast.tsx";
import { isRaise, mayBeLetPass } from "#lib/switching/rules.ts";
import type { Mode, SettableMode } from "#lib/terms.ts";
import { setModeAction } from "../actions.ts";
import { type CellRef, cellKey, effectOf, type Matrix, MatrixCells, withCell } from "./matrix-cells.ts";

/** What a press on a cell leads to. */
export type Ask =
  | { kind: "reason"; ref: CellRef; mode: SettableMode }
  | { kind: "dialog"; ref: CellRef; mode: SettableMode; asks: boolean }
  | { kind: "note"; ref: CellRef; note: string };

/** A sandbox change is instant and asks no reason; the record says how it came about. */
const INSTANT_REASON = "Set in the matrix";
const UNDO_REASON = "Undone in the matrix";

/** Shown before the matrix says it: on its way, or acknowledged under a version and not read again yet. */
type Pending = { ref: CellRef; mode: SettableMode; version: number | null };
type Answer = Awaited<ReturnType<typeof setModeAction>>;

/**
 * Decides how a change is asked for: down with a reason, sandbox at once with undo, production through the dialog.
 * The rules themselves are lib/switching's; the server decides again.
 */
export function useSwitching({
  merchantId,
  matrix,
  whyReadOnly,
  mustAsk,
  personName,
  refresh,
}: {
  merchantId: string;
  matrix: Matrix;
  whyReadOnly: (before: Mode, mode: SettableMode) => string | null;
  /** Whether going up to this mode is for a second person to decide. */
  mustAsk: (after: Mode) => boolean;
  personName: string;
  refresh: () => Promise<unknown>;
}) {
  const [ask, setAsk] = useState<Ask | null>(null);
  const [pending, setPending] = useState<readonly Pending[]>([]);

  const cells = useMemo(() => {
    const setBy = { id: "", name: personName, at: new Date().toISOString(), reason: "", version: 0 };
    const { partner, merchant } = pending.reduce(
      (all, { ref, mode }) => withCell(all, ref, mode, setBy),
      matrix,
    );
    const switchVersion = Math.max(merchant.switchVersion, ...pending.map(({ version }) => version ?? 0));
    return new MatrixCells({ partner, merchant: { ...merchant, switchVersion } });
  }, [matrix, pending, personName]);
  const drop = (one: Pending) => setPending((all) => all.filter((each) => each !== one));
  const show = (one: Pending) =>
    setPending((all) => [...all.filter(({ ref }) => cellKey(ref) !== cellKey(one.ref)), one]);

  const send = async (
    ref: CellRef,
    mode: SettableMode,
    more: { reason: string; version?: number; confirm?: string },
    isOptimistic = false,
  ): Promise<Answer> => {
    const { scope, id, channel } = ref;
    const asked = { ref, mode, version: null };
    if (isOptimistic) show(asked);
    const change = { merchantId, scope, id, channel, mode, ...more };
    const answer = await withProof(() => setModeAction(change)).catch((error: unknown) => {
      drop(asked);
      throw error;
    });
    // The answer is the acknowledgement: what it said is shown until the matrix has been read again.
    drop(asked);
    const told = answer.ok ? { ref, mode, version: answer.value.version } : null;
    if (told) show(told);
    void refresh().finally(() => told && drop(told));
    return answer;
  };

  const named = ({ scope, id, channel }: CellRef) => `${CHANNEL_NAMES[channel]} on ${cells.place(scope, id)}`;

  /** Instant, with eight seconds to take it back. */
  const setNow = async (ref: CellRef, mode: SettableMode, reason: string) => {
    const former: SettableMode =
      cells.cell(ref).explicit?.mode ?? (ref.scope === "merchant" ? "off" : "inherit");
    const canUndo = cells.cell(ref).effective !== "production";
    const answer = await send(ref, mode, { reason }, true);
    if (!answer.ok) {
      setAsk({ kind: "note", ref, note: refusalSentence(answer) });
      return;
    }
    setAsk(null);
    const undo = async () => {
      const undone = await send(ref, former, { reason: UNDO_REASON, version: answer.value.version }, true);
      showToast(undone.ok ? `${named(ref)} is as it was.` : `It was not undone: ${refusalSentence(undone)}`);
    };
    showToast(`${named(ref)} ${mode === "inherit" ? "inherits again" : `is now in ${MODE_NAMES[mode]}`}.`, {
      onUndo: canUndo ? undo : undefined,
    });
  };

  /** What the press leads to; null when nothing is left to ask. */
  const weigh = (ref: CellRef, mode: SettableMode): Ask | "now" | null => {
    const cell = cells.cell(ref);
    if ((cell.explicit?.mode ?? "inherit") === mode) return null;
    if (ref.scope === "merchant" && (mode === "inherit" || (!cell.explicit && mode === "off"))) return null;
    const readOnly = whyReadOnly(cell.effective, mode);
    if (readOnly) return { kind: "note", ref, note: readOnly };
    const { before, after } = effectOf(cells, ref, mode);
    const isUp = isRaise(before, after);
    if (isUp && after !== "off") {
      const missing = cells.missingFor(ref.channel, after);
      const canBeAsked = mustAsk(after) && missing.every(mayBeLetPass);
      if (missing.length > 0 && !canBeAsked) {
        return { kind: "note", ref, note: missingSentence(MODE_NAMES[after], missing) };
      }
    }
    const isToProduction = after === "production" && (isUp || mode === "production");
    const goesUp = isUp || (mode === after && after !== "off");
    if (goesUp && mustAsk(after)) return { kind: "dialog", ref, mode, asks: true };
    if (isToProduction) return { kind: "dialog", ref, mode, asks: false };
    if (isUp || (after === before && after === "sandbox")) return "now";
    return { kind: "reason", ref, mode };
  };

  const request = (ref: CellRef, mode: SettableMode): Ask | null => {
    const next = weigh(ref, mode);
    if (next === "now") void setNow(ref, mode, INSTANT_REASON);
    setAsk(next === "now" ? null : next);
    return next === "now" ? null : next;
  };

  /** Resolves to what stands in the way, or null. */
  const giveReason = async (ref: CellRef, mode: SettableMode, reason: string): Promise<string | null> => {
    const answer = await send(ref, mode, { reason });
    if (!answer.ok) return refusalSentence(answer);
    setAsk(null);
    showToast(`${named(ref)} ${mode === "inherit" ? "inherits again" : `is now ${MODE_NAMES[mode]}`}.`);
    return null;
  };

  const saving = pending.findLast(({ version }) => version === null);
  return {
    cells,
    ask,
    saving: saving ? cellKey(saving.ref) : null,
    request,
    giveReason,
    send,
    cancel: () => setAsk(null),
  };
}
