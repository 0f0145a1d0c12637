"use client";
import { Search, X } from "lucide-react";
import type { ReactNode } from "react";
import {
  SearchField as AriaSearchField,
  type SearchFieldProps as AriaSearchFieldProps,
  Button,
  Group,
  Input,
  Label,
} from "react-aria-components";
import { cx } from "./cx.ts";
import { fieldBox } from "./field-frame.tsx";

/** A search box; Esc clears it. `trailing` shows a key cap while it is empty. */
export function SearchField({
  label,
  placeholder,
  trailing,
  size = "regular",
  className,
  ...rest
}: Omit<AriaSearchFieldProps, "children" | "className" | "style"> & {
  label: string;
  placeholder?: string;
  trailing?: ReactNode;
  size?: "row" | "regular";
  className?: string;
}) {
  return (
    <AriaSearchField {...rest} className={cx("group min-w-0", className)}>
      <Label className="sr-only">{label}</Label>
      <Group className={fieldBox(size, "gap-2 pr-1.5 pl-2.5")}>
        <Search aria-hidden="true" className="text-ink-2" />
        <Input
          placeholder={placeholder}
          className="h-full min-w-0 flex-1 bg-transparent outline-none [&::-webkit-search-cancel-button]:hidden"
        />
        <span className="hidden group-data-empty:flex">{trailing}</span>
        <Button
          aria-label="Clear search"
          className="flex size-6 items-center justify-center rounded-glyph text-ink-2 group-data-empty:hidden hover:bg-hover"
        >
          <X />
        </Button>
      </Group>
    </AriaSearchField>
  );
}
