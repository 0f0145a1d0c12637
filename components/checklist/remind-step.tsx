"use client";
import { type ServerAction, useAction } from "#components/shell/use-action.ts";
import { Button } from "#components/ui/button.tsx";
import { showToast } from "#components/ui/toast.tsx";
import type { RemindRefusal } from "#lib/checklist/remind-step.ts";
import type { StepId } from "#lib/checklist/schema.ts";

const REFUSALS: Record<RemindRefusal["reason"], string> = {
  NOT_THEIRS: "This step no longer waits on the merchant.",
  NOBODY: "The merchant has no administrator yet. Invite one.",
  REMINDED: "The merchant was reminded within the last day.",
};

/** Writes to the merchant's administrators that the step waits on them. */
export function RemindStep({
  action,
  merchantId,
  step,
}: {
  action: ServerAction<{ merchantId: string; step: StepId }, { told: number }, RemindRefusal>;
  merchantId: string;
  step: StepId;
}) {
  const deed = useAction(action, ({ reason }) => ({ trouble: REFUSALS[reason] }));
  return (
    <span className="inline-flex items-baseline gap-2">
      <span role="alert" className="text-attn">
        {deed.trouble}
      </span>
      <Button
        size="row"
        variant="quiet"
        isPending={deed.isPending}
        onPress={async () => {
          const done = await deed.run({ merchantId, step });
          if (done.ok)
            showToast(
              done.value.told === 1
                ? "One mail is on its way."
                : `${done.value.told} mails are on their way.`,
            );
        }}
      >
        Remind
      </Button>
    </span>
  );
}
