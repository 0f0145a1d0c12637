"use client";
import { type FormEvent, useState } from "react";
import { FormTrouble } from "#components/shell/form-trouble.tsx";
import { type ServerAction, useAction } from "#components/shell/use-action.ts";
import { Button } from "#components/ui/button.tsx";
import { Dialog, DialogBody, DialogFoot } from "#components/ui/dialog.tsx";
import { TextField } from "#components/ui/text-field.tsx";
import { showToast } from "#components/ui/toast.tsx";
import { zoneWords } from "#components/ui/zone-words.ts";
import { momentInZone, wallClock } from "#components/webhooks/moment-in-zone.ts";
import type { Environment } from "#lib/terms.ts";

export type MoveCutOver = ServerAction<
  { merchantId: string; environment: Environment; version: number; at: Date | null },
  { inUse: boolean },
  { reason: "NOT_WAITING" } | { reason: "NOT_VERIFIED" } | { reason: "TOO_FAR"; days: number }
>;

/** When the next version takes over: at a time of the merchant's zone, or now. */
export function CutOverDialog({
  place,
  inUse,
  at,
  zone,
  isVerified,
  move,
}: {
  place: { merchantId: string; environment: Environment; version: number };
  /** The version that it takes over from. */
  inUse: number;
  at: Date | null;
  zone: string;
  isVerified: boolean;
  move: MoveCutOver;
}) {
  const [isOpen, setOpen] = useState(false);
  const [typed, setTyped] = useState(at ? wallClock(at, zone) : "");
  const [wrong, setWrong] = useState<string | undefined>();
  const deed = useAction(move, (refusal) => {
    if (refusal.reason === "TOO_FAR") return { fields: { at: `At most ${refusal.days} days away` } };
    if (refusal.reason === "NOT_VERIFIED") return { trouble: "It is not verified yet." };
    return { trouble: "Somebody changed these credentials meanwhile." };
  });
  const send = async (when: Date | null) => {
    const done = await deed.run({ ...place, at: when });
    if (!done.ok) return;
    setOpen(false);
    showToast(done.value.inUse ? `Version ${place.version} is in use.` : "The date is kept.");
  };
  const submit = (event: FormEvent<HTMLFormElement>) => {
    event.preventDefault();
    const when = momentInZone(typed, zone);
    setWrong(when && when > new Date() ? undefined : "Give a day and time to come");
    if (when && when > new Date() && !deed.isPending) void send(when);
  };
  return (
    <Dialog
      title={`When version ${place.version} takes over`}
      sentence={`Until then version ${inUse} is in use. Notices signed with either webhook key are taken, the old one's for a day after.`}
      isOpen={isOpen}
      onOpenChange={(next) => {
        setOpen(next);
        setTyped(at ? wallClock(at, zone) : "");
        setWrong(undefined);
        deed.clear();
      }}
      trigger={<Button size="row">{at ? "Change date…" : "Set a date…"}</Button>}
    >
      <form noValidate onSubmit={submit} className="flex min-h-0 flex-1 flex-col">
        <DialogBody className="flex flex-col gap-4">
          <TextField
            label="Takes over"
            type="datetime-local"
            autoFocus
            value={typed}
            onChange={setTyped}
            help={`Times in ${zoneWords(zone)}`}
            error={wrong ?? deed.fields.at}
          />
          <FormTrouble trouble={deed.trouble} />
        </DialogBody>
        <DialogFoot>
          {isVerified && (
            <Button isPending={deed.isPending} onPress={() => void send(null)}>
              Take over now
            </Button>
          )}
          <Button type="submit" variant="primary" isPending={deed.isPending}>
            Save
          </Button>
        </DialogFoot>
      </form>
    </Dialog>
  );
}
