"use client";
import { useState } from "react";
import type { Reader } from "#components/switching/cell-words.ts";
import type { Conflict } from "#components/switching/conflict-panel.tsx";
import { DryRunEffect } from "#components/switching/dry-run-effect.tsx";
import { openStepsSentence } from "#components/switching/open-steps-sentence.ts";
import {
  type EffectLine,
  type ProductionAnswer,
  ProductionDialog,
  type ProductionTyped,
} from "#components/switching/production-dialog.tsx";
import { refusalSentence } from "#components/switching/refusal-sentence.ts";
import { requestConflict } from "#components/switching/request-conflict.ts";
import { lasted } from "#components/switching/when.ts";
import { CHANNEL_NAMES, CHANNEL_ORDERS, MODE_NAMES } from "#components/switching/words.ts";
import { showToast } from "#components/ui/toast.tsx";
import type { Mode, SettableMode } from "#lib/terms.ts";
import { CHANNELS } from "#lib/terms.ts";
import { requestChangeAction } from "../actions.ts";
import { diffRows } from "./diff-rows.ts";
import { type CellRef, effectOf, type MatrixCells } from "./matrix-cells.ts";
import { useDryRun } from "./use-dry-run.ts";
import type { useSwitching } from "./use-switching.ts";

/** The production dialog for one cell: what it changes, whom it takes along, what it would have sent. */
export function RaiseDialog({
  cells,
  cellRef,
  mode,
  asks,
  reader,
  send,
  refresh,
  onClose,
}: {
  cells: MatrixCells;
  cellRef: CellRef;
  mode: SettableMode;
  /** A second person decides: nothing is set, it is asked for. */
  asks: boolean;
  reader: Reader;
  send: ReturnType<typeof useSwitching>["send"];
  refresh: () => Promise<unknown>;
  onClose: () => void;
}) {
  const { scope, id, channel } = cellRef;
  const { merchant } = cells;
  // The version that the person saw; after a conflict the newer one, which the dialog then shows.
  const [version, setVersion] = useState(merchant.switchVersion);
  const [first] = useState(() => effectOf(cells, cellRef, mode));
  const { dryRun, isFailed } = useDryRun(merchant.id, [{ ...cellRef, mode }], merchant.switchVersion);
  const effect = effectOf(cells, cellRef, mode);
  const { after } = effect;
  const place = scope === "merchant" ? "all sites" : cells.place(scope, id);

  const askFor = async ({ reason, scheduledFor }: ProductionTyped): Promise<ProductionAnswer> => {
    const cells = [{ ...cellRef, mode }];
    const answer = await requestChangeAction({
      merchantId: merchant.id,
      cells,
      reason,
      scheduledFor,
      version,
    });
    await refresh();
    if (answer.ok) {
      showToast("Asked for. It waits for somebody else's approval, under Requests.");
      return { ok: true };
    }
    if (answer.reason !== "VERSION_CONFLICT") return { ok: false, sentence: refusalSentence(answer) };
    setVersion(answer.version);
    return { ok: false, conflict: requestConflict(answer, Date.now()) };
  };

  const confirm = async ({ reason, confirm }: ProductionTyped): Promise<ProductionAnswer> => {
    const answer = await send(cellRef, mode, { reason, confirm, version });
    if (answer.ok) return { ok: true };
    if (answer.reason !== "VERSION_CONFLICT") {
      return { ok: false, sentence: refusalSentence(answer) };
    }
    const saw = version;
    setVersion(answer.version);
    const conflict: Conflict = {
      changedBy: answer.changedBy?.name ?? "Somebody",
      age: answer.changedBy ? `${lasted(Date.now() - Date.parse(answer.changedBy.at))} ago` : "meanwhile",
      yours: { version: saw, mode: first.before, label: `you: to ${MODE_NAMES[mode]}` },
      theirs: { version: answer.version, mode: modeOf(answer.current, effect.before), label: "as it is now" },
    };
    return { ok: false, conflict };
  };

  const others = CHANNELS.filter((one) => one !== channel).map((one) => CHANNEL_NAMES[one]);
  const open = after === "off" ? [] : cells.missingFor(channel, after);
  const effects: EffectLine[] = [
    ...(open.length > 0
      ? [
          {
            key: "checklist",
            shape: "triangle",
            text: `${openStepsSentence(open)} Whoever approves must write why it may go on without.`,
          } as const,
        ]
      : []),
    {
      key: "past",
      shape: "circle-half",
      text: <DryRunEffect {...{ dryRun, isFailed, reader }} />,
    },
    {
      key: "rest",
      shape: "check",
      text: `${others.join(" and ")} stay as they are. Nothing that was skipped is sent again.`,
    },
  ];
  return (
    <ProductionDialog
      question={
        after === "production"
          ? `Send live ${CHANNEL_ORDERS[channel]} to FlexCharge?`
          : `Send test ${CHANNEL_ORDERS[channel]} to FlexCharge's sandbox?`
      }
      sentence={`${merchant.name}, ${place}. ${asks ? "Once somebody else has approved it." : "From your confirmation on, within 1 second."}`}
      merchantName={merchant.name}
      diff={diffRows(cellRef, effect)}
      effects={effects}
      version={version}
      isOpen
      onOpenChange={(isOpen) => !isOpen && onClose()}
      {...(asks ? { ...ASKING, schedule: { zone: reader.zone } } : {})}
      onConfirm={asks ? askFor : confirm}
    />
  );
}

/** The same dialog where a second person decides. */
export const ASKING = { confirmLabel: "Ask for approval", note: "A second person decides." };

function modeOf(current: SettableMode | undefined, fallback: Mode): Mode {
  return current === undefined || current === "inherit" ? fallback : current;
}
