"use client";
import { Segmented } from "#components/ui/segmented.tsx";
import type { Gate } from "#lib/switching/schema.ts";
import type { SettableMode } from "#lib/terms.ts";
import { missingSentence } from "./gate-words.ts";
import { MODE_NAMES } from "./words.ts";

/**
 * Inherit, Off, Sandbox, Production. A mode whose gates are open carries a lock and stays reachable: pressing it
 * tells, under the control, what is missing and who owns it. The merchant's own row has nothing to inherit.
 */
export function ModeControl({
  label,
  value,
  hasInherit,
  missing,
  onChange,
}: {
  label: string;
  value: SettableMode | null;
  hasInherit: boolean;
  /** Open gates per mode going up. */
  missing: { sandbox: Gate[]; production: Gate[] };
  onChange: (mode: SettableMode) => void;
}) {
  const lock = (mode: "sandbox" | "production") =>
    missing[mode].length > 0 && value !== mode
      ? { isLocked: true, note: missingSentence(MODE_NAMES[mode], missing[mode]) }
      : {};
  const options = [
    ...(hasInherit ? [{ id: "inherit" as const, label: MODE_NAMES.inherit }] : []),
    { id: "off" as const, label: MODE_NAMES.off, fill: "off" as const },
    { id: "sandbox" as const, label: MODE_NAMES.sandbox, fill: "sandbox" as const, ...lock("sandbox") },
    {
      id: "production" as const,
      label: MODE_NAMES.production,
      fill: "production" as const,
      ...lock("production"),
    },
  ];
  return <Segmented<SettableMode> label={label} options={options} value={value} onChange={onChange} isWide />;
}
