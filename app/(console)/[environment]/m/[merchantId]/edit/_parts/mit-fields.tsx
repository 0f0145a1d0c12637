"use client";
import { RadioGroup } from "#components/ui/radio-group.tsx";
import { TextField } from "#components/ui/text-field.tsx";
import type { RulesFields } from "./rules-fields.ts";
import { RulesGroup } from "./rules-group.tsx";

const sameDays = [
  { id: "block", label: "Do not send", note: "A live rebill is answered with MIT_NOT_SAME_DAY" },
  { id: "flag", label: "Send and flag", note: "The order goes out; its trace shows it" },
  { id: "off", label: "Send", note: "Nobody looks at the day of the decline" },
] as const;

/** FlexCharge's own rules of rebills: time left to retry, and declined today. */
export function MitFields({
  isSync,
  fields,
  set,
  errors,
}: {
  isSync: boolean;
  fields: RulesFields;
  set: (change: Partial<RulesFields>) => void;
  errors: Record<string, string>;
}) {
  return (
    <RulesGroup
      title="Rebills (MIT)"
      sentence="Live orders that break a rule are held back; test orders are only flagged."
    >
      <TextField
        label="Days left to retry, at least"
        name="expiryDaysMin"
        value={fields.expiryDaysMin}
        onChange={(expiryDaysMin) => set({ expiryDaysMin })}
        error={errors.expiryDaysMin}
        inputMode="numeric"
        trailing="days"
        help={
          isSync
            ? "Not asked of this merchant: sync rebills carry no expiry"
            : "Until the order expires; FlexCharge's rule is 14. Shorter is MIT_EXPIRY_TOO_SHORT."
        }
        className="max-w-60"
      />
      <RadioGroup
        label="A rebill that was declined on an earlier day"
        options={sameDays}
        value={fields.sameDay}
        onChange={(sameDay) => set({ sameDay })}
        help="The merchant's day, or within 24 hours"
      />
    </RulesGroup>
  );
}
