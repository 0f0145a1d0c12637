"use client";
import { type FormEvent, useState } from "react";
import { FormTrouble } from "#components/shell/form-trouble.tsx";
import { type ServerAction, useAction } from "#components/shell/use-action.ts";
import { Button } from "#components/ui/button.tsx";
import { Checkbox } from "#components/ui/checkbox.tsx";
import { TextArea } from "#components/ui/text-area.tsx";
import { TextField } from "#components/ui/text-field.tsx";
import { showToast } from "#components/ui/toast.tsx";
import type { AlertSettingsRefusal } from "#lib/alerts/errors.ts";
import type { EditAlertSettingsInput, Threshold } from "#lib/alerts/schema.ts";
import { ALERT_KINDS, type AlertKind } from "#lib/terms.ts";
import { KIND_WORDS } from "./kind-words.ts";

export type EditAlerts = ServerAction<
  EditAlertSettingsInput,
  { changed: boolean; secret: string | null },
  AlertSettingsRefusal
>;
type Draft = { enabled: boolean; count: string; minutes: string };

/** Who is told by mail, how often, and from when on each kind is worth it. */
export function AlertRulesForm({
  emails,
  fallback,
  repeatHours,
  thresholds,
  edit,
}: {
  emails: readonly string[];
  fallback: readonly string[];
  repeatHours: number;
  thresholds: Record<AlertKind, Threshold>;
  edit: EditAlerts;
}) {
  const [addresses, setAddresses] = useState(emails.join("\n"));
  const [hours, setHours] = useState(String(repeatHours));
  const [drafts, setDrafts] = useState(
    () =>
      Object.fromEntries(
        ALERT_KINDS.map((kind) => {
          const { enabled, count, minutes } = thresholds[kind];
          return [kind, { enabled, count: String(count), minutes: String(minutes) }];
        }),
      ) as Record<AlertKind, Draft>,
  );
  const deed = useAction(edit, () => ({}));
  const set = (kind: AlertKind, change: Partial<Draft>) =>
    setDrafts({ ...drafts, [kind]: { ...drafts[kind], ...change } });
  const submit = async (event: FormEvent) => {
    event.preventDefault();
    const done = await deed.run({
      emails: linesOf(addresses),
      repeatHours: numberOf(hours),
      thresholds: Object.fromEntries(
        ALERT_KINDS.map((kind) => {
          const { enabled, count, minutes } = drafts[kind];
          return [kind, { enabled, count: numberOf(count), minutes: numberOf(minutes) }];
        }),
      ),
    });
    if (done.ok) showToast(done.value.changed ? "Alerts are changed." : "Nothing was changed.");
  };
  const wrongAddress = Object.entries(deed.fields).find(([field]) => field.startsWith("emails"))?.[1];
  return (
    <form noValidate onSubmit={submit} className="flex flex-col gap-5">
      <div className="grid max-w-160 gap-4 min-[720px]:grid-cols-[minmax(0,1fr)_160px]">
        <TextArea
          label="Mail to"
          help={
            fallback.length > 0
              ? `One address a line. Nobody named: ${fallback.join(", ")}.`
              : "One address a line."
          }
          value={addresses}
          onChange={setAddresses}
          error={wrongAddress}
          rows={3}
        />
        <TextField
          label="Repeat after hours"
          inputMode="numeric"
          value={hours}
          onChange={setHours}
          error={deed.fields.repeatHours}
          help="While it lasts; sooner when it doubles"
        />
      </div>
      <ul className="border-t border-line-2">
        {ALERT_KINDS.map((kind) => {
          const words = KIND_WORDS[kind];
          const draft = drafts[kind];
          const wrong =
            deed.fields[`thresholds.${kind}.count`] ?? deed.fields[`thresholds.${kind}.minutes`] ?? null;
          return (
            <li key={kind} className="flex flex-wrap items-center gap-x-6 gap-y-2 border-b border-line py-2">
              <div className="min-w-60 flex-1">
                <Checkbox
                  isSelected={draft.enabled}
                  onChange={(enabled) => set(kind, { enabled })}
                  help={words.note}
                >
                  <span className="font-medium">{words.name}</span>
                </Checkbox>
                {wrong && <p className="pl-6 text-meta text-danger">{wrong}</p>}
              </div>
              <span className="flex items-center gap-2 text-ink-2">
                from
                <TextField
                  label={`${words.name}: from how many`}
                  isLabelHidden
                  inputMode="numeric"
                  isDisabled={!draft.enabled}
                  value={draft.count}
                  onChange={(count) => set(kind, { count })}
                  className="w-18"
                />
                <span className="w-18">{words.counts}</span>
              </span>
              <span className="flex items-center gap-2 text-ink-2">
                after
                <TextField
                  label={`${words.name}: after how many minutes`}
                  isLabelHidden
                  inputMode="numeric"
                  isDisabled={!draft.enabled}
                  value={draft.minutes}
                  onChange={(minutes) => set(kind, { minutes })}
                  className="w-18"
                />
                min
              </span>
            </li>
          );
        })}
      </ul>
      <FormTrouble trouble={deed.trouble} />
      <div>
        <Button type="submit" variant="primary" isPending={deed.isPending}>
          Save alerts
        </Button>
      </div>
    </form>
  );
}

function linesOf(text: string): string[] {
  return text.split(/[\s,;]+/).filter(Boolean);
}

/** What is no number stays none, so that the answer names the field. */
function numberOf(text: string): number {
  return /^\d+$/.test(text.trim()) ? Number(text) : Number.NaN;
}
