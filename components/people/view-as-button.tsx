"use client";
import { Eye } from "lucide-react";
import { FormTrouble } from "#components/shell/form-trouble.tsx";
import { type ServerAction, useAction } from "#components/shell/use-action.ts";
import { AlertDialog } from "#components/ui/alert-dialog.tsx";
import { Button } from "#components/ui/button.tsx";

/** For partner staff on a merchant's page: the console as the merchant's people see it. */
export function ViewAsButton({
  merchantId,
  merchantName,
  start,
}: {
  merchantId: string;
  merchantName: string;
  start: ServerAction<{ merchantId: string }, { until: Date }, never>;
}) {
  const deed = useAction(start, () => ({}));
  return (
    <AlertDialog
      title={`View as ${merchantName}?`}
      sentence="For an hour you see what its people see, and can change nothing. Beginning and end are in its audit with your name."
      trigger={
        <Button variant="quiet" icon={<Eye />}>
          View as merchant
        </Button>
      }
      confirmLabel="View as merchant"
      cancelLabel="Cancel"
      isPending={deed.isPending}
      onConfirm={async () => {
        const done = await deed.run({ merchantId });
        // A full load: what was read as the partner may not stay.
        if (done.ok) window.location.reload();
        return done.ok;
      }}
    >
      <FormTrouble trouble={deed.trouble} />
    </AlertDialog>
  );
}
