"use client";
import { useRouter } from "next/navigation";
import { useState } from "react";
import { FormTrouble } from "#components/shell/form-trouble.tsx";
import { useAction } from "#components/shell/use-action.ts";
import { Button } from "#components/ui/button.tsx";
import { Dialog, DialogBody, DialogFoot } from "#components/ui/dialog.tsx";
import { RadioGroup } from "#components/ui/radio-group.tsx";
import { OVERLAP_HOURS } from "#lib/webhooks/schema.ts";
import { refusalWords } from "./refusal-words.ts";
import { SecretOnce } from "./secret-once.tsx";
import type { WebhookActions } from "./webhook-actions.ts";

const OVERLAPS = [
  { id: String(OVERLAP_HOURS), label: "24 hours", note: "Enough for a deployment." },
  { id: "72", label: "3 days" },
  { id: "168", label: "7 days" },
  { id: "0", label: "None", note: "The old secret ends at once, for one that leaked." },
] as const;

/** A new secret beside the old one; both are good until the overlap ends. */
export function RotateDialog({
  endpoint,
  rotate,
  isOpen,
  onOpenChange,
}: {
  endpoint: { merchantId: string; id: string; url: string };
  rotate: WebhookActions["rotate"];
  isOpen: boolean;
  onOpenChange: (isOpen: boolean) => void;
}) {
  const router = useRouter();
  const [overlap, setOverlap] = useState<(typeof OVERLAPS)[number]["id"]>("24");
  const [secret, setSecret] = useState<string | null>(null);
  const deed = useAction(rotate, refusalWords);
  const close = () => {
    setSecret(null);
    deed.clear();
    onOpenChange(false);
  };
  const run = async () => {
    const done = await deed.run({
      merchantId: endpoint.merchantId,
      endpointId: endpoint.id,
      overlapHours: Number(overlap),
    });
    if (!done.ok) return;
    setSecret(done.value.secret);
    router.refresh();
  };
  return (
    <Dialog
      title={secret ? "Store this secret now" : "Rotate secret"}
      sentence={secret ? "It is shown this once; we keep it sealed." : endpoint.url}
      role={secret ? "alertdialog" : "dialog"}
      isOpen={isOpen}
      onOpenChange={(next) => (next ? onOpenChange(true) : secret ? undefined : close())}
    >
      {secret ? (
        <SecretOnce
          secret={secret}
          note={
            overlap === "0"
              ? "From now on everything is signed with it."
              : "FlexCharge's own headers carry one signature, with the old secret, until you say “Switch now” or the overlap ends."
          }
          onStored={close}
        />
      ) : (
        <>
          <DialogBody className="flex flex-col gap-4">
            <RadioGroup
              label="Both secrets are good for"
              options={OVERLAPS}
              value={overlap}
              onChange={setOverlap}
            />
            <FormTrouble trouble={deed.trouble} />
          </DialogBody>
          <DialogFoot>
            <Button onPress={close}>Cancel</Button>
            <Button variant="primary" onPress={run} isPending={deed.isPending}>
              Rotate secret
            </Button>
          </DialogFoot>
        </>
      )}
    </Dialog>
  );
}
