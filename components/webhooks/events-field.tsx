"use client";
import { Checkbox } from "#components/ui/checkbox.tsx";
import { RadioGroup } from "#components/ui/radio-group.tsx";
import { WEBHOOK_EVENTS } from "#lib/webhooks/schema.ts";

const GROUPS: Record<string, string> = {
  order: "Orders",
  payment: "Chargebacks",
  challenge: "Challenges",
  payout: "Payouts",
  application: "Applications",
};
const groupOf = (event: string) => event.split(".", 1)[0] ?? event;

/** Every event, or some: whole groups (`order.*`) or single ones. An empty list means every event. */
export function EventsField({
  value,
  onChange,
  everyWords,
}: {
  value: readonly string[];
  onChange: (events: string[]) => void;
  /** What an empty list means here. */
  everyWords: string;
}) {
  const isEvery = value.length === 0;
  const toggle = (name: string, isOn: boolean) =>
    onChange(isOn ? [...value, name] : value.filter((one) => one !== name));
  return (
    <div className="flex flex-col gap-3">
      <RadioGroup
        label="Events"
        value={isEvery ? "every" : "some"}
        onChange={(which) => onChange(which === "every" ? [] : ["order.*"])}
        options={[
          { id: "every", label: "Every event", note: everyWords },
          { id: "some", label: "Only these" },
        ]}
      />
      {!isEvery && (
        <div className="grid gap-x-6 gap-y-3 pl-6 md:grid-cols-2 phone:pl-0">
          {Object.entries(Object.groupBy(WEBHOOK_EVENTS, groupOf)).map(([group, events = []]) => {
            const whole = `${group}.*`;
            const isWhole = value.includes(whole);
            const others = value.filter((one) => groupOf(one) !== group);
            return (
              <fieldset key={group} className="flex flex-col gap-0.5">
                <legend className="sr-only">{GROUPS[group] ?? group}</legend>
                <Checkbox
                  isSelected={isWhole}
                  isIndeterminate={!isWhole && events.some((event) => value.includes(event))}
                  onChange={(isOn) => onChange(isOn ? [...others, whole] : others)}
                >
                  <span className="font-medium">{GROUPS[group] ?? group}</span>
                </Checkbox>
                {events.map((event) => (
                  <Checkbox
                    key={event}
                    className="ml-6"
                    isDisabled={isWhole}
                    isSelected={isWhole || value.includes(event)}
                    onChange={(isOn) => toggle(event, isOn)}
                  >
                    <span className="font-mono text-code">{event}</span>
                  </Checkbox>
                ))}
              </fieldset>
            );
          })}
        </div>
      )}
    </div>
  );
}
