"use client";
import { type FormEvent, useState } from "react";
import { withProof } from "#components/shell/ask-for-proof.ts";
import type { Reader } from "#components/switching/cell-words.ts";
import { ChangeDiff } from "#components/switching/change-diff.tsx";
import { DryRunEffect } from "#components/switching/dry-run-effect.tsx";
import {
  type ProductionAnswer,
  ProductionDialog,
  type ProductionTyped,
} from "#components/switching/production-dialog.tsx";
import { refusalSentence } from "#components/switching/refusal-sentence.ts";
import { requestConflict } from "#components/switching/request-conflict.ts";
import { CHANNEL_NAMES, MODE_NAMES, MODE_SHAPES } from "#components/switching/words.ts";
import { BulkBar } from "#components/tables/bulk-bar.tsx";
import { Banner } from "#components/ui/banner.tsx";
import { Button } from "#components/ui/button.tsx";
import { Dialog, DialogBody, DialogFoot } from "#components/ui/dialog.tsx";
import { Glyph } from "#components/ui/glyph.tsx";
import { Segmented } from "#components/ui/segmented.tsx";
import { TextField } from "#components/ui/text-field.tsx";
import { showToast } from "#components/ui/toast.tsx";
import { CHANNELS, type Mode, type SettableMode } from "#lib/terms.ts";
import { requestChangeAction, setModesAction } from "../actions.ts";
import { type BulkPlan, bulkPlan } from "./bulk-plan.ts";
import type { MatrixCells } from "./matrix-cells.ts";
import { ASKING } from "./raise-dialog.tsx";
import { useDryRun } from "./use-dry-run.ts";
import type { Selection } from "./use-selection.ts";

const MODES = ["inherit", "off", "sandbox", "production"] as const;

/** The bar over the foot and the dialog behind it: nothing acts without naming channel, cells and effect. */
export function BulkChange({
  cells,
  selection,
  mustAsk,
  reader,
  refresh,
}: {
  cells: MatrixCells;
  selection: Selection;
  /** Whether going up to this mode is for a second person to decide. */
  mustAsk: (after: Mode) => boolean;
  reader: Reader;
  refresh: () => Promise<unknown>;
}) {
  const [mode, setMode] = useState<SettableMode | null>(null);
  const { targets, siteIds, channel } = selection;
  const count = siteIds.size > 0 ? `${siteIds.size.toLocaleString("en-US")} sites` : `${targets.length}`;
  const wantsChannel = siteIds.size > 0 && channel === null;
  const plan = mode ? bulkPlan(cells, targets, mode) : null;
  const asks = plan?.raisesTo.some(mustAsk) ?? false;
  const isGrave = asks || (plan?.isToProduction ?? false);
  const { switchVersion } = cells.merchant;
  const wanted = isGrave && plan && mode ? plan.changing.map((ref) => ({ ...ref, mode })) : [];
  const dry = useDryRun(cells.merchant.id, wanted, switchVersion);

  const askFor = async ({ reason, scheduledFor }: ProductionTyped): Promise<ProductionAnswer> => {
    if (!plan || !mode) return { ok: true };
    const answer = await requestChangeAction({
      merchantId: cells.merchant.id,
      cells: wanted,
      reason,
      scheduledFor,
      version: switchVersion,
    });
    await refresh();
    if (!answer.ok) {
      return answer.reason === "VERSION_CONFLICT"
        ? { ok: false, conflict: requestConflict(answer, Date.now()) }
        : { ok: false, sentence: refusalSentence(answer) };
    }
    selection.clear();
    showToast("Asked for in one request. It waits for somebody else's approval, under Requests.");
    return { ok: true };
  };

  const apply = async ({
    reason,
    confirm,
  }: {
    reason: string;
    confirm?: string;
  }): Promise<ProductionAnswer> => {
    if (!plan || !mode) return { ok: true };
    const answer = await withProof(() =>
      setModesAction({ merchantId: cells.merchant.id, cells: plan.changing, mode, reason, confirm }),
    );
    await refresh();
    if (!answer.ok) return { ok: false, sentence: refusalSentence(answer) };
    const { set, refused } = answer.value;
    const first = refused[0];
    if (first) {
      const sentence = `${set} set, ${refused.length} refused. ${refusalSentence({ ok: false, reason: first.reason })}`;
      return { ok: false, sentence };
    }
    selection.clear();
    showToast(`${set} ${set === 1 ? "cell is" : "cells are"} set to ${MODE_NAMES[mode]}.`);
    return { ok: true };
  };

  return (
    <>
      {!mode && (
        <BulkBar words={`${count} selected`} onClear={selection.clear}>
          {siteIds.size > 0 && (
            <Segmented
              label="Channel"
              options={CHANNELS.map((id) => ({ id, label: CHANNEL_NAMES[id] }))}
              value={channel}
              onChange={selection.setChannel}
            />
          )}
          {MODES.map((one) => (
            <Button
              key={one}
              size="row"
              variant={one === "inherit" ? "quiet" : "secondary"}
              icon={one === "inherit" ? undefined : <Glyph shape={MODE_SHAPES[one]} />}
              unavailable={wantsChannel ? "Choose a channel first" : undefined}
              onPress={() => setMode(one)}
            >
              {one === "production" ? "Production…" : MODE_NAMES[one]}
            </Button>
          ))}
        </BulkBar>
      )}
      {mode && plan && isGrave && (
        <ProductionDialog
          question={`Send ${plan.isToProduction ? "live" : "test"} orders of ${plan.changing.length} ${plan.changing.length === 1 ? "cell" : "cells"} to FlexCharge?`}
          sentence={`${cells.merchant.name}. ${asks ? "Once somebody else has approved it, all in one." : "From your confirmation on, within 1 second."}`}
          merchantName={cells.merchant.name}
          diff={plan.rows}
          effects={[
            {
              key: "past",
              shape: "circle-half",
              text: <DryRunEffect {...{ ...dry, reader }} />,
            },
            {
              key: "rest",
              shape: "check",
              text: "Nothing else changes. Nothing that was skipped is sent again.",
            },
          ]}
          apart={<Apart plan={plan} />}
          version={cells.merchant.switchVersion}
          isOpen
          onOpenChange={(isOpen) => !isOpen && setMode(null)}
          {...(asks ? { ...ASKING, schedule: { zone: reader.zone } } : {})}
          onConfirm={asks ? askFor : apply}
        />
      )}
      {mode && plan && !isGrave && (
        <ReasonDialog plan={plan} mode={mode} onClose={() => setMode(null)} onConfirm={apply} />
      )}
    </>
  );
}

