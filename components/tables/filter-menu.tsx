"use client";
import { Check } from "lucide-react";
import { Autocomplete, Input, ListBox, ListBoxItem, SearchField, useFilter } from "react-aria-components";
import { itemRow } from "../ui/option-item.tsx";
import type { Filter } from "./filter-chip.tsx";

/** Options with counts, found by typing from the eighth on. One choice closes the menu, several stay open. */
export function FilterMenu({
  filter,
  values,
  onChange,
  close,
}: {
  filter: Filter;
  values: readonly string[];
  onChange: (values: string[]) => void;
  close: () => void;
}) {
  const { contains } = useFilter({ sensitivity: "base" });
  const options = filter.options ?? [];
  return (
    <Autocomplete filter={contains}>
      {options.length > 7 && (
        <SearchField aria-label={`Find in ${filter.label}`} autoFocus className="border-b border-line">
          <Input
            placeholder="Type to narrow"
            className="h-9 w-full bg-transparent px-3 text-input outline-none [&::-webkit-search-cancel-button]:hidden"
          />
        </SearchField>
      )}
      <ListBox
        aria-label={filter.label}
        autoFocus={options.length > 7 ? undefined : true}
        selectionMode={filter.isMultiple ? "multiple" : "single"}
        selectedKeys={values}
        onSelectionChange={(keys) => {
          onChange(keys === "all" ? options.map((option) => option.id) : [...keys].map(String));
          if (!filter.isMultiple) close();
        }}
        renderEmptyState={() => <p className="px-2 py-1.5 text-ink-3">Nothing matches</p>}
        className="max-h-72 overflow-auto p-1 outline-none"
      >
        {options.map((option) => (
          <ListBoxItem key={option.id} id={option.id} textValue={option.label} className={itemRow}>
            <Check className="invisible group-data-selected:visible" aria-hidden="true" />
            <span className="flex-1">{option.label}</span>
            {option.count !== undefined && (
              <span className="text-ink-3">{option.count.toLocaleString("en-US")}</span>
            )}
          </ListBoxItem>
        ))}
      </ListBox>
    </Autocomplete>
  );
}
