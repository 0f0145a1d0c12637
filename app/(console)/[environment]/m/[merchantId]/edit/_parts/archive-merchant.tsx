"use client";
import { useRouter } from "next/navigation";
import { useAction } from "#components/shell/use-action.ts";
import { AlertDialog } from "#components/ui/alert-dialog.tsx";
import { Button } from "#components/ui/button.tsx";
import { showToast } from "#components/ui/toast.tsx";
import { closeMerchant } from "../actions.ts";

export function ArchiveMerchant({
  merchant,
  path,
}: {
  merchant: { id: string; name: string };
  path: string;
}) {
  const router = useRouter();
  const deed = useAction(closeMerchant, () => ({}));
  return (
    <div className="flex max-w-150 flex-wrap items-center justify-between gap-3">
      <p className="min-w-60 flex-1 text-ink-2">
        Nothing is sent for an archived merchant. Its orders and history stay.
      </p>
      <AlertDialog
        title={`Archive ${merchant.name}?`}
        sentence="From now on nothing is sent for it, in either environment, and its keys are answered with MERCHANT_INACTIVE. It cannot be taken back."
        trigger={<Button variant="danger">Archive merchant…</Button>}
        confirmLabel="Archive merchant"
        confirmVariant="danger-solid"
        isPending={deed.isPending}
        onConfirm={async () => {
          const done = await deed.run({ merchantId: merchant.id });
          if (!done.ok) return false;
          showToast(`${merchant.name} is archived.`);
          router.push(path);
        }}
      >
        {deed.trouble && <p className="text-danger">{deed.trouble}</p>}
      </AlertDialog>
    </div>
  );
}
