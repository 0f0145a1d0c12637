"use client";
import { Check } from "lucide-react";
import type { ReactNode } from "react";
import { ListBoxItem } from "react-aria-components";

export type Option<Id extends string = string> = {
  id: Id;
  label: string;
  /** A second, quieter line or word. */
  note?: string;
  icon?: ReactNode;
  href?: string;
};

export const floatingBox =
  "rise overflow-auto rounded-panel bg-bg p-1 shadow-float outline-none forced:border";
export const itemRow =
  "group flex min-h-8 cursor-default items-center gap-2 rounded-chip px-2 py-1 text-body outline-none data-focused:bg-hover data-disabled:text-ink-3 touch:min-h-11";

/** One line of a select, a combobox or a filter menu; the tick says chosen, in words for screen readers too. */
export function OptionItem({ option }: { option: Option }) {
  return (
    <ListBoxItem id={option.id} textValue={option.label} href={option.href} className={itemRow}>
      {option.icon}
      <span className="min-w-0 flex-1">
        <span className="block truncate">{option.label}</span>
        {option.note && <span className="block text-meta text-ink-3">{option.note}</span>}
      </span>
      <Check className="invisible text-ink group-data-selected:visible" aria-hidden="true" />
    </ListBoxItem>
  );
}
