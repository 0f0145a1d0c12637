"use client";
import { TextField } from "#components/ui/text-field.tsx";
import type { RulesFields } from "./rules-fields.ts";
import { RulesGroup } from "./rules-group.tsx";

/** Which orders may be sent at all; each rule that is set must hold. */
export function EligibilityFields({
  currency,
  fields,
  set,
  errors,
}: {
  currency: string;
  fields: RulesFields;
  set: (change: Partial<RulesFields>) => void;
  errors: Record<string, string>;
}) {
  const text = (
    name:
      | "cardBrands"
      | "countries"
      | "currencies"
      | "amountMinMinor"
      | "amountMaxMinor"
      | "declineCodesNever",
  ) => ({
    name,
    value: fields[name],
    onChange: (value: string) => set({ [name]: value }),
    error: errors[name],
    autoComplete: "off",
  });
  const amount = { inputMode: "decimal" as const, trailing: currency, placeholder: "No bound" };
  return (
    <RulesGroup
      title="Eligible orders"
      sentence="An order that breaks a rule is not sent: NOT_ELIGIBLE, with the rule. Left empty, a rule excludes nothing."
    >
      <TextField
        label="Card brands"
        {...text("cardBrands")}
        placeholder="Every brand"
        help="As checkouts send them, with commas: VISA, MASTERCARD. An order that tells no brand is in no list."
      />
      <div className="grid gap-4 md:grid-cols-2">
        <TextField
          label="Card countries"
          {...text("countries")}
          placeholder="Every country"
          help="Two letters each: US, CA"
        />
        <TextField
          label="Currencies"
          {...text("currencies")}
          placeholder="Every currency"
          help="Three letters each: USD, EUR"
        />
        <TextField label="Lowest amount" {...text("amountMinMinor")} {...amount} />
        <TextField
          label="Highest amount"
          {...text("amountMaxMinor")}
          {...amount}
          help="The bounds themselves are still sent"
        />
      </div>
      <TextField
        label="Decline codes never sent"
        {...text("declineCodesNever")}
        isMono
        help="The processor's own codes, for example of lost and stolen cards"
      />
    </RulesGroup>
  );
}
