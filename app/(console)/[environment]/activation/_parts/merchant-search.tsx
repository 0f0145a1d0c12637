"use client";
import { useRouter } from "next/navigation";
import { FilterBar } from "#components/tables/filter-bar.tsx";
import { useTypedSearch } from "#components/tables/use-typed-search.ts";

/** Finds a merchant by name; the address carries it. */
export function MerchantSearch({ base, search }: { base: string; search: string }) {
  const router = useRouter();
  const box = useTypedSearch(search, (query) =>
    router.replace(query ? `${base}?q=${encodeURIComponent(query)}` : base, { scroll: false }),
  );
  return (
    <FilterBar
      search={{ label: "Find a merchant", placeholder: "Merchant", ...box }}
      filters={[]}
      values={{}}
      onChange={() => {}}
    />
  );
}
