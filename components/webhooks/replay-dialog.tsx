"use client";
import { useRouter } from "next/navigation";
import { useState } from "react";
import { FormTrouble } from "#components/shell/form-trouble.tsx";
import { useAction } from "#components/shell/use-action.ts";
import type { Reader } from "#components/switching/cell-words.ts";
import { Button } from "#components/ui/button.tsx";
import { Checkbox } from "#components/ui/checkbox.tsx";
import { Dialog, DialogBody, DialogFoot } from "#components/ui/dialog.tsx";
import { TextField } from "#components/ui/text-field.tsx";
import { showToast } from "#components/ui/toast.tsx";
import { EventsField } from "./events-field.tsx";
import { momentInZone, wallClock } from "./moment-in-zone.ts";
import { refusalWords } from "./refusal-words.ts";
import type { WebhookActions } from "./webhook-actions.ts";

const DAY_MS = 86_400_000;

/** A range of events to one endpoint again: counted first, then sent in the order in which they happened. */
export function ReplayDialog({
  endpoint,
  reader,
  actions,
  isOpen,
  onOpenChange,
}: {
  endpoint: { merchantId: string; id: string; url: string };
  reader: Reader;
  actions: Pick<WebhookActions, "countReplay" | "replay">;
  isOpen: boolean;
  onOpenChange: (isOpen: boolean) => void;
}) {
  const router = useRouter();
  const now = new Date(reader.now);
  const [from, setFrom] = useState(wallClock(new Date(now.getTime() - DAY_MS), reader.zone));
  const [to, setTo] = useState(wallClock(new Date(now.getTime() + 60_000), reader.zone));
  const [events, setEvents] = useState<string[]>([]);
  const [undeliveredOnly, setUndeliveredOnly] = useState(true);
  const [wrong, setWrong] = useState<{ from?: string; to?: string }>({});
  const [count, setCount] = useState<number | null>(null);
  const counting = useAction(actions.countReplay, () => ({}));
  const replaying = useAction(actions.replay, refusalWords);
  /** What was counted is no longer what is asked. */
  const changed =
    <Value,>(set: (value: Value) => void) =>
    (value: Value) => {
      set(value);
      setCount(null);
    };
  const asked = () => {
    const [start, end] = [momentInZone(from, reader.zone), momentInZone(to, reader.zone)];
    const found = {
      ...(start ? {} : { from: "Enter a day and a time" }),
      ...(end
        ? start && end <= start
          ? { to: "This is before the beginning" }
          : {}
        : { to: "Enter a day and a time" }),
    };
    setWrong(found);
    if (!start || !end || end <= start) return null;
    return {
      merchantId: endpoint.merchantId,
      endpointId: endpoint.id,
      from: start,
      to: end,
      events,
      undeliveredOnly,
    };
  };
  const countFirst = async () => {
    const input = asked();
    const done = input ? await counting.run(input) : { ok: false as const };
    if (done.ok) setCount(done.value.total);
  };
  const run = async () => {
    const input = asked();
    const done = input ? await replaying.run(input) : { ok: false as const };
    if (!done.ok) return;
    onOpenChange(false);
    setCount(null);
    showToast("The replay is under way.");
    router.refresh();
  };
  const eventsOf = (n: number) => `${n.toLocaleString("en-US")} ${n === 1 ? "event" : "events"}`;
  return (
    <Dialog title="Replay a range" sentence={endpoint.url} isOpen={isOpen} onOpenChange={onOpenChange}>
      {(close) => (
        <>
          <DialogBody className="flex flex-col gap-4">
            <div className="grid gap-4 md:grid-cols-2">
              <TextField
                label="From"
                type="datetime-local"
                value={from}
                onChange={changed(setFrom)}
                error={wrong.from}
                help={`Times in ${reader.zone.replaceAll("_", " ")}`}
              />
              <TextField
                label="To"
                type="datetime-local"
                value={to}
                onChange={changed(setTo)}
                error={wrong.to}
              />
            </div>
            <EventsField
              value={events}
              onChange={changed(setEvents)}
              everyWords="That the endpoint's filter lets through."
            />
            <Checkbox isSelected={undeliveredOnly} onChange={changed(setUndeliveredOnly)}>
              Only what was not delivered
            </Checkbox>
            <p role="status" className={count === null ? "sr-only" : "font-medium"}>
              {count !== null &&
                (count === 0
                  ? "Nothing in this range is left to send."
                  : `${eventsOf(count)} will be sent, the oldest first.`)}
            </p>
            <FormTrouble trouble={counting.trouble ?? replaying.trouble} />
          </DialogBody>
          <DialogFoot note="A receiver tells a repeat by its webhook-id.">
            <Button onPress={close}>Cancel</Button>
            {count ? (
              <Button variant="primary" onPress={run} isPending={replaying.isPending}>
                {`Replay ${eventsOf(count)}`}
              </Button>
            ) : (
              <Button variant="primary" onPress={countFirst} isPending={counting.isPending}>
                Count first
              </Button>
            )}
          </DialogFoot>
        </>
      )}
    </Dialog>
  );
}
