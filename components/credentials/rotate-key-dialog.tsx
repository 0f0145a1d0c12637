"use client";
import { useRouter } from "next/navigation";
import { type FormEvent, useState } from "react";
import { FormTrouble } from "#components/shell/form-trouble.tsx";
import { type ServerAction, useAction } from "#components/shell/use-action.ts";
import { Button } from "#components/ui/button.tsx";
import { Dialog, DialogBody, DialogFoot } from "#components/ui/dialog.tsx";
import { Facts } from "#components/ui/facts.tsx";
import { Select } from "#components/ui/select.tsx";
import { Timestamp } from "#components/ui/timestamp.tsx";
import { ReadableValue } from "./secret-field.tsx";

export type RotateKey = ServerAction<
  { merchantId: string; id: string; overlapHours: number },
  { id: string; appKey: string; appSecret: string; expiresAt: Date | null; oldExpiresAt: Date },
  { reason: "NOT_ACTIVE" } | { reason: "INVALID_OVERLAP"; hoursMax: number }
>;
type Made = { appKey: string; appSecret: string; expiresAt: Date | null; oldExpiresAt: Date };

const OVERLAPS = [
  { id: "24", label: "24 hours" },
  { id: "168", label: "7 days" },
  { id: "720", label: "30 days" },
  { id: "0", label: "None: the old pair ends at once" },
];

/** A new pair of the same name; the old one stays good for a while, so that checkouts change without a gap. */
export function RotateKeyDialog({
  apiKey,
  zone,
  rotate,
}: {
  apiKey: { id: string; merchantId: string; name: string };
  zone: string;
  rotate: RotateKey;
}) {
  const router = useRouter();
  const [isOpen, setOpen] = useState(false);
  const [made, setMade] = useState<Made | null>(null);
  const [overlap, setOverlap] = useState("24");
  const deed = useAction(rotate, (refusal) =>
    refusal.reason === "NOT_ACTIVE"
      ? { trouble: "This key has ended, or another has taken over from it already." }
      : { trouble: `At most ${refusal.hoursMax} hours.` },
  );
  const close = () => {
    // Not before: a key that was rotated has no button, and the secret on show would go with it.
    if (made) router.refresh();
    setOpen(false);
    setMade(null);
    deed.clear();
  };
  const submit = async (event: FormEvent) => {
    event.preventDefault();
    const { merchantId, id } = apiKey;
    const done = await deed.run({ merchantId, id, overlapHours: Number(overlap) });
    if (done.ok) setMade(done.value);
  };
  return (
    <Dialog
      title={made ? "Store this pair now" : `Rotate “${apiKey.name}”`}
      sentence={
        made
          ? "The AppSecret is shown this once; we keep only a hash of it."
          : "Makes a new pair of the same name. Both are good until the old one ends."
      }
      // While a secret is on show only its own button closes: a stray click would lose it.
      role={made ? "alertdialog" : "dialog"}
      isOpen={isOpen}
      onOpenChange={(next) => (next ? setOpen(true) : made ? undefined : close())}
      trigger={
        <Button size="row" aria-label={`Rotate ${apiKey.name}`}>
          Rotate…
        </Button>
      }
    >
      {made ? (
        <>
          <DialogBody>
            <Facts
              look="ruled"
              facts={[
                { key: "AppKey", value: <ReadableValue value={made.appKey} name="AppKey" /> },
                { key: "AppSecret", value: <ReadableValue value={made.appSecret} name="AppSecret" /> },
                ...(made.expiresAt
                  ? [{ key: "New pair ends", value: <Timestamp at={made.expiresAt} zone={zone} /> }]
                  : []),
                { key: "Old pair ends", value: <Timestamp at={made.oldExpiresAt} zone={zone} /> },
              ]}
            />
          </DialogBody>
          <DialogFoot note="Lost it? Revoke the key and create another.">
            <Button variant="primary" onPress={close}>
              I have stored it
            </Button>
          </DialogFoot>
        </>
      ) : (
        <form noValidate onSubmit={submit} className="flex min-h-0 flex-1 flex-col">
          <DialogBody className="flex flex-col gap-4">
            <Select label="Overlap" options={OVERLAPS} value={overlap} onChange={setOverlap} />
            <FormTrouble trouble={deed.trouble} />
          </DialogBody>
          <DialogFoot>
            <Button onPress={close}>Cancel</Button>
            <Button type="submit" variant="primary" isPending={deed.isPending}>
              Rotate
            </Button>
          </DialogFoot>
        </form>
      )}
    </Dialog>
  );
}
