"use client";
import { RadioGroup } from "#components/ui/radio-group.tsx";
import { TextField } from "#components/ui/text-field.tsx";
import type { LateApprovalPolicy } from "#lib/terms.ts";

export type LateApprovalRule = { policy: LateApprovalPolicy; hours: string };

const rules = [
  { id: "ask", label: "Ask staff", note: "It waits on the Late approvals list until somebody decides" },
  { id: "accept", label: "Accept", note: "It counts as rescued when nobody decided in time" },
  { id: "refund", label: "Refund", note: "The customer is paid back when nobody decided in time" },
] as const;

/** What becomes of an order that FlexCharge approved after the checkout was told DECLINED. */
export function LateApprovalRuleFields({
  rule,
  onChange,
  error,
}: {
  rule: LateApprovalRule;
  onChange: (rule: LateApprovalRule) => void;
  error?: string | undefined;
}) {
  return (
    <>
      <RadioGroup
        label="When an approval comes too late"
        options={rules}
        value={rule.policy}
        onChange={(policy) => onChange({ ...rule, policy })}
      />
      {rule.policy !== "ask" && (
        <TextField
          label="Hours for staff to decide first"
          inputMode="numeric"
          value={rule.hours}
          onChange={(hours) => onChange({ ...rule, hours })}
          error={error}
        />
      )}
    </>
  );
}
