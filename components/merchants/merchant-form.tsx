"use client";
import { type FormEvent, type ReactNode, useState } from "react";
import { FormTrouble } from "#components/shell/form-trouble.tsx";
import { useErrorFocus } from "#components/shell/use-error-focus.ts";
import { Combobox } from "#components/ui/combobox.tsx";
import { RadioGroup } from "#components/ui/radio-group.tsx";
import { Select } from "#components/ui/select.tsx";
import { TextField } from "#components/ui/text-field.tsx";
import { type ActivationPolicy, INTEGRATIONS, type Integration, type MitMode } from "#lib/terms.ts";
import { INTEGRATION_NAMES } from "./merchant-words.ts";

export type MerchantFields = {
  name: string;
  integration: Integration;
  timezone: string;
  currency: string;
  mitMode: MitMode;
  activationPolicy: ActivationPolicy;
};

const integrations = INTEGRATIONS.map((id) => ({ id, label: INTEGRATION_NAMES[id] }));
const policies = [
  { id: "partner_only", label: "Partner only", note: "Only staff change modes" },
  {
    id: "merchant_requests",
    label: "Merchant requests",
    note: "The merchant switches down and asks to go up",
  },
  { id: "merchant_self", label: "Merchant, sandbox", note: "The merchant sets sandbox modes itself" },
] as const;
const mitModes = [
  { id: "managed", label: "Managed", note: "FlexCharge retries until the order expires" },
  { id: "sync", label: "Sync", note: "One answer at once; the merchant retries with the same order id" },
] as const;

/** What a merchant is; for a new one and an old one alike. */
export function MerchantForm({
  initial,
  zones,
  currencies,
  state,
  onSubmit,
  extra,
  foot,
}: {
  initial: MerchantFields;
  zones: readonly string[];
  currencies: readonly string[];
  state: { trouble: string | null; fields: Record<string, string> };
  onSubmit: (fields: MerchantFields) => void;
  /** Further fields of one page; some follow what is chosen above them. */
  extra?: ReactNode | ((fields: MerchantFields) => ReactNode);
  foot: ReactNode;
}) {
  const [fields, setFields] = useState(initial);
  const set = (change: Partial<MerchantFields>) => setFields((all) => ({ ...all, ...change }));
  const errors = state.fields;
  const form = useErrorFocus(errors);
  const submit = (event: FormEvent) => {
    event.preventDefault();
    onSubmit(fields);
  };
  return (
    <form ref={form} noValidate onSubmit={submit} className="flex max-w-150 flex-col gap-5">
      <TextField
        label="Name"
        name="name"
        value={fields.name}
        onChange={(name) => set({ name })}
        error={errors.name}
        help="Typed again to confirm a change to production"
      />
      <Select
        label="Integration"
        options={integrations}
        value={fields.integration}
        onChange={(integration) => set({ integration })}
        error={errors.integration}
        help={
          fields.integration === "merchant_direct_mit"
            ? "The merchant talks to FlexCharge itself: its cells are read-only here"
            : "How its orders reach FlexCharge"
        }
      />
      <div className="grid gap-4 md:grid-cols-[2fr_1fr]">
        <Combobox
          label="Time zone"
          options={zones.map((id) => ({ id, label: id }))}
          value={fields.timezone}
          onChange={(timezone) => timezone && set({ timezone })}
          error={errors.timezone}
          help="Its days, reports and “same day” for rebills"
        />
        <Combobox
          label="Currency"
          options={currencies.map((id) => ({ id, label: id }))}
          value={fields.currency}
          onChange={(currency) => currency && set({ currency })}
          error={errors.currency}
        />
      </div>
      <RadioGroup
        label="Rebills (MIT)"
        options={mitModes}
        value={fields.mitMode}
        onChange={(mitMode) => set({ mitMode })}
      />
      <RadioGroup
        label="Who changes modes"
        options={policies}
        value={fields.activationPolicy}
        onChange={(activationPolicy) => set({ activationPolicy })}
        help="Production always asks the partner"
      />
      {typeof extra === "function" ? extra(fields) : extra}
      <FormTrouble trouble={state.trouble} />
      <div className="flex flex-wrap items-center gap-2">{foot}</div>
    </form>
  );
}
