"use client";
import { type FormEvent, useState } from "react";
import { Banner } from "#components/ui/banner.tsx";
import { Button } from "#components/ui/button.tsx";
import { Dialog, DialogBody, DialogFoot } from "#components/ui/dialog.tsx";
import { Glyph } from "#components/ui/glyph.tsx";
import { RadioGroup } from "#components/ui/radio-group.tsx";
import { Select } from "#components/ui/select.tsx";
import { TextField } from "#components/ui/text-field.tsx";
import { CHANNELS, type KillChannel, type KillScope } from "#lib/terms.ts";
import { killChannelName } from "./words.ts";

/** A place that can be stopped, e.g. one site, the merchant, the partner. */
export type KillTarget = { scope: KillScope; scopeId: string; label: string; detail?: string };
export type KillOrder = { scope: KillScope; scopeId: string; channel: KillChannel; reason: string };
export type KillAnswer = { ok: true } | { ok: false; sentence: string };

/**
 * Stops FlexCharge for a place and a channel: scope, channel, reason, and what keeps running. A press and a
 * reason, nothing more, because it is used when something is wrong.
 */
export function KillSwitchDialog({
  targets,
  stillRunning,
  isOpen,
  onOpenChange,
  onConfirm,
  initial,
}: {
  targets: readonly KillTarget[];
  /** What goes on for the chosen place: "14 MIT orders, 812.40 USD, are followed to their end." */
  stillRunning: (target: KillTarget, channel: KillChannel) => string;
  isOpen: boolean;
  onOpenChange: (isOpen: boolean) => void;
  onConfirm: (order: KillOrder) => Promise<KillAnswer>;
  /** Index of the target to begin with, and its channel. */
  initial?: { target: number; channel: KillChannel };
}) {
  const [chosen, setChosen] = useState(String(initial?.target ?? 0));
  const [channel, setChannel] = useState<KillChannel>(initial?.channel ?? "all");
  const [reason, setReason] = useState("");
  const [isTried, setTried] = useState(false);
  const [isPending, setPending] = useState(false);
  const [refusal, setRefusal] = useState<string | null>(null);
  const target = targets[Number(chosen)] ?? targets[0];
  if (!target) return null;
  const isReasonShort = reason.trim().length < 3;

  const submit = async (event: FormEvent<HTMLFormElement>) => {
    event.preventDefault();
    if (isPending) return;
    setTried(true);
    if (isReasonShort) {
      event.currentTarget.querySelector<HTMLInputElement>('input[name="reason"]')?.focus();
      return;
    }
    setPending(true);
    const { scope, scopeId } = target;
    const answer = await onConfirm({ scope, scopeId, channel, reason: reason.trim() });
    setPending(false);
    if (answer.ok) onOpenChange(false);
    else setRefusal(answer.sentence);
  };

  return (
    <Dialog
      title="Stop FlexCharge?"
      sentence="New orders stop within 5 seconds on every gateway. The original declines stand."
      role="alertdialog"
      {...{ isOpen, onOpenChange }}
    >
      {(close) => (
        <form onSubmit={submit} noValidate className="flex min-h-0 flex-1 flex-col">
          <DialogBody className="flex flex-col gap-4">
            {refusal && (
              <Banner tone="danger" isAlert>
                {refusal}
              </Banner>
            )}
            {targets.length > 5 ? (
              <Select
                label="Stop"
                options={targets.map((one, index) => ({ id: String(index), label: one.label }))}
                value={chosen}
                onChange={setChosen}
              />
            ) : (
              <RadioGroup
                label="Stop"
                options={targets.map((one, index) => ({
                  id: String(index),
                  label: one.label,
                  note: one.detail,
                }))}
                value={chosen}
                onChange={setChosen}
              />
            )}
            <Select<KillChannel>
              label="Channel"
              options={(["all", ...CHANNELS] as const).map((id) => ({ id, label: killChannelName(id) }))}
              value={channel}
              onChange={setChannel}
            />
            <TextField
              label="Reason"
              name="reason"
              value={reason}
              onChange={setReason}
              autoFocus
              help="Shown on the page and with every order that is held back."
              error={isTried && isReasonShort ? "Say why" : undefined}
            />
            <ul className="flex flex-col gap-1.5 text-ink-2">
              <li className="flex gap-2.5">
                <Glyph shape="circle-half" tone="open" className="mt-1" />
                <span>{stillRunning(target, channel)}</span>
              </li>
              <li className="flex gap-2.5">
                <Glyph shape="check" tone="ink" className="mt-1" />
                <span>Switching on again never sends what was skipped.</span>
              </li>
            </ul>
          </DialogBody>
          <DialogFoot note={`${killChannelName(channel)}, ${target.label}`}>
            <Button onPress={close}>Cancel</Button>
            <Button
              type="submit"
              variant="danger-solid"
              isPending={isPending}
              icon={<Glyph shape="octagon-bar" className="[--glyph-knockout:var(--danger)]" />}
            >
              Stop FlexCharge
            </Button>
          </DialogFoot>
        </form>
      )}
    </Dialog>
  );
}
