"use client";
import { useState } from "react";
import type { DiffRow } from "#components/switching/change-diff.tsx";
import type { Conflict } from "#components/switching/conflict-panel.tsx";
import {
  type EffectLine,
  type ProductionAnswer,
  ProductionDialog,
} from "#components/switching/production-dialog.tsx";
import { refusalSentence } from "#components/switching/refusal-sentence.ts";
import { lasted } from "#components/switching/when.ts";
import { CHANNEL_NAMES, CHANNEL_ORDERS, MODE_NAMES, SCOPE_NAMES } from "#components/switching/words.ts";
import type { Mode, SettableMode } from "#lib/terms.ts";
import { CHANNELS } from "#lib/terms.ts";
import { useCellFacts } from "./cell-consequence.tsx";
import { type CellRef, cellKey, effectOf, type MatrixCells } from "./matrix-cells.ts";
import type { useSwitching } from "./use-switching.ts";

/** The production dialog for one cell: what it changes, whom it takes along, what it would have sent. */
export function RaiseDialog({
  cells,
  cellRef,
  mode,
  base,
  send,
  onClose,
}: {
  cells: MatrixCells;
  cellRef: CellRef;
  mode: SettableMode;
  base: string;
  send: ReturnType<typeof useSwitching>["send"];
  onClose: () => void;
}) {
  const { scope, id, channel } = cellRef;
  const { merchant } = cells;
  // The version that the person saw; after a conflict the newer one, which the dialog then shows.
  const [version, setVersion] = useState(merchant.switchVersion);
  const [first] = useState(() => effectOf(cells, cellRef, mode));
  const facts = useCellFacts(base, cellKey(cellRef), merchant.switchVersion);
  const effect = effectOf(cells, cellRef, mode);
  const place = scope === "merchant" ? "all sites" : cells.place(scope, id);

  const confirm = async (typed: { reason: string; confirm: string }): Promise<ProductionAnswer> => {
    const answer = await send(cellRef, mode, { ...typed, version });
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
  const notSent = facts.data?.notSent;
  const effects: EffectLine[] = [
    {
      key: "past",
      shape: "circle-half",
      text: !notSent ? (
        "Counting the orders of the last 7 days"
      ) : notSent.orders === 0 ? (
        "In the last 7 days no live order was kept back here."
      ) : (
        <>
          In the last 7 days this would have sent{" "}
          <strong className="font-medium text-ink">
            {notSent.orders.toLocaleString("en-US")} {notSent.orders === 1 ? "order" : "orders"},{" "}
            {notSent.amounts.map(({ number, code }) => `${number} ${code}`).join(", ")}
          </strong>
          .
        </>
      ),
    },
    {
      key: "rest",
      shape: "check",
      text: `${others.join(" and ")} stay as they are. Nothing that was skipped is sent again.`,
    },
  ];
  return (
    <ProductionDialog
      question={`Send live ${CHANNEL_ORDERS[channel]} to FlexCharge?`}
      sentence={`${merchant.name}, ${place}. From your confirmation on, within 1 second.`}
      merchantName={merchant.name}
      diff={diffRows(cellRef, effect)}
      effects={effects}
      version={version}
      isOpen
      onOpenChange={(isOpen) => !isOpen && onClose()}
      onConfirm={confirm}
    />
  );
}

const NAMED_MAX = 6;

/** The cell itself, then its followers: one line for those of the same before, with their names. */
export function diffRows(
  { scope, channel }: CellRef,
  { before, after, following }: ReturnType<typeof effectOf>,
): DiffRow[] {
  const title = `${scope === "merchant" ? "All sites" : SCOPE_NAMES[scope]}, ${CHANNEL_NAMES[channel]}`;
  const rows: DiffRow[] = [{ key: "self", title, before, after, follows: false }];
  for (const kind of ["site", "campaign"] as const) {
    const under = following.filter((one) => one.key.startsWith(`${kind}.`));
    const [first] = under;
    if (!first) continue;
    const names = under.slice(0, NAMED_MAX).map((one) => one.name);
    const rest = under.length - names.length;
    rows.push({
      key: kind,
      title: `${under.length} ${kind}${under.length === 1 ? " that inherits it" : "s that inherit it"}`,
      detail: names.join(", ") + (rest > 0 ? ` and ${rest} more` : ""),
      before: first.before,
      after: first.after,
      follows: true,
    });
  }
  return rows;
}

function modeOf(current: SettableMode | undefined, fallback: Mode): Mode {
  return current === undefined || current === "inherit" ? fallback : current;
}
