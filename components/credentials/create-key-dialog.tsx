"use client";
import { KeyRound } from "lucide-react";
import { type FormEvent, useState } from "react";
import { FormTrouble } from "#components/shell/form-trouble.tsx";
import { type ServerAction, useAction } from "#components/shell/use-action.ts";
import { Button } from "#components/ui/button.tsx";
import { Dialog, DialogBody, DialogFoot } from "#components/ui/dialog.tsx";
import { Facts } from "#components/ui/facts.tsx";
import { Glyph } from "#components/ui/glyph.tsx";
import { Segmented } from "#components/ui/segmented.tsx";
import { TextField } from "#components/ui/text-field.tsx";
import { zoneWords } from "#components/ui/zone-words.ts";
import { momentInZone } from "#components/webhooks/moment-in-zone.ts";
import type { Environment } from "#lib/terms.ts";
import { ReadableValue } from "./secret-field.tsx";

export type NewKey = { id: string; appKey: string; appSecret: string };
export type CreateKey = ServerAction<
  { merchantId: string; environment: Environment; name: string; expiresAt: Date | null },
  NewKey,
  { reason: "INVALID_NAME" } | { reason: "INVALID_EXPIRY"; daysMax: number }
>;

const environments = [
  { id: "sandbox", label: "Sandbox", fill: "sandbox", icon: <Glyph shape="square-hatched" /> },
  { id: "production", label: "Production", fill: "production", icon: <Glyph shape="square-solid" /> },
] as const;

/** Two steps in one dialog: name it, then store the pair. The secret is shown this once. */
export function CreateKeyDialog({
  ownerId,
  ownerName,
  environment: here,
  zone,
  create,
}: {
  ownerId: string;
  ownerName: string;
  environment: Environment;
  zone: string;
  create: CreateKey;
}) {
  const [isOpen, setOpen] = useState(false);
  const [made, setMade] = useState<NewKey | null>(null);
  const close = () => {
    setOpen(false);
    setMade(null);
  };
  return (
    <Dialog
      title={made ? "Store this pair now" : "Create an API key"}
      sentence={
        made
          ? "The AppSecret is shown this once; we keep only a hash of it."
          : `For checkouts that call the gateway for ${ownerName}.`
      }
      // While a secret is on show only its own button closes: a stray click would lose it.
      role={made ? "alertdialog" : "dialog"}
      isOpen={isOpen}
      onOpenChange={(next) => (next ? setOpen(true) : made ? undefined : close())}
      trigger={
        <Button variant="primary" icon={<KeyRound />}>
          Create API key
        </Button>
      }
    >
      {made ? (
        <>
          <DialogBody>
            <Facts
              look="ruled"
              facts={[
                { key: "AppKey", value: <ReadableValue value={made.appKey} name="AppKey" /> },
                { key: "AppSecret", value: <ReadableValue value={made.appSecret} name="AppSecret" /> },
              ]}
            />
          </DialogBody>
          <DialogFoot note="Lost it? Revoke the key and create another.">
            <Button variant="primary" onPress={close}>
              I have stored it
            </Button>
          </DialogFoot>
        </>
      ) : (
        <NameForm {...{ ownerId, here, zone, create }} onMade={setMade} onCancel={close} />
      )}
    </Dialog>
  );
}

function NameForm({
  ownerId,
  here,
  zone,
  create,
  onMade,
  onCancel,
}: {
  ownerId: string;
  here: Environment;
  zone: string;
  create: CreateKey;
  onMade: (key: NewKey) => void;
  onCancel: () => void;
}) {
  const [name, setName] = useState("");
  const [environment, setEnvironment] = useState<Environment>(here);
  const [ends, setEnds] = useState("");
  const [wrong, setWrong] = useState<string | undefined>();
  const deed = useAction(create, (refusal): { fields: Record<string, string> } =>
    refusal.reason === "INVALID_EXPIRY"
      ? { fields: { expiresAt: `Give a time to come, at most ${refusal.daysMax} days away` } }
      : { fields: { name: "Give it a name of 1 to 80 letters, digits or signs, and no card number" } },
  );
  const submit = async (event: FormEvent) => {
    event.preventDefault();
    const expiresAt = ends ? momentInZone(ends, zone) : null;
    const isUnread = ends !== "" && !expiresAt;
    setWrong(isUnread ? "Give a day and time" : undefined);
    if (isUnread) return;
    const done = await deed.run({ merchantId: ownerId, environment, name, expiresAt });
    if (done.ok) onMade(done.value);
  };
  return (
    <form noValidate onSubmit={submit} className="flex min-h-0 flex-1 flex-col">
      <DialogBody className="flex flex-col gap-4">
        <TextField
          label="Name"
          name="name"
          autoFocus
          value={name}
          onChange={setName}
          error={deed.fields.name}
          help="Where it will be used, for example “Checkout, EU servers”"
        />
        <div className="flex flex-col gap-1.5">
          <span aria-hidden="true" className="font-medium">
            Environment
          </span>
          <Segmented
            label="Environment"
            options={environments}
            value={environment}
            onChange={setEnvironment}
          />
          <p className="text-meta text-ink-3">
            {environment === "sandbox"
              ? "Orders of this key are test orders, whatever a channel is set to."
              : "Orders of this key are live orders."}
          </p>
        </div>
        <TextField
          label="Ends"
          name="expiresAt"
          type="datetime-local"
          value={ends}
          onChange={setEnds}
          help={`Left empty, it is good until somebody revokes it. Times in ${zoneWords(zone)}`}
          error={wrong ?? deed.fields.expiresAt}
        />
        <FormTrouble trouble={deed.trouble} />
      </DialogBody>
      <DialogFoot>
        <Button onPress={onCancel}>Cancel</Button>
        <Button type="submit" variant="primary" isPending={deed.isPending}>
          Create
        </Button>
      </DialogFoot>
    </form>
  );
}
