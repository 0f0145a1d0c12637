"use client";
import { Lock } from "lucide-react";
import type { ReactNode } from "react";
import { ToggleButton, ToggleButtonGroup } from "react-aria-components";
import type { ModeFill } from "./chip.tsx";
import { cx } from "./cx.ts";
import { Glyph } from "./glyph.tsx";

export type SegmentedOption<Id extends string> = {
  id: Id;
  label: string;
  icon?: ReactNode;
  /** When chosen, the segment is filled in the grammar of modes instead of white. */
  fill?: Exclude<ModeFill, "stopped">;
  /** Shows a lock; it stays focusable and can be pressed, the owner then says what is missing. */
  isLocked?: boolean;
  /** What a screen reader hears beside the label, for example why it is locked. */
  note?: string;
};

const chosen = {
  plain: "bg-bg text-ink font-medium shadow-[inset_0_0_0_1px_var(--line-2)]",
  production: "mode-production px-2.5 font-medium",
  sandbox: "mode-sandbox font-medium",
  off: "mode-off bg-bg px-2.5 font-medium",
};

/** One choice of a few, all visible. Arrow keys move, the group is one tab stop; a choice is never cleared. */
export function Segmented<Id extends string>({
  label,
  options,
  value,
  onChange,
  isWide,
}: {
  label: string;
  options: readonly SegmentedOption<Id>[];
  value: Id | null;
  onChange: (id: Id) => void;
  isWide?: boolean;
}) {
  return (
    <ToggleButtonGroup
      aria-label={label}
      selectionMode="single"
      disallowEmptySelection
      selectedKeys={value === null ? [] : [value]}
      onSelectionChange={(keys) => {
        const [id] = keys;
        if (id !== undefined) onChange(id as Id);
      }}
      className={cx("flex rounded-control bg-hover p-0.5", isWide ? "w-full" : "w-fit")}
    >
      {options.map((option) => {
        const isChosen = option.id === value;
        return (
          <ToggleButton
            key={option.id}
            id={option.id}
            aria-label={option.note ? `${option.label}, ${option.note}` : undefined}
            className={cx(
              "focus-inside inline-flex h-6.5 cursor-default items-center justify-center gap-1.75 rounded-chip text-body whitespace-nowrap select-none touch:h-10",
              isWide && "flex-1",
              isChosen ? chosen[option.fill ?? "plain"] : "text-ink-2 hover:text-ink",
              !(isChosen && option.fill) && (isWide ? "px-1" : "px-2.5"),
            )}
          >
            {option.isLocked ? (
              <Lock className="size-3.5!" aria-hidden="true" />
            ) : (
              !(isChosen && option.fill === "sandbox") && option.icon
            )}
            {isChosen && option.fill === "production" && !option.icon && <Glyph shape="square-solid" />}
            <span>{option.label}</span>
          </ToggleButton>
        );
      })}
    </ToggleButtonGroup>
  );
}
