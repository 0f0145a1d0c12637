"use client";
import { Banknote } from "lucide-react";
import { FormTrouble } from "#components/shell/form-trouble.tsx";
import { useAction } from "#components/shell/use-action.ts";
import type { Reader } from "#components/switching/cell-words.ts";
import { when } from "#components/switching/when.ts";
import { AlertDialog } from "#components/ui/alert-dialog.tsx";
import { Button } from "#components/ui/button.tsx";
import { showToast } from "#components/ui/toast.tsx";
import { capture } from "../actions.ts";
import { deedTrouble } from "./deed-trouble.ts";
import type { Deeds } from "./deeds.ts";
import { moneyText } from "./money-text.ts";

/** The whole authorised amount, or nothing: FlexCharge takes no part of it (API sheet §2.9). */
export function CaptureDialog({ deeds, reader, size }: { deeds: Deeds; reader: Reader; size?: "touch" }) {
  const { merchantId, orderId, name, amountMinor, currency } = deeds;
  const deed = useAction(capture, deedTrouble);
  const amount = moneyText(amountMinor, currency);
  const by = when(deeds.captureBy, reader.zone, reader.now);
  return (
    <AlertDialog
      title={`Capture ${amount}?`}
      sentence={`${name} is authorised and not yet paid. What is not captured in the account's window, by ${by} at the latest, FlexCharge voids by itself.`}
      hasInkEdge={deeds.isLive}
      width={520}
      trigger={
        <Button variant="primary" icon={<Banknote />} size={size}>
          Capture…
        </Button>
      }
      note="Always the whole amount."
      confirmLabel={`Capture ${amount}`}
      isPending={deed.isPending}
      onConfirm={async () => {
        const done = await deed.run({ merchantId, orderId, amountMinor, currency });
        if (!done.ok) return false;
        showToast(
          done.value.state === "captured"
            ? `${amount} captured.`
            : "FlexCharge gave no certain answer: we ask until it is known.",
        );
      }}
    >
      {deed.trouble && <FormTrouble trouble={deed.trouble} />}
    </AlertDialog>
  );
}
