"use client";
import { type FormEvent, useState } from "react";
import { Banner } from "#components/ui/banner.tsx";
import { Button } from "#components/ui/button.tsx";
import { Dialog, DialogBody, DialogFoot } from "#components/ui/dialog.tsx";
import { TextField } from "#components/ui/text-field.tsx";
import type { KillRow } from "#lib/switching/schema.ts";
import type { Reader } from "./cell-words.ts";
import type { KillAnswer } from "./kill-switch-dialog.tsx";
import { when } from "./when.ts";
import { killChannelName } from "./words.ts";

/** A kill switch that is engaged: what, since when, by whom, why, what still runs, and the way back. */
export function KillBanner({
  kill,
  place,
  stillRunning,
  reader,
  whyNot,
  onSwitchOn,
}: {
  kill: KillRow;
  place: string;
  stillRunning?: string;
  reader: Reader;
  /** Why this person cannot switch on again; null when they can. */
  whyNot: string | null;
  onSwitchOn: (reason: string) => Promise<KillAnswer>;
}) {
  const [isOpen, setOpen] = useState(false);
  const subject = kill.channel === "all" ? "FlexCharge" : killChannelName(kill.channel);
  return (
    <>
      <Banner
        tone="danger"
        title={`${subject} is stopped for ${place}`}
        action={
          whyNot ? (
            <span className="text-meta text-ink-2">{whyNot}</span>
          ) : (
            <Button onPress={() => setOpen(true)}>Switch on again…</Button>
          )
        }
      >
        since {when(kill.setBy.at, reader.zone, reader.now)} by {kill.setBy.name}: “{kill.setBy.reason}”.{" "}
        {stillRunning}
      </Banner>
      {isOpen && <SwitchOnDialog {...{ subject, place, onSwitchOn }} onClose={() => setOpen(false)} />}
    </>
  );
}

function SwitchOnDialog({
  subject,
  place,
  onSwitchOn,
  onClose,
}: {
  subject: string;
  place: string;
  onSwitchOn: (reason: string) => Promise<KillAnswer>;
  onClose: () => void;
}) {
  const [reason, setReason] = useState("");
  const [error, setError] = useState<string>();
  const [isPending, setPending] = useState(false);
  const submit = async (event: FormEvent<HTMLFormElement>) => {
    event.preventDefault();
    if (isPending) return;
    if (reason.trim().length < 3) return setError("Say what was solved");
    setPending(true);
    const answer = await onSwitchOn(reason.trim());
    setPending(false);
    if (answer.ok) onClose();
    else setError(answer.sentence);
  };
  return (
    <Dialog
      title={`Switch ${subject} on again?`}
      sentence={`${place}. Every cell goes back to the mode it had. Nothing that was skipped is sent again.`}
      role="alertdialog"
      hasInkEdge
      isOpen
      onOpenChange={(open) => !open && onClose()}
    >
      {(close) => (
        <form onSubmit={submit} noValidate className="flex min-h-0 flex-1 flex-col">
          <DialogBody>
            <TextField
              label="Reason"
              name="reason"
              value={reason}
              onChange={setReason}
              error={error}
              autoFocus
            />
          </DialogBody>
          <DialogFoot>
            <Button onPress={close}>Cancel</Button>
            <Button type="submit" variant="primary" isPending={isPending}>
              Switch on again
            </Button>
          </DialogFoot>
        </form>
      )}
    </Dialog>
  );
}
