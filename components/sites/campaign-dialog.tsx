"use client";
import { type FormEvent, type ReactNode, useState } from "react";
import { FormTrouble } from "#components/shell/form-trouble.tsx";
import { useErrorFocus } from "#components/shell/use-error-focus.ts";
import { Button } from "#components/ui/button.tsx";
import { Dialog, DialogBody, DialogFoot } from "#components/ui/dialog.tsx";
import { RadioGroup } from "#components/ui/radio-group.tsx";
import { TextField } from "#components/ui/text-field.tsx";
import type { CampaignKind } from "#lib/terms.ts";

export type CampaignFields = { name: string; externalId: string; kind: CampaignKind; descriptor: string };

const kinds = [
  { id: "web", label: "Web", note: "Orders come from a page of this site" },
  {
    id: "call_center",
    label: "Call center",
    note: "Agents type the orders in; they follow the call-center channel",
  },
] as const;

/** A funnel or offer of one site, known by the partner's own id. */
export function CampaignDialog({
  title,
  trigger,
  initial,
  confirmLabel,
  state,
  onSubmit,
  onClosed,
}: {
  title: string;
  trigger: ReactNode;
  initial: CampaignFields;
  confirmLabel: string;
  state: { isPending: boolean; trouble: string | null; fields: Record<string, string> };
  /** True closes the dialog. */
  onSubmit: (fields: CampaignFields) => Promise<boolean>;
  onClosed: () => void;
}) {
  const [isOpen, setOpen] = useState(false);
  return (
    <Dialog
      title={title}
      trigger={trigger}
      isOpen={isOpen}
      onOpenChange={(next) => {
        setOpen(next);
        if (!next) onClosed();
      }}
      width={520}
    >
      {(close) => (
        <CampaignForm
          {...{ initial, confirmLabel, state }}
          onCancel={close}
          onSubmit={async (fields) => {
            if (await onSubmit(fields)) close();
          }}
        />
      )}
    </Dialog>
  );
}

function CampaignForm({
  initial,
  confirmLabel,
  state,
  onSubmit,
  onCancel,
}: {
  initial: CampaignFields;
  confirmLabel: string;
  state: { isPending: boolean; trouble: string | null; fields: Record<string, string> };
  onSubmit: (fields: CampaignFields) => void;
  onCancel: () => void;
}) {
  const [fields, setFields] = useState(initial);
  const form = useErrorFocus(state.fields);
  const set = (change: Partial<CampaignFields>) => setFields((all) => ({ ...all, ...change }));
  const submit = (event: FormEvent) => {
    event.preventDefault();
    if (!state.isPending) onSubmit(fields);
  };
  return (
    <form ref={form} noValidate onSubmit={submit} className="flex min-h-0 flex-1 flex-col">
      <DialogBody className="flex flex-col gap-4">
        <TextField
          label="Name"
          name="name"
          autoFocus
          value={fields.name}
          onChange={(name) => set({ name })}
          error={state.fields.name}
        />
        <TextField
          label="Campaign id"
          name="externalId"
          isMono
          value={fields.externalId}
          onChange={(externalId) => set({ externalId })}
          error={state.fields.externalId}
          help="Your own id, as checkouts send it in campaignId"
        />
        <RadioGroup label="Kind" options={kinds} value={fields.kind} onChange={(kind) => set({ kind })} />
        <TextField
          label="Descriptor"
          name="descriptor"
          isMono
          value={fields.descriptor}
          onChange={(descriptor) => set({ descriptor })}
          error={state.fields.descriptor}
          help="Optional: only when it differs from the site's"
        />
        <FormTrouble trouble={state.trouble} />
      </DialogBody>
      <DialogFoot>
        <Button onPress={onCancel}>Cancel</Button>
        <Button type="submit" variant="primary" isPending={state.isPending}>
          {confirmLabel}
        </Button>
      </DialogFoot>
    </form>
  );
}
