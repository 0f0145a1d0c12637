"use client";
import { type FormEvent, type ReactNode, useState } from "react";
import { Banner } from "#components/ui/banner.tsx";
import { Button } from "#components/ui/button.tsx";
import { Dialog, DialogBody, DialogFoot } from "#components/ui/dialog.tsx";
import { Glyph, type GlyphShape } from "#components/ui/glyph.tsx";
import { TextField } from "#components/ui/text-field.tsx";
import { momentInZone } from "#components/webhooks/moment-in-zone.ts";
import { ChangeDiff, type DiffRow } from "./change-diff.tsx";
import { type Conflict, ConflictPanel } from "./conflict-panel.tsx";

/** What the change does, or does not do, in one line. */
export type EffectLine = { key: string; shape: GlyphShape; text: ReactNode };

/** What came back: done, somebody was faster, or a sentence about what stands in the way. */
export type ProductionAnswer =
  | { ok: true }
  | { ok: false; conflict: Conflict }
  | { ok: false; sentence: string };

/** What the person gave; `scheduledFor` null: at once. */
export type ProductionTyped = { reason: string; confirm: string; scheduledFor: string | null };

const REASON_MIN = 10;

/**
 * The one way into production: question, diff with followers, effect, reason, typed name. The button is always
 * enabled and names what is missing; a conflict shows both versions and keeps what was typed.
 */
export function ProductionDialog({
  question,
  sentence,
  merchantName,
  diff,
  effects,
  apart,
  note,
  version,
  confirmLabel = "Set to Production",
  schedule,
  isApproval = false,
  without,
  isOpen,
  onOpenChange,
  onConfirm,
}: {
  question: string;
  sentence: string;
  merchantName: string;
  diff: readonly DiffRow[];
  effects: readonly EffectLine[];
  /** Cells of a bulk change that stay as they are, and why. */
  apart?: ReactNode;
  /** After the version in the foot: who decides. */
  note?: string;
  version: number;
  confirmLabel?: string;
  /** Where it may wait for a date: the zone that the date is told in, and what was asked for, on the wall's clock. */
  schedule?: { zone: string; initial?: string };
  /** The reason was given by who asked; the approver may add a note. */
  isApproval?: boolean;
  /** What of the checklist is open, where the approver has to write why it may go on without. */
  without?: string;
  isOpen: boolean;
  onOpenChange: (isOpen: boolean) => void;
  onConfirm: (typed: ProductionTyped) => Promise<ProductionAnswer>;
}) {
  const [reason, setReason] = useState("");
  const [date, setDate] = useState(schedule?.initial ?? "");
  const [typed, setTyped] = useState("");
  const [isTried, setTried] = useState(false);
  const [isPending, setPending] = useState(false);
  const [refusal, setRefusal] = useState<Exclude<ProductionAnswer, { ok: true }> | null>(null);
  const isNameEqual = typed.trim().toLowerCase() === merchantName.trim().toLowerCase();
  const missing = {
    reason: (!isApproval || without) && reason.trim().length < REASON_MIN ? reasonHint(reason) : undefined,
    date: schedule && date && !momentInZone(date, schedule.zone) ? "Date and time, or nothing" : undefined,
    name: isNameEqual ? undefined : `Type ${merchantName} to confirm`,
  };

  const submit = async (event: FormEvent<HTMLFormElement>) => {
    event.preventDefault();
    if (isPending) return;
    setTried(true);
    const first = missing.reason ? "reason" : missing.date ? "date" : missing.name ? "confirm" : null;
    if (first) {
      event.currentTarget.querySelector<HTMLInputElement>(`input[name="${first}"]`)?.focus();
      return;
    }
    setPending(true);
    const scheduledFor = schedule ? (momentInZone(date, schedule.zone)?.toISOString() ?? null) : null;
    const answer = await onConfirm({ reason: reason.trim(), confirm: typed.trim(), scheduledFor }).catch(
      () =>
        ({ ok: false, sentence: "The console did not answer. What you typed is kept; try again." }) as const,
    );
    setPending(false);
    if (answer.ok) onOpenChange(false);
    else setRefusal(answer);
  };

  return (
    <Dialog {...{ title: question, sentence, isOpen, onOpenChange }} role="alertdialog" hasInkEdge>
      {(close) => (
        <form onSubmit={submit} noValidate className="flex min-h-0 flex-1 flex-col">
          <DialogBody className="flex flex-col gap-4">
            {refusal && "conflict" in refusal && <ConflictPanel conflict={refusal.conflict} />}
            {refusal && "sentence" in refusal && (
              <Banner tone="danger" isAlert>
                {refusal.sentence}
              </Banner>
            )}
            <ChangeDiff rows={diff} />
            {apart}
            {without && (
              <Banner tone="attn" title="Steps are open.">
                {without} They are let pass for this request alone.
              </Banner>
            )}
            <ul className="flex flex-col gap-1.5">
              {effects.map((effect) => (
                <li key={effect.key} className="flex gap-2.5 text-ink-2">
                  <span className="flex h-5 w-3.5 shrink-0 items-center justify-center">
                    <Glyph shape={effect.shape} tone="ink" />
                  </span>
                  <span className="min-w-0">{effect.text}</span>
                </li>
              ))}
            </ul>
            <TextField
              label={
                without ? "Why it may go on without them" : isApproval ? "Note, if there is one" : "Reason"
              }
              name="reason"
              value={reason}
              onChange={setReason}
              autoFocus
              error={isTried ? missing.reason : undefined}
            />
            {schedule && (
              <TextField
                label="Takes effect"
                name="date"
                type="datetime-local"
                value={date}
                onChange={setDate}
                error={isTried ? missing.date : undefined}
                help={`Empty: at once when approved. Time in ${schedule.zone.replaceAll("_", " ")}.`}
              />
            )}
            <TextField
              label={
                <>
                  <span className="font-normal">Type</span> {merchantName}{" "}
                  <span className="font-normal">to confirm</span>
                </>
              }
              name="confirm"
              value={typed}
              onChange={setTyped}
              autoComplete="off"
              error={isTried ? missing.name : undefined}
              trailing={isNameEqual ? <Glyph shape="check" tone="rescued" label="Equal" /> : undefined}
            />
          </DialogBody>
          <DialogFoot note={`Based on v${version.toLocaleString("en-US")}.${note ? ` ${note}` : ""}`}>
            <Button onPress={close}>Cancel</Button>
            <Button
              type="submit"
              variant="primary"
              isPending={isPending}
              icon={<Glyph shape="square-solid" />}
            >
              {confirmLabel}
            </Button>
          </DialogFoot>
        </form>
      )}
    </Dialog>
  );
}

function reasonHint(reason: string): string {
  const left = REASON_MIN - reason.trim().length;
  return reason.trim()
    ? `${left} more ${left === 1 ? "character" : "characters"}`
    : "Say why, in ten characters or more";
}
