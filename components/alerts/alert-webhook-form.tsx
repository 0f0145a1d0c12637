"use client";
import { useRouter } from "next/navigation";
import { type FormEvent, useState } from "react";
import { ReadableValue, WriteOnlyValue } from "#components/credentials/secret-field.tsx";
import { FormTrouble } from "#components/shell/form-trouble.tsx";
import { useAction } from "#components/shell/use-action.ts";
import { Button } from "#components/ui/button.tsx";
import { Dialog, DialogBody, DialogFoot } from "#components/ui/dialog.tsx";
import { Facts } from "#components/ui/facts.tsx";
import { TextField } from "#components/ui/text-field.tsx";
import { showToast } from "#components/ui/toast.tsx";
import { refusalWords } from "#components/webhooks/refusal-words.ts";
import type { AlertSettingsRefusal } from "#lib/alerts/errors.ts";
import type { EditAlerts } from "./alert-rules-form.tsx";

/** The partner's own address for alerts; its secret is shown this once. */
export function AlertWebhookForm({
  url: kept,
  last4,
  lastPost,
  edit,
}: {
  url: string | null;
  last4: string | null;
  /** A sentence about the last message; null before the first. */
  lastPost: string | null;
  edit: EditAlerts;
}) {
  const router = useRouter();
  const [url, setUrl] = useState(kept ?? "");
  const [secret, setSecret] = useState<string | null>(null);
  const deed = useAction(edit, wordsFor);
  const run = async (input: Parameters<EditAlerts>[0]) => {
    const done = await deed.run(input);
    if (!done.ok) return;
    if (done.value.secret) setSecret(done.value.secret);
    else showToast(done.value.changed ? "The webhook is changed." : "Nothing was changed.");
    router.refresh();
  };
  const submit = (event: FormEvent) => {
    event.preventDefault();
    return run({ webhookUrl: url.trim() || null });
  };
  return (
    <form noValidate onSubmit={submit} className="flex max-w-160 flex-col gap-4">
      <TextField
        label="Address"
        name="webhookUrl"
        type="url"
        isMono
        value={url}
        onChange={setUrl}
        placeholder="https://"
        error={deed.fields.webhookUrl ?? deed.fields.url}
        help="JSON, signed as Standard Webhooks says, tried for a day. Empty: no webhook."
      />
      {kept && (
        <Facts
          look="ruled"
          facts={[
            {
              key: "Secret",
              value: (
                <WriteOnlyValue
                  last4={last4}
                  aside={
                    <Button size="row" onPress={() => run({ newSecret: true })} isPending={deed.isPending}>
                      Replace secret
                    </Button>
                  }
                />
              ),
            },
            { key: "Last message", value: lastPost ?? "None yet" },
          ]}
        />
      )}
      <FormTrouble trouble={deed.trouble} />
      <div>
        <Button type="submit" isPending={deed.isPending}>
          Save webhook
        </Button>
      </div>
      <Dialog
        title="Store this secret now"
        sentence="It is shown this once; we keep it sealed."
        role="alertdialog"
        isOpen={secret !== null}
        onOpenChange={() => {}}
      >
        <DialogBody>
          <Facts
            look="ruled"
            facts={[{ key: "Secret", value: <ReadableValue value={secret} name="secret" /> }]}
          />
        </DialogBody>
        <DialogFoot note="Lost it? Replace the secret.">
          <Button variant="primary" onPress={() => setSecret(null)}>
            I have stored it
          </Button>
        </DialogFoot>
      </Dialog>
    </form>
  );
}

function wordsFor(refusal: AlertSettingsRefusal) {
  if (refusal.reason === "URL_REFUSED") return refusalWords({ ...refusal, field: "url" });
  return { trouble: "A secret belongs to an address. Enter the address first." };
}