/** Cells that stay as they are, with what holds them. */
function Apart({ plan }: { plan: BulkPlan }) {
  if (plan.blocked.length === 0) return null;
  const count = plan.blocked.length;
  return (
    <Banner tone="attn" title={`${count} ${count === 1 ? "cell stays" : "cells stay"} as it is.`}>
      {plan.blocked
        .slice(0, 4)
        .map(({ words }) => words)
        .join("; ")}
      {count > 4 && ` and ${count - 4} more`}.
    </Banner>
  );
}

function ReasonDialog({
  plan,
  mode,
  onClose,
  onConfirm,
}: {
  plan: BulkPlan;
  mode: SettableMode;
  onClose: () => void;
  onConfirm: (typed: { reason: string }) => Promise<ProductionAnswer>;
}) {
  const [reason, setReason] = useState("");
  const [error, setError] = useState<string>();
  const [isPending, setPending] = useState(false);
  const submit = async (event: FormEvent<HTMLFormElement>) => {
    event.preventDefault();
    if (isPending || plan.changing.length === 0) return;
    if (plan.isDown && reason.trim().length < 3) return setError("Say why, in a few words");
    setPending(true);
    const answer = await onConfirm({ reason: reason.trim() || "Set together in the matrix" });
    setPending(false);
    if (answer.ok) onClose();
    else setError("sentence" in answer ? answer.sentence : "Somebody else changed this meanwhile.");
  };
  const count = plan.changing.length;
  return (
    <Dialog
      title={mode === "inherit" ? "Let them inherit again?" : `Set to ${MODE_NAMES[mode]}?`}
      sentence={
        count === 0
          ? "Nothing would change."
          : `${count} ${count === 1 ? "cell changes" : "cells change"} at once.`
      }
      role="alertdialog"
      isOpen
      onOpenChange={(isOpen) => !isOpen && onClose()}
    >
      {(close) => (
        <form onSubmit={submit} noValidate className="flex min-h-0 flex-1 flex-col">
          <DialogBody className="flex flex-col gap-4">
            {count > 0 && <ChangeDiff rows={plan.rows} />}
            <Apart plan={plan} />
            {count > 0 && (
              <TextField
                label={plan.isDown ? "Reason" : "Reason, if there is one"}
                name="reason"
                value={reason}
                onChange={setReason}
                error={error}
                autoFocus
              />
            )}
          </DialogBody>
          <DialogFoot note={plan.unchanged > 0 ? `${plan.unchanged} are so already.` : undefined}>
            <Button onPress={close}>{count > 0 ? "Cancel" : "Close"}</Button>
            {count > 0 && (
              <Button type="submit" variant="primary" isPending={isPending}>
                {mode === "inherit" ? "Inherit" : `Set to ${MODE_NAMES[mode]}`}
              </Button>
            )}
          </DialogFoot>
        </form>
      )}
    </Dialog>
  );
}
