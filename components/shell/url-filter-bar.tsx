"use client";
import { parseAsArrayOf, parseAsString, useQueryStates } from "nuqs";
import { type ReactNode, useTransition } from "react";
import { FilterBar } from "#components/tables/filter-bar.tsx";
import type { FilterOption } from "#components/tables/filter-chip.tsx";

export type UrlFilter = { id: string; label: string; options: readonly FilterOption[]; isMultiple?: boolean };

/**
 * The filter bar of a page that the server renders: every choice is in the address (`?search=…&state=a,b`), the
 * cursor of a former page is dropped, and the old rows stay until the new ones are there.
 */
export function UrlFilterBar({
  search,
  filters = [],
  aside,
}: {
  search?: { label: string; placeholder: string };
  filters?: readonly UrlFilter[];
  aside?: ReactNode;
}) {
  const [isBusy, startTransition] = useTransition();
  const [values, set] = useQueryStates(
    {
      ...Object.fromEntries(filters.map((filter) => [filter.id, parseAsArrayOf(parseAsString)])),
      search: parseAsString.withDefault(""),
      before: parseAsString,
    },
    { shallow: false, startTransition, history: "replace", throttleMs: 300 },
  );
  const lists: Record<string, readonly string[]> = {};
  for (const filter of filters) {
    const value = (values as unknown as Record<string, string[] | null>)[filter.id];
    if (value?.length) lists[filter.id] = value;
  }
  return (
    <div data-busy={isBusy || undefined} className="url-filters">
      <FilterBar
        search={
          search && {
            ...search,
            value: String(values.search ?? ""),
            onChange: (text) => set({ search: text || null, before: null }),
          }
        }
        filters={filters}
        values={lists}
        onChange={(id, next) => set({ [id]: next.length > 0 ? next : null, before: null })}
        aside={aside}
      />
    </div>
  );
}
