"use client";
import { type ServerAction, useAction } from "#components/shell/use-action.ts";
import { AlertDialog } from "#components/ui/alert-dialog.tsx";
import { Button } from "#components/ui/button.tsx";
import { showToast } from "#components/ui/toast.tsx";
import type { ReplayTransmitsInput } from "#lib/transmits/schema.ts";

export type ReplayAll = ServerAction<ReplayTransmitsInput, { count: number }, never>;

/** Every dead letter of this page's scope at once, after its cause was mended. */
export function ReplayAllButton({
  count,
  of,
  replayAll,
}: {
  count: number;
  of: ReplayTransmitsInput;
  replayAll: ReplayAll;
}) {
  const deed = useAction(replayAll, () => ({}));
  const copies = count === 1 ? "1 dead letter" : `${count.toLocaleString("en-US")} dead letters`;
  return (
    <AlertDialog
      title={`Send ${copies} again?`}
      sentence="Do this after the cause is mended: what FlexCharge refuses once more comes back to this list."
      trigger={<Button>Send all again…</Button>}
      confirmLabel={`Send ${copies}`}
      isPending={deed.isPending}
      onConfirm={async () => {
        const done = await deed.run(of);
        if (done.ok) showToast(`${done.value.count.toLocaleString("en-US")} copies are on their way again.`);
        return done.ok;
      }}
    >
      {deed.trouble && <p className="text-danger">{deed.trouble}</p>}
    </AlertDialog>
  );
}
