"use client";
import { type FormEvent, type ReactNode, useState } from "react";
import { FormTrouble } from "#components/shell/form-trouble.tsx";
import { useErrorFocus } from "#components/shell/use-error-focus.ts";
import { TextField } from "#components/ui/text-field.tsx";
import { RepeatedField } from "./repeated-field.tsx";

export type SiteFields = {
  name: string;
  hosts: string[];
  descriptors: string[];
  sandboxSiteId: string;
  productionSiteId: string;
  evaluateSeconds: string;
};

/** What the verbs take: empty lines dropped, seconds in milliseconds. */
export function siteInput(fields: SiteFields) {
  const lines = (values: readonly string[]) => values.filter((value) => value.trim() !== "");
  const seconds = Number(fields.evaluateSeconds.replace(",", "."));
  return {
    name: fields.name,
    hosts: lines(fields.hosts),
    descriptors: lines(fields.descriptors),
    sandboxSiteId: fields.sandboxSiteId || null,
    productionSiteId: fields.productionSiteId || null,
    evaluateDeadlineMs: Number.isFinite(seconds) ? Math.round(seconds * 1000) : 0,
  };
}

/** One form for a new site and an old one; what was typed stays when it is refused. */
export function SiteForm({
  initial,
  state,
  onSubmit,
  foot,
}: {
  initial: SiteFields;
  state: { trouble: string | null; fields: Record<string, string> };
  onSubmit: (fields: SiteFields) => void;
  foot: ReactNode;
}) {
  const [fields, setFields] = useState(initial);
  const set = (change: Partial<SiteFields>) => setFields((all) => ({ ...all, ...change }));
  const errors = state.fields;
  const form = useErrorFocus(errors);
  const submit = (event: FormEvent) => {
    event.preventDefault();
    // Empty lines mean nothing: dropped here too, so that an error's number is its line's number.
    const lines = (values: string[]) => values.filter((value) => value.trim() !== "");
    const hosts = lines(fields.hosts);
    const kept = {
      ...fields,
      hosts: hosts.length > 0 ? hosts : [""],
      descriptors: lines(fields.descriptors),
    };
    setFields(kept);
    onSubmit(kept);
  };
  return (
    <form ref={form} noValidate onSubmit={submit} className="flex max-w-150 flex-col gap-5">
      <TextField
        label="Name"
        name="name"
        value={fields.name}
        onChange={(name) => set({ name })}
        error={errors.name}
        help="As staff and reports call it"
      />
      <RepeatedField
        label="Hosts"
        one="host"
        name="hosts"
        values={fields.hosts}
        onChange={(hosts) => set({ hosts })}
        errors={errors}
        placeholder="shop.example.com"
        help="A pasted address works. The first is shown and sent."
      />
      <RepeatedField
        label="Descriptors"
        one="descriptor"
        name="descriptors"
        values={fields.descriptors}
        onChange={(descriptors) => set({ descriptors })}
        errors={errors}
        placeholder="EXAMPLE*SHOP"
        help="What the card statement shows; names the site when an order brings no address."
        isMono
      />
      <div className="grid gap-4 md:grid-cols-2">
        <TextField
          label="FlexCharge site id, Sandbox"
          name="sandboxSiteId"
          value={fields.sandboxSiteId}
          onChange={(sandboxSiteId) => set({ sandboxSiteId })}
          error={errors.sandboxSiteId}
          isMono
        />
        <TextField
          label="FlexCharge site id, Production"
          name="productionSiteId"
          value={fields.productionSiteId}
          onChange={(productionSiteId) => set({ productionSiteId })}
          error={errors.productionSiteId}
          isMono
        />
      </div>
      <TextField
        label="Answer within"
        name="evaluateDeadlineMs"
        value={fields.evaluateSeconds}
        onChange={(evaluateSeconds) => set({ evaluateSeconds })}
        error={errors.evaluateDeadlineMs}
        inputMode="decimal"
        trailing="seconds"
        help="How long a checkout of this site waits for an evaluate, 1 to 30"
        className="max-w-60"
      />
      <FormTrouble trouble={state.trouble} />
      <div className="flex flex-wrap items-center gap-2">{foot}</div>
    </form>
  );
}
