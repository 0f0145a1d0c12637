"use client";
import { X } from "lucide-react";
import { type ReactNode, useState } from "react";
import { Button, Dialog, DialogTrigger, Popover } from "react-aria-components";
import { cx } from "../ui/cx.ts";
import { FilterMenu } from "./filter-menu.tsx";

export type FilterOption = { id: string; label: string; count?: number };
export type Filter = {
  id: string;
  label: string;
  icon?: ReactNode;
  /** What the menu offers; leave out when `render` draws something else (dates, an amount range). */
  options?: readonly FilterOption[];
  isMultiple?: boolean;
  render?: (parts: {
    values: readonly string[];
    set: (values: string[]) => void;
    close: () => void;
  }) => ReactNode;
  /** Words of a value that is not among the options. */
  words?: (values: readonly string[]) => string;
  /** A frame of the page (period, currency): changed, never removed. */
  isFixed?: boolean;
};

/** Dashed is available, solid is set: quiet key, value in ink, × on focus or hover, Backspace removes. */
export function FilterChip({
  filter,
  values,
  onChange,
}: {
  filter: Filter;
  values: readonly string[];
  onChange: (values: string[]) => void;
}) {
  const [isOpen, setOpen] = useState(false);
  const isSet = values.length > 0;
  const canRemove = isSet && !filter.isFixed;
  const words =
    filter.words?.(values) ??
    values.map((id) => filter.options?.find((option) => option.id === id)?.label ?? id).join(", ");
  return (
    <span
      className={cx(
        "group/chip relative inline-flex h-7 max-w-full items-center rounded-control border text-body touch:h-11",
        isSet ? "border-line-2 bg-sunken" : "border-dashed border-line-2",
      )}
    >
      <DialogTrigger isOpen={isOpen} onOpenChange={setOpen}>
        <Button
          onKeyDown={(event) => {
            if (event.key === "Backspace" && canRemove) onChange([]);
          }}
          className="inline-flex h-full min-w-0 cursor-default items-center gap-2 rounded-control px-2.5 text-ink-2 hover:text-ink"
        >
          {filter.icon}
          {!(isSet && filter.isFixed && filter.icon) && filter.label}
          {isSet && <span className="truncate font-medium text-ink">{words}</span>}
        </Button>
        <Popover offset={6} placement="bottom start">
          <Dialog
            aria-label={filter.label}
            className="rise min-w-52 overflow-hidden rounded-panel bg-bg shadow-float outline-none forced:border"
          >
            {({ close }) =>
              filter.render ? (
                <div className="p-3">{filter.render({ values, set: onChange, close })}</div>
              ) : (
                <FilterMenu {...{ filter, values, onChange, close }} />
              )
            }
          </Dialog>
        </Popover>
      </DialogTrigger>
      {canRemove && (
        <Button
          aria-label={`Remove filter ${filter.label}`}
          onPress={() => onChange([])}
          className="absolute -top-2 -right-2 flex size-6 items-center justify-center rounded-full opacity-0 group-hover/chip:opacity-100 group-focus-within/chip:opacity-100 touch:opacity-100"
        >
          <span className="flex size-4 items-center justify-center rounded-full bg-ink-2 text-bg">
            <X className="size-3!" strokeWidth={2.25} />
          </span>
        </Button>
      )}
    </span>
  );
}
