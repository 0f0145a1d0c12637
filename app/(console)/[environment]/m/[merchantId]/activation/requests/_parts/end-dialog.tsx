"use client";
import { type FormEvent, useState } from "react";
import { Button } from "#components/ui/button.tsx";
import { Dialog, DialogBody, DialogFoot } from "#components/ui/dialog.tsx";
import { TextField } from "#components/ui/text-field.tsx";

const WORDS = {
  reject: {
    title: "Reject this request?",
    sentence: "Nothing changes. Its author reads the reason.",
    label: "Reason",
    deed: "Reject",
  },
  cancel: {
    title: "Take this request back?",
    sentence: "Nothing changes. It can be asked for anew.",
    label: "Reason, if there is one",
    deed: "Take back",
  },
} as const;

/** The end of a request without a change: rejected with a reason, or taken back. */
export function EndDialog({
  kind,
  onClose,
  onConfirm,
}: {
  kind: keyof typeof WORDS;
  onClose: () => void;
  /** Resolves to what stands in the way, or null. */
  onConfirm: (reason: string) => Promise<string | null>;
}) {
  const [reason, setReason] = useState("");
  const [error, setError] = useState<string>();
  const [isPending, setPending] = useState(false);
  const words = WORDS[kind];
  const submit = async (event: FormEvent<HTMLFormElement>) => {
    event.preventDefault();
    if (isPending) return;
    if (kind === "reject" && reason.trim().length < 3) return setError("Say why, in a few words");
    setPending(true);
    const trouble = await onConfirm(reason.trim()).catch(
      () => "The console did not answer. What you typed is kept; try again.",
    );
    setPending(false);
    if (trouble) setError(trouble);
  };
  return (
    <Dialog
      title={words.title}
      sentence={words.sentence}
      role="alertdialog"
      isOpen
      onOpenChange={(isOpen) => !isOpen && onClose()}
    >
      {(close) => (
        <form onSubmit={submit} noValidate className="flex min-h-0 flex-1 flex-col">
          <DialogBody>
            <TextField
              label={words.label}
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
              {words.deed}
            </Button>
          </DialogFoot>
        </form>
      )}
    </Dialog>
  );
}
