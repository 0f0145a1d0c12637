"use client";
import type { ReactNode } from "react";
import { OUTCOMES } from "#components/orders/outcome.tsx";
import { useAction } from "#components/shell/use-action.ts";
import { Button } from "#components/ui/button.tsx";
import { showToast } from "#components/ui/toast.tsx";
import { settle } from "../actions.ts";
import { deedTrouble } from "./deed-trouble.ts";
import type { Deeds } from "./deeds.ts";

/** "Ask FlexCharge now": what the settling job does, at once. */
export function AskButton({ deeds, size, icon }: { deeds: Deeds; size?: "touch"; icon: ReactNode }) {
  const deed = useAction(settle, (refusal) => {
    const words = deedTrouble(refusal);
    showToast(words.trouble);
    return words;
  });
  const { merchantId, orderId, attempt } = deeds;
  return (
    <Button
      variant="quiet"
      icon={icon}
      size={size}
      isPending={deed.isPending}
      onPress={async () => {
        const done = await deed.run({ merchantId, orderId, attempt });
        if (!done.ok) return;
        const { settled, state } = done.value;
        const result = OUTCOMES[state].detail.toLowerCase();
        showToast(
          settled ? `FlexCharge was asked: ${result}.` : "FlexCharge was asked, and it is still not known.",
        );
      }}
    >
      Ask FlexCharge now
    </Button>
  );
}
