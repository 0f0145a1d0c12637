"use client";
import { useState } from "react";
import { MerchantForm } from "#components/merchants/merchant-form.tsx";
import { useAction } from "#components/shell/use-action.ts";
import { Button } from "#components/ui/button.tsx";
import { RadioGroup } from "#components/ui/radio-group.tsx";
import { showToast } from "#components/ui/toast.tsx";
import type { MerchantView } from "#lib/merchants/schema.ts";
import { changeMerchant } from "../actions.ts";
import { type LateApprovalRule, LateApprovalRuleFields } from "./late-approval-rule.tsx";

const mismatches = [
  { id: "flag", label: "Send and flag", note: "The order goes out; its trace shows the mismatch" },
  { id: "block", label: "Do not send", note: "The order is answered with SITE_DESCRIPTOR_MISMATCH" },
] as const;

/** What may be changed at any time; what was typed stays when it is refused. */
export function EditMerchant({
  merchant,
  zones,
  currencies,
}: {
  merchant: MerchantView;
  zones: readonly string[];
  currencies: readonly string[];
}) {
  const [mismatch, setMismatch] = useState(merchant.descriptorMismatch);
  const [late, setLate] = useState<LateApprovalRule>({
    policy: merchant.lateApprovalPolicy,
    hours: String(merchant.lateApprovalHours),
  });
  const deed = useAction(changeMerchant, (refusal) => ({
    trouble:
      refusal.reason === "ARCHIVED"
        ? "It was archived meanwhile, so nothing was changed."
        : "It becomes active when an account is linked.",
  }));
  const standing = useAction(changeMerchant, () => ({
    trouble: "It becomes active when an account is linked.",
  }));
  const isSuspended = merchant.state === "suspended";
  return (
    <MerchantForm
      initial={merchant}
      {...{ zones, currencies }}
      state={{ fields: deed.fields, trouble: deed.trouble ?? standing.trouble }}
      extra={
        <>
          <RadioGroup
            label="When a descriptor belongs to another site than the order says"
            options={mismatches}
            value={mismatch}
            onChange={setMismatch}
          />
          <LateApprovalRuleFields rule={late} onChange={setLate} error={deed.fields.lateApprovalHours} />
        </>
      }
      onSubmit={async ({ name, integration, timezone, currency, mitMode, activationPolicy }) => {
        if (deed.isPending) return;
        const done = await deed.run({
          merchantId: merchant.id,
          ...{ name, integration, timezone, currency, mitMode, activationPolicy },
          descriptorMismatch: mismatch,
          lateApprovalPolicy: late.policy,
          // Not a number is a refusal of the schema, beside the field.
          ...(late.policy === "ask" ? {} : { lateApprovalHours: Number(late.hours.trim() || Number.NaN) }),
        });
        if (done.ok) showToast(done.value.changed ? `${name.trim()} is saved.` : "Nothing was different.");
      }}
      foot={
        <>
          <Button type="submit" variant="primary" isPending={deed.isPending}>
            Save
          </Button>
          <span className="flex-1" />
          {merchant.state !== "onboarding" && (
            <Button
              variant={isSuspended ? "secondary" : "danger"}
              isPending={standing.isPending}
              onPress={async () => {
                const done = await standing.run({
                  merchantId: merchant.id,
                  state: isSuspended ? "active" : "suspended",
                });
                if (done.ok)
                  showToast(
                    isSuspended ? `${merchant.name} is active again.` : `${merchant.name} is suspended.`,
                    {
                      onUndo: () =>
                        void standing.run({
                          merchantId: merchant.id,
                          state: isSuspended ? "suspended" : "active",
                        }),
                    },
                  );
              }}
            >
              {isSuspended ? "Make active again" : "Suspend"}
            </Button>
          )}
        </>
      }
    />
  );
}
