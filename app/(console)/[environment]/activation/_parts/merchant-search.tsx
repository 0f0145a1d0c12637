"use client";
import { useRouter } from "next/navigation";
import { useRef, useState } from "react";
import { FilterBar } from "#components/tables/filter-bar.tsx";

const TYPING_MS = 300;

/** Finds a merchant by name; the address carries it. */
export function MerchantSearch({ base, search }: { base: string; search: string }) {
  const router = useRouter();
  const [text, setText] = useState(search);
  const timer = useRef<ReturnType<typeof setTimeout>>(undefined);
  const [seen, setSeen] = useState(search);
  if (search !== seen) {
    setSeen(search);
    if (search === "") setText("");
  }
  const change = (value: string) => {
    setText(value);
    clearTimeout(timer.current);
    const query = value.trim();
    timer.current = setTimeout(
      () => router.replace(query ? `${base}?q=${encodeURIComponent(query)}` : base, { scroll: false }),
      TYPING_MS,
    );
  };
  return (
    <FilterBar
      search={{ label: "Find a merchant", placeholder: "Merchant", value: text, onChange: change }}
      filters={[]}
      values={{}}
      onChange={() => {}}
    />
  );
}
