"use client";
import { type FormEvent, useState } from "react";
import { MODE_NAMES } from "#components/switching/words.ts";
import { Button } from "#components/ui/button.tsx";
import { TextField } from "#components/ui/text-field.tsx";
import type { SettableMode } from "#lib/terms.ts";

const REASON_MIN = 3;

/** The way down: at once, with a reason, where the switch is. */
export function ReasonForm({
  mode,
  onSubmit,
  onCancel,
}: {
  mode: SettableMode;
  /** Resolves to what stands in the way, or to null when it is done. */
  onSubmit: (reason: string) => Promise<string | null>;
  onCancel: () => void;
}) {
  const [reason, setReason] = useState("");
  const [error, setError] = useState<string>();
  const [isPending, setPending] = useState(false);
  const submit = async (event: FormEvent<HTMLFormElement>) => {
    event.preventDefault();
    if (isPending) return;
    if (reason.trim().length < REASON_MIN) {
      setError("Say why, in a few words");
      event.currentTarget.querySelector("input")?.focus();
      return;
    }
    setPending(true);
    const refusal = await onSubmit(reason.trim());
    setPending(false);
    if (refusal) setError(refusal);
  };
  return (
    <form
      onSubmit={submit}
      noValidate
      className="mt-3 flex flex-col gap-2"
      onKeyDown={(event) => {
        if (event.key !== "Escape") return;
        event.preventDefault();
        onCancel();
      }}
    >
      <TextField
        label={`Reason for ${MODE_NAMES[mode]}`}
        name="reason"
        value={reason}
        onChange={setReason}
        error={error}
        autoFocus
      />
      <div className="flex gap-2">
        <Button type="submit" variant="primary" isPending={isPending}>
          {mode === "inherit" ? "Inherit" : `Set to ${MODE_NAMES[mode]}`}
        </Button>
        <Button variant="quiet" onPress={onCancel}>
          Cancel
        </Button>
      </div>
    </form>
  );
}
