"use client";
import { useRouter } from "next/navigation";
import { type FormEvent, useState } from "react";
import { FormTrouble } from "#components/shell/form-trouble.tsx";
import { type ServerAction, useAction } from "#components/shell/use-action.ts";
import { Button } from "#components/ui/button.tsx";
import { RadioGroup } from "#components/ui/radio-group.tsx";
import { TextField } from "#components/ui/text-field.tsx";
import { showToast } from "#components/ui/toast.tsx";
import type { ApprovalPolicy } from "#lib/terms.ts";

type Change = ServerAction<
  { approvalPolicy: ApprovalPolicy; reason: string },
  { changed: boolean },
  { reason: "REASON_REQUIRED"; min: number }
>;

const OPTIONS = [
  {
    id: "second_person",
    label: "A second person approves",
    note: "Going up to Production is asked for. Somebody else, an admin, approves it at once or for a date.",
  },
  {
    id: "none",
    label: "Nobody has to approve",
    note: "Whoever may switch up confirms it alone, with a reason and the merchant's name.",
  },
] as const;

/** The partner's approval policy; a change says why. Going down needs nobody under either. */
export function ApprovalPolicyForm({ kept, change }: { kept: ApprovalPolicy; change: Change }) {
  const router = useRouter();
  const [policy, setPolicy] = useState<ApprovalPolicy>(kept);
  const [reason, setReason] = useState("");
  const deed = useAction(change, ({ min }) => ({
    fields: { reason: `Say why, in ${min} characters or more` },
  }));
  const submit = async (event: FormEvent) => {
    event.preventDefault();
    const done = await deed.run({ approvalPolicy: policy, reason: reason.trim() });
    if (!done.ok) return;
    showToast(done.value.changed ? "The approval policy is changed." : "Nothing was changed.");
    router.refresh();
  };
  return (
    <form noValidate onSubmit={submit} className="flex max-w-160 flex-col gap-5">
      <RadioGroup
        label="Going up to Production"
        options={OPTIONS}
        value={policy}
        onChange={setPolicy}
        help="Going down is at once under either. Requests that are open stay open."
      />
      {policy !== kept && (
        <TextField
          label="Reason"
          name="reason"
          value={reason}
          onChange={setReason}
          error={deed.fields.reason}
        />
      )}
      <FormTrouble trouble={deed.trouble} />
      <div>
        <Button
          type="submit"
          variant="primary"
          isPending={deed.isPending}
          unavailable={policy === kept ? "Choose the other one first" : undefined}
        >
          Change policy
        </Button>
      </div>
    </form>
  );
}
