import { ReadableValue } from "#components/credentials/secret-field.tsx";
import { Button } from "#components/ui/button.tsx";
import { DialogBody, DialogFoot } from "#components/ui/dialog.tsx";
import { Facts } from "#components/ui/facts.tsx";

/** A new secret in both forms that receivers know it by. Shown this once. */
export function SecretOnce({
  secret,
  note,
  onStored,
}: {
  secret: string;
  note?: string;
  onStored: () => void;
}) {
  return (
    <>
      <DialogBody className="flex flex-col gap-3">
        <Facts
          look="ruled"
          keyWidth={150}
          facts={[
            { key: "Standard Webhooks", value: <ReadableValue value={secret} name="secret" /> },
            {
              key: "FlexCharge's form",
              value: (
                <ReadableValue value={secret.replace(/^whsec_/, "")} name="secret in FlexCharge's form" />
              ),
            },
          ]}
        />
        <p className="text-ink-2">
          Both are the same 64 bytes. A receiver written for FlexCharge checks <code>x-fc-signature</code>{" "}
          with the second, a Standard Webhooks library checks <code>webhook-signature</code> with the first.
        </p>
        {note && <p className="text-ink-2">{note}</p>}
      </DialogBody>
      <DialogFoot note="Lost it? Rotate the secret.">
        <Button variant="primary" onPress={onStored}>
          I have stored it
        </Button>
      </DialogFoot>
    </>
  );
}
