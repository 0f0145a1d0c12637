"use client";
import { useRouter } from "next/navigation";
import { type FormEvent, useState } from "react";
import { FormTrouble } from "#components/shell/form-trouble.tsx";
import { useAction } from "#components/shell/use-action.ts";
import { Button } from "#components/ui/button.tsx";
import { Dialog, DialogBody, DialogFoot } from "#components/ui/dialog.tsx";
import { Select } from "#components/ui/select.tsx";
import { TextField } from "#components/ui/text-field.tsx";
import { showToast } from "#components/ui/toast.tsx";
import type { Environment } from "#lib/terms.ts";
import { EventsField } from "./events-field.tsx";
import { refusalWords } from "./refusal-words.ts";
import { SecretOnce } from "./secret-once.tsx";
import type { WebhookActions } from "./webhook-actions.ts";

type Edited = { merchantId: string; id: string; url: string; description: string | null; events: string[] };

/** Adds an endpoint and shows its secret once, or edits one. */
export function EndpointDialog({
  environment,
  merchants,
  endpoint,
  actions,
  isOpen,
  onOpenChange,
}: {
  environment: Environment;
  /** Whose it may be; one where the workspace is a merchant's. */
  merchants: readonly { id: string; label: string }[];
  /** Absent for a new one. */
  endpoint?: Edited;
  actions: Pick<WebhookActions, "create" | "edit">;
  isOpen: boolean;
  onOpenChange: (isOpen: boolean) => void;
}) {
  const router = useRouter();
  const [secret, setSecret] = useState<string | null>(null);
  const close = () => {
    // Not before: the page's first endpoint takes the button's place, and the secret on show would go with it.
    if (secret) router.refresh();
    setSecret(null);
    onOpenChange(false);
  };
  const done = (made: string | null) => {
    if (made) return setSecret(made);
    router.refresh();
    close();
    showToast("The endpoint is changed.");
  };
  const title = secret ? "Store this secret now" : endpoint ? "Edit endpoint" : "Add endpoint";
  const kind = environment === "production" ? "live" : "test";
  return (
    <Dialog
      title={title}
      sentence={
        secret
          ? "It is shown this once; we keep it sealed."
          : `It hears of ${kind} orders, each in FlexCharge's own form and signed.`
      }
      // While a secret is on show only its own button closes: a stray click would lose it.
      role={secret ? "alertdialog" : "dialog"}
      isOpen={isOpen}
      onOpenChange={(next) => (next ? onOpenChange(true) : secret ? undefined : close())}
    >
      {secret ? (
        <SecretOnce secret={secret} onStored={close} />
      ) : (
        <Fields {...{ environment, merchants, endpoint, actions }} onDone={done} onCancel={close} />
      )}
    </Dialog>
  );
}

function Fields({
  environment,
  merchants,
  endpoint,
  actions,
  onDone,
  onCancel,
}: {
  environment: Environment;
  merchants: readonly { id: string; label: string }[];
  endpoint: Edited | undefined;
  actions: Pick<WebhookActions, "create" | "edit">;
  onDone: (secret: string | null) => void;
  onCancel: () => void;
}) {
  const [merchantId, setMerchantId] = useState(
    endpoint?.merchantId ?? (merchants.length === 1 ? merchants[0]?.id : null) ?? null,
  );
  const [url, setUrl] = useState(endpoint?.url ?? "");
  const [description, setDescription] = useState(endpoint?.description ?? "");
  const [events, setEvents] = useState<string[]>(endpoint?.events ?? []);
  const [isMissing, setMissing] = useState(false);
  const create = useAction(actions.create, refusalWords);
  const edit = useAction(actions.edit, refusalWords);
  const deed = endpoint ? edit : create;
  const submit = async (event: FormEvent) => {
    event.preventDefault();
    setMissing(!merchantId);
    if (!merchantId) return;
    const said = { url, description: description.trim() || null, events };
    if (endpoint) {
      const done = await edit.run({ merchantId, endpointId: endpoint.id, ...said });
      if (done.ok) onDone(null);
    } else {
      const done = await create.run({ merchantId, environment, ...said });
      if (done.ok) onDone(done.value.secret);
    }
  };
  return (
    <form noValidate onSubmit={submit} className="flex min-h-0 flex-1 flex-col">
      <DialogBody className="flex flex-col gap-4">
        {merchants.length !== 1 && !endpoint && (
          <Select
            label="Merchant"
            options={merchants}
            value={merchantId}
            onChange={setMerchantId}
            error={isMissing ? "Choose whose endpoint it is" : undefined}
          />
        )}
        <TextField
          label="Address"
          name="url"
          type="url"
          autoFocus
          isMono
          value={url}
          onChange={setUrl}
          placeholder="https://"
          error={deed.fields.url}
          help="We POST to it; it answers 2xx within 15 s. Redirects are not followed."
        />
        <TextField
          label="Description"
          name="description"
          value={description}
          onChange={setDescription}
          error={deed.fields.description}
          help="Where it leads, for example “Order desk”. May stay empty."
        />
        <EventsField value={events} onChange={setEvents} everyWords="Also those that FlexCharge will add." />
        <FormTrouble trouble={deed.trouble ?? deed.fields.events ?? null} />
      </DialogBody>
      <DialogFoot>
        <Button onPress={onCancel}>Cancel</Button>
        <Button type="submit" variant="primary" isPending={deed.isPending}>
          {endpoint ? "Save" : "Add endpoint"}
        </Button>
      </DialogFoot>
    </form>
  );
}
