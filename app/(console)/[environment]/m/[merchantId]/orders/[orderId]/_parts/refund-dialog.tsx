"use client";
import { Undo2 } from "lucide-react";
import { type FormEvent, useRef, useState } from "react";
import { FormTrouble } from "#components/shell/form-trouble.tsx";
import { useAction } from "#components/shell/use-action.ts";
import { Button } from "#components/ui/button.tsx";
import { Dialog, DialogBody, DialogFoot } from "#components/ui/dialog.tsx";
import { RadioGroup } from "#components/ui/radio-group.tsx";
import { TextField } from "#components/ui/text-field.tsx";
import { showToast } from "#components/ui/toast.tsx";
import { parseMoney } from "#lib/kit/money.ts";
import { refund } from "../actions.ts";
import type { Deeds } from "./deeds.ts";
import { moneyText } from "./money-text.ts";
import { refundTrouble } from "./refund-trouble.ts";

/** Full or partial, with what would remain; pressing again after no answer never pays twice. */
export function RefundDialog({
  deeds,
  size,
  label = "Refund…",
}: {
  deeds: Deeds;
  size?: "touch";
  label?: string;
}) {
  const [isOpen, setOpen] = useState(false);
  const words = (minor: number) => moneyText(minor, deeds.currency);
  const { approvedMinor, remainingMinor } = deeds.money;
  const gone = approvedMinor - remainingMinor;
  const already = gone > 0 ? `, ${words(gone)} of it refunded or being refunded` : "";
  return (
    <Dialog
      title={`Refund ${deeds.name}`}
      sentence={`Approved ${words(approvedMinor)}${already}.`}
      hasInkEdge={deeds.isLive}
      width={520}
      isOpen={isOpen}
      onOpenChange={setOpen}
      trigger={
        <Button icon={<Undo2 />} size={size}>
          {label}
        </Button>
      }
    >
      {(close) => <RefundForm deeds={deeds} close={close} />}
    </Dialog>
  );
}

function RefundForm({ deeds, close }: { deeds: Deeds; close: () => void }) {
  const { currency } = deeds;
  const words = (minor: number) => moneyText(minor, currency);
  const [howMuch, setHowMuch] = useState<"full" | "part">("full");
  const [typed, setTyped] = useState("");
  const [reason, setReason] = useState("");
  const [remaining, setRemaining] = useState(deeds.money.remainingMinor);
  const [problem, setProblem] = useState<string>();
  // One wish, one key: kept while nobody answers, new after an answer or another wish.
  const key = useRef("");
  const isNewWish = () => {
    key.current = "";
    setProblem(undefined);
  };
  const deed = useAction(refund, (refusal) => {
    key.current = "";
    if (refusal.reason === "ABOVE_REMAINING") setRemaining(refusal.remainingMinor);
    return refundTrouble(refusal, words);
  });
  const partMinor = parseMoney(typed, currency);
  const amountMinor = howMuch === "full" ? remaining : partMinor;
  const after = amountMinor === null ? null : remaining - amountMinor;

  async function submit(event: FormEvent): Promise<void> {
    event.preventDefault();
    if (deed.isPending) return;
    if (amountMinor === null || amountMinor <= 0)
      return setProblem(`Write an amount such as ${example(currency)}.`);
    if (amountMinor > remaining) return setProblem(`At most ${words(remaining)} can be refunded.`);
    key.current ||= crypto.randomUUID();
    const { merchantId, orderId } = deeds;
    const done = await deed.run({
      ...{ merchantId, orderId, amountMinor, currency },
      ...(reason.trim() ? { reason: reason.trim() } : {}),
      idempotencyKey: key.current,
    });
    if (!done.ok) return;
    close();
    showToast(
      done.value.state === "confirmed"
        ? `${words(amountMinor)} refunded. ${words(done.value.remainingMinor)} can still be refunded.`
        : `FlexCharge gave no certain answer about ${words(amountMinor)}: we are checking.`,
    );
  }

  return (
    <form noValidate onSubmit={submit} className="flex min-h-0 flex-1 flex-col">
      <DialogBody className="flex flex-col gap-4">
        <RadioGroup
          label="How much"
          options={[
            { id: "full", label: `All that is left, ${words(remaining)}` },
            { id: "part", label: "A part" },
          ]}
          value={howMuch}
          onChange={(id) => {
            isNewWish();
            setHowMuch(id);
          }}
        />
        {howMuch === "part" && (
          <TextField
            label="Amount"
            name="amount"
            inputMode="decimal"
            autoFocus
            trailing={currency}
            value={typed}
            onChange={(text) => {
              isNewWish();
              setTyped(text);
            }}
            error={problem ?? deed.fields.amountMinor}
          />
        )}
        <p aria-live="polite" className="text-ink-2">
          {after === null || after < 0
            ? `${words(remaining)} can be refunded.`
            : `After this refund ${words(after)} can be refunded.`}
        </p>
        <TextField
          label="Reason"
          name="reason"
          maxLength={500}
          value={reason}
          onChange={(text) => {
            isNewWish();
            setReason(text);
          }}
          error={deed.fields.reason}
          help="Shown in the order's history, for your colleagues"
        />
        <FormTrouble trouble={howMuch === "full" ? (problem ?? deed.trouble) : deed.trouble} />
      </DialogBody>
      <DialogFoot note="FlexCharge pays it back to the card.">
        <Button onPress={close}>Cancel</Button>
        <Button type="submit" variant="primary" isPending={deed.isPending}>
          {amountMinor === null ? "Refund" : `Refund ${words(amountMinor)}`}
        </Button>
      </DialogFoot>
    </form>
  );
}

/** "20.00", "20" or "20.000", as the currency is written. */
function example(currency: string): string {
  for (const text of ["20.000", "20.00", "20.0"]) if (parseMoney(text, currency) !== null) return text;
  return "20";
}
