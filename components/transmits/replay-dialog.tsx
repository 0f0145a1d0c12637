"use client";
import { useState } from "react";
import { FormTrouble } from "#components/shell/form-trouble.tsx";
import { type ServerAction, useAction } from "#components/shell/use-action.ts";
import { Button } from "#components/ui/button.tsx";
import { Dialog, DialogBody, DialogFoot } from "#components/ui/dialog.tsx";
import { TextArea } from "#components/ui/text-area.tsx";
import { showToast } from "#components/ui/toast.tsx";
import type { ReplayRefusal } from "#lib/transmits/replay-transmit.ts";
import type { ReplayTransmitInput } from "#lib/transmits/schema.ts";

export type ReplayTransmit = ServerAction<ReplayTransmitInput, { edited: boolean }, ReplayRefusal>;
export type ReadPayload = ServerAction<
  { merchantId: string; transmitId: string },
  { payload: string },
  never
>;

/** Sends one copy again, as it is or edited; the body is fetched when the dialog opens. */
export function ReplayDialog({
  trouble,
  replay,
  readPayload,
}: {
  trouble: { merchantId: string; transmitId: string; externalId: string; lastError: string };
  replay: ReplayTransmit;
  /** Null where the role does not see customers' data. */
  readPayload: ReadPayload | null;
}) {
  const [isOpen, setOpen] = useState(false);
  const [payload, setPayload] = useState<{ before: string; now: string } | null>(null);
  const place = { merchantId: trouble.merchantId, transmitId: trouble.transmitId };
  const read = useAction(readPayload ?? noPayload, () => ({}));
  const deed = useAction(replay, wordsFor);
  const open = async () => {
    setOpen(true);
    setPayload(null);
    deed.clear();
    const found = readPayload ? await read.run(place) : { ok: false as const };
    if (found.ok) {
      const text = indented(found.value.payload);
      setPayload({ before: text, now: text });
    }
  };
  const isEdited = payload !== null && payload.now !== payload.before;
  const send = async () => {
    const done = await deed.run({ ...place, ...(isEdited ? { payload: payload.now } : {}) });
    if (!done.ok) return;
    setOpen(false);
    showToast(`The copy of ${trouble.externalId} is on its way again.`);
  };
  return (
    <>
      <Button size="row" onPress={open} aria-label={`Send the copy of ${trouble.externalId} again`}>
        Send again…
      </Button>
      <Dialog
        title={`Send the copy of ${trouble.externalId} again`}
        sentence={trouble.lastError}
        isOpen={isOpen}
        onOpenChange={setOpen}
        width={680}
      >
        {(close) => (
          <>
            <DialogBody>
              <FormTrouble trouble={deed.trouble ?? read.trouble} />
              {payload && (
                <TextArea
                  label="Body"
                  help="Edit it where FlexCharge refused something. The order must stay the same; no card data."
                  value={payload.now}
                  onChange={(now) => setPayload({ ...payload, now })}
                  error={deed.fields.payload}
                  rows={14}
                  className="font-mono"
                />
              )}
              {!readPayload && (
                <p className="text-ink-2">
                  The body holds customer data, which your role does not see. It goes as it is.
                </p>
              )}
            </DialogBody>
            <DialogFoot>
              <Button onPress={close}>Cancel</Button>
              <Button variant="primary" onPress={send} isPending={deed.isPending}>
                {isEdited ? "Send edited copy" : "Send again"}
              </Button>
            </DialogFoot>
          </>
        )}
      </Dialog>
    </>
  );
}

const noPayload: ReadPayload = async () => ({ ok: true, value: { payload: "{}" } });

function wordsFor(refusal: ReplayRefusal) {
  switch (refusal.reason) {
    case "NOT_JSON":
      return { fields: { payload: "This is not a JSON object." } };
    case "OTHER_ORDER":
      return {
        fields: { payload: `orderId must stay ${refusal.externalId}: another order is another payment.` },
      };
    case "CARD_DATA":
      return { fields: { payload: `Card data is not sent: ${refusal.fields.join(", ")}.` } };
  }
}

/** Indented for reading; a body whose numbers JavaScript cannot hold stays as it came. */
function indented(text: string): string {
  return /[:,[]\s*-?(\d{16}|\d+(\.\d+)?[eE]|\d+\.\d{15})/.test(text)
    ? text
    : JSON.stringify(JSON.parse(text), null, 2);
}
