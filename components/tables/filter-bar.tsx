"use client";
import { type ReactNode, useEffect, useRef, useState } from "react";
import { Button } from "../ui/button.tsx";
import { Kbd } from "../ui/kbd.tsx";
import { SearchField } from "../ui/search-field.tsx";
import { type Filter, FilterChip } from "./filter-chip.tsx";

const SHOWN_MAX = 4;

/**
 * Controlled by the page, which keeps `values` in the URL. More than four set chips
 * fold into "+2". `/` goes to the search box.
 */
export function FilterBar({
  label = "Filters",
  search,
  filters,
  values,
  onChange,
  aside,
}: {
  label?: string;
  search?: { label: string; placeholder?: string; value: string; onChange: (value: string) => void };
  filters: readonly Filter[];
  /** By filter id; an absent or empty list is not set. */
  values: Readonly<Record<string, readonly string[]>>;
  onChange: (filterId: string, values: string[]) => void;
  aside?: ReactNode;
}) {
  const frame = useRef<HTMLDivElement>(null);
  const [isUnfolded, setUnfolded] = useState(false);
  const isSet = (filter: Filter) => (values[filter.id]?.length ?? 0) > 0;
  const set = filters.filter(isSet);
  const folded = isUnfolded ? [] : set.slice(SHOWN_MAX);

  useEffect(() => {
    const onKey = (event: KeyboardEvent) => {
      if (event.key !== "/" || event.metaKey || event.ctrlKey || event.altKey) return;
      if ((event.target as HTMLElement).closest("input, textarea, select, [contenteditable]")) return;
      if (document.documentElement.dataset.singleKeys === "off") return;
      const first = frame.current?.querySelector<HTMLElement>("input, button");
      if (!first) return;
      event.preventDefault();
      first.focus();
    };
    document.addEventListener("keydown", onKey);
    return () => document.removeEventListener("keydown", onKey);
  }, []);

  return (
    // biome-ignore lint/a11y/useSemanticElements: a fieldset would need a legend and its own layout
    <div ref={frame} role="group" aria-label={label} className="flex flex-wrap items-center gap-2">
      {search && (
        <SearchField
          label={search.label}
          placeholder={search.placeholder}
          value={search.value}
          onChange={search.onChange}
          size="row"
          trailing={<Kbd>/</Kbd>}
          className="w-62.5 phone:w-full"
        />
      )}
      {filters
        .filter((filter) => !folded.includes(filter))
        .map((filter) => (
          <FilterChip
            key={filter.id}
            filter={filter}
            values={values[filter.id] ?? []}
            onChange={(next) => onChange(filter.id, next)}
          />
        ))}
      {folded.length > 0 && (
        <Button
          size="row"
          variant="quiet"
          onPress={() => setUnfolded(true)}
          aria-label={`Show ${folded.length} more filters`}
        >
          +{folded.length}
        </Button>
      )}
      {aside && <div className="ml-auto text-meta text-ink-2">{aside}</div>}
    </div>
  );
}
