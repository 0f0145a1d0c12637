"use client";
import type { ReactNode } from "react";
import { ToggleButton } from "react-aria-components";
import { cx } from "#components/ui/cx.ts";

/** A filter that is on or off: dashed when available, solid when set, with how many it would find. */
export function ToggleChip({
  label,
  icon,
  count,
  isOn,
  onChange,
}: {
  label: string;
  icon?: ReactNode;
  count?: number;
  isOn: boolean;
  onChange: (isOn: boolean) => void;
}) {
  return (
    <ToggleButton
      isSelected={isOn}
      onChange={onChange}
      className={cx(
        "inline-flex h-7 cursor-default items-center gap-2 rounded-control border px-2.5 touch:h-11",
        isOn
          ? "border-line-2 bg-sunken font-medium text-ink"
          : "border-dashed border-line-2 text-ink-2 hover:text-ink",
      )}
    >
      {icon}
      {label}
      {count !== undefined && <span className="font-medium text-ink">{count.toLocaleString("en-US")}</span>}
    </ToggleButton>
  );
}
