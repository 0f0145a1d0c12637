"use client";
import { FormTrouble } from "#components/shell/form-trouble.tsx";
import { useAction } from "#components/shell/use-action.ts";
import { AlertDialog } from "#components/ui/alert-dialog.tsx";
import { Banner } from "#components/ui/banner.tsx";
import { Button } from "#components/ui/button.tsx";
import { showToast } from "#components/ui/toast.tsx";
import { acceptLate } from "../actions.ts";
import { deedTrouble } from "./deed-trouble.ts";
import type { Deeds } from "./deeds.ts";
import { moneyText } from "./money-text.ts";
import { RefundDialog } from "./refund-dialog.tsx";

/** FlexCharge approved after the checkout had been told "declined": somebody decides, or the merchant's rule does. */
export function LateApprovalBanner({ deeds, left }: { deeds: Deeds; left: string }) {
  const mayAccept = deeds.actions.includes("accept");
  const mayRefund = deeds.actions.includes("refund");
  const amount = moneyText(deeds.amountMinor, deeds.currency);
  return (
    <Banner
      tone="attn"
      title={`FlexCharge approved ${amount} after the checkout was told “declined”.`}
      action={
        (mayAccept || mayRefund) && (
          <>
            {mayRefund && <RefundDialog deeds={deeds} />}
            {mayAccept && <AcceptDialog deeds={deeds} amount={amount} />}
          </>
        )
      }
    >
      {left} It counts as rescued once it is accepted.
    </Banner>
  );
}

function AcceptDialog({ deeds, amount }: { deeds: Deeds; amount: string }) {
  const { merchantId, orderId, name } = deeds;
  const deed = useAction(acceptLate, deedTrouble);
  return (
    <AlertDialog
      title={`Accept ${amount} for ${name}?`}
      sentence="The customer has paid, though the shop told them “declined”: make sure that the order is delivered."
      hasInkEdge={deeds.isLive}
      width={520}
      trigger={<Button variant="primary">Accept…</Button>}
      confirmLabel="Accept approval"
      isPending={deed.isPending}
      onConfirm={async () => {
        const done = await deed.run({ merchantId, orderId });
        if (!done.ok) return false;
        showToast(`${name} is accepted: ${amount} rescued.`);
      }}
    >
      {deed.trouble && <FormTrouble trouble={deed.trouble} />}
    </AlertDialog>
  );
}
