"use client";
import { FormTrouble } from "#components/shell/form-trouble.tsx";
import { useAction } from "#components/shell/use-action.ts";
import { AlertDialog } from "#components/ui/alert-dialog.tsx";
import { Button } from "#components/ui/button.tsx";
import { showToast } from "#components/ui/toast.tsx";
import { cancel } from "../actions.ts";
import { deedTrouble } from "./deed-trouble.ts";
import type { Deeds } from "./deeds.ts";

/** Ends what FlexCharge is still working on. It cannot be taken back. */
export function CancelDialog({ deeds, size }: { deeds: Deeds; size?: "touch" }) {
  const { merchantId, orderId, name } = deeds;
  const deed = useAction(cancel, deedTrouble);
  return (
    <AlertDialog
      title={`Cancel ${name}?`}
      sentence="FlexCharge stops working on it and the original decline stands. It cannot be taken back."
      hasInkEdge={deeds.isLive}
      width={520}
      trigger={
        <Button variant="danger" size={size}>
          Cancel order…
        </Button>
      }
      confirmLabel="Cancel order"
      confirmVariant="danger-solid"
      cancelLabel="Keep it"
      isPending={deed.isPending}
      onConfirm={async () => {
        const done = await deed.run({ merchantId, orderId });
        if (!done.ok) return false;
        showToast(
          done.value.state === "cancelled"
            ? `${name} is cancelled.`
            : "FlexCharge does not know it yet: it is cancelled as soon as it does, and never sent again.",
        );
      }}
    >
      {deed.trouble && <FormTrouble trouble={deed.trouble} />}
    </AlertDialog>
  );
}
