"use client";
import { type FormEvent, useState } from "react";
import { FormTrouble } from "#components/shell/form-trouble.tsx";
import { useErrorFocus } from "#components/shell/use-error-focus.ts";
import { Button } from "#components/ui/button.tsx";
import { DialogBody, DialogFoot } from "#components/ui/dialog.tsx";
import { TextField } from "#components/ui/text-field.tsx";
import { momentInZone } from "#components/webhooks/moment-in-zone.ts";
import type { EnterCredentialsInput } from "#lib/credentials/schema.ts";
import { type Environment, PARTNER_TENANT } from "#lib/terms.ts";
import type { CredentialCard, SiteIdField } from "./credential-view.ts";

export type EnterFormState = {
  isPending: boolean;
  trouble: string | null;
  fields: Record<string, string>;
  run: (input: EnterCredentialsInput) => Promise<unknown>;
};

/** Entering is one step with verifying: what was typed stays until FlexCharge has accepted it. */
export function EnterCredentialsForm({
  merchantId,
  environment,
  before,
  sites,
  zone,
  state,
  onCancel,
}: {
  merchantId: string;
  environment: Environment;
  before: CredentialCard | null;
  sites: readonly SiteIdField[];
  zone: string;
  state: EnterFormState;
  onCancel: () => void;
}) {
  const [typed, setTyped] = useState({
    mid: before?.mid ?? "",
    appKey: before?.appKey ?? "",
    appSecret: "",
    tokenizationKey: before?.tokenizationKey ?? "",
    webhookKey: "",
  });
  const [cutOver, setCutOver] = useState("");
  const [siteIds, setSiteIds] = useState(() =>
    Object.fromEntries(sites.map((site) => [site.siteId, site.value ?? ""])),
  );
  const form = useErrorFocus(state.fields);
  const keeps = (last4: string | null | undefined) =>
    last4 ? `Left empty, the one ending in ${last4} stays` : undefined;
  const field = (name: keyof typeof typed) => ({
    name,
    value: typed[name],
    onChange: (value: string) => setTyped((all) => ({ ...all, [name]: value })),
    error: state.fields[name],
    isMono: true,
    autoComplete: "off",
    autoCorrect: "off" as const,
    spellCheck: "false" as const,
  });
  const isPartner = merchantId === PARTNER_TENANT;
  const submit = (event: FormEvent<HTMLFormElement>) => {
    event.preventDefault();
    if (state.isPending) return;
    void state.run({
      merchantId,
      environment,
      mid: typed.mid,
      appKey: typed.appKey,
      ...(typed.appSecret ? { appSecret: typed.appSecret } : {}),
      ...(isPartner ? {} : { tokenizationKey: typed.tokenizationKey }),
      ...(typed.webhookKey ? { webhookKey: typed.webhookKey } : {}),
      ...(sites.length > 0 ? { siteIds } : {}),
      ...(cutOver ? { cutOverAt: momentInZone(cutOver, zone) } : {}),
    });
  };
  return (
    <form ref={form} noValidate onSubmit={submit} className="flex min-h-0 flex-1 flex-col">
      <DialogBody className="flex flex-col gap-4">
        <TextField
          label="MID"
          autoFocus
          {...field("mid")}
          help={
            isPartner
              ? "Optional: left empty, FlexCharge's token tells it"
              : "The account's id in FlexCharge's portal"
          }
        />
        <TextField label="AppKey" {...field("appKey")} />
        <TextField
          label="AppSecret"
          type="password"
          {...field("appSecret")}
          autoComplete="new-password"
          help={keeps(before?.appSecretLast4) ?? "Kept sealed. Only its last four are shown afterwards."}
        />
        {!isPartner && (
          <TextField
            label="Tokenization key"
            {...field("tokenizationKey")}
            help="Optional: for hosted card fields and SenseJS"
          />
        )}
        <TextField
          label="Webhook key"
          type="password"
          {...field("webhookKey")}
          autoComplete="new-password"
          help={keeps(before?.webhookKeyLast4) ?? "Optional: proves that a notice comes from FlexCharge"}
        />
        {before?.current && (
          <TextField
            label="Takes over"
            name="cutOverAt"
            type="datetime-local"
            value={cutOver}
            onChange={setCutOver}
            help={`Optional, in ${zone}: left empty, once it is verified`}
            error={state.fields.cutOverAt}
          />
        )}
        {sites.length > 0 && (
          <fieldset className="flex flex-col gap-3 border-t border-line pt-4">
            <legend className="float-left mb-1 w-full text-section">FlexCharge site ids</legend>
            {sites.map((site) => (
              <TextField
                key={site.siteId}
                label={site.name}
                name={`siteIds.${site.siteId}`}
                isMono
                value={siteIds[site.siteId] ?? ""}
                onChange={(value) => setSiteIds((all) => ({ ...all, [site.siteId]: value }))}
                error={state.fields[`siteIds.${site.siteId}`]}
              />
            ))}
          </fieldset>
        )}
        <FormTrouble trouble={state.trouble} />
      </DialogBody>
      <DialogFoot
        note={`Verifying asks FlexCharge for a token and one read. No ${isPartner ? "application" : "order"} is touched.`}
      >
        <Button onPress={onCancel}>Cancel</Button>
        <Button type="submit" variant="primary" isPending={state.isPending}>
          Save and verify
        </Button>
      </DialogFoot>
    </form>
  );
}
