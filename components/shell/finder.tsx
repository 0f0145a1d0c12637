"use client";
import { useQuery } from "@tanstack/react-query";
import { Globe, ReceiptText, Store } from "lucide-react";
import { type ReactNode, useDeferredValue, useState } from "react";
import { CommandPalette, type PaletteSection } from "#components/ui/command-palette.tsx";
import { Kbd } from "#components/ui/kbd.tsx";
import type { ShellPage } from "./pages.ts";
import type { Place } from "./place.ts";

/** One record that was found; `href` is below the console's root. */
export type Found = {
  kind: "order" | "merchant" | "site";
  id: string;
  label: string;
  detail?: string;
  trailing?: string;
  href: string;
};
export type FoundRecords = { found: Found[]; elsewhere?: string };

const icons: Record<Found["kind"], ReactNode> = {
  order: <ReceiptText />,
  merchant: <Store />,
  site: <Globe />,
};
const titles: Record<Found["kind"], string> = { order: "Orders", merchant: "Merchants", site: "Sites" };

/** ⌘K: records of this environment first, then pages. */
export function Finder({
  isOpen,
  onOpenChange,
  place,
  pages,
  root,
  workspaceName,
}: {
  isOpen: boolean;
  onOpenChange: (isOpen: boolean) => void;
  place: Place;
  pages: readonly ShellPage[];
  root: string;
  workspaceName: string;
}) {
  const [query, setQuery] = useState("");
  const text = useDeferredValue(query.trim());
  const search = new URLSearchParams({ environment: place.environment, text });
  const records = useQuery<FoundRecords>({
    queryKey: ["find", search.toString()],
    enabled: isOpen && text.length >= 2,
    placeholderData: (last) => last,
    queryFn: async ({ signal }) => {
      const answer = await fetch(`/api/find?${search}`, { signal });
      if (!answer.ok) throw new Error(`find answered ${answer.status}`);
      return answer.json();
    },
  });
  const found = text.length >= 2 ? (records.data?.found ?? []) : [];
  const environmentName = place.environment === "sandbox" ? "Sandbox" : "Production";
  const kinds = ["order", "merchant", "site"] as const;
  const sections: PaletteSection[] = [
    ...kinds.map((kind) => ({
      id: kind,
      title: kind === "order" ? `Orders in ${environmentName}` : titles[kind],
      note: kind === "order" ? records.data?.elsewhere : undefined,
      items: found
        .filter((one) => one.kind === kind)
        .map((one) => ({
          id: one.id,
          label: one.label,
          detail: one.detail,
          icon: icons[kind],
          trailing: one.trailing,
          href: one.href,
        })),
    })),
    {
      id: "pages",
      title: "Go to",
      items: pages
        .filter((page) => page.label.toLowerCase().includes(text.toLowerCase()))
        .map((page) => ({
          id: page.id,
          label: page.label,
          detail: workspaceName,
          href: `${root}${page.path}`,
          trailing: (
            <>
              <Kbd>G</Kbd>
              <Kbd>{page.letter.toUpperCase()}</Kbd>
            </>
          ),
        })),
    },
  ];
  return (
    <CommandPalette
      isOpen={isOpen}
      onOpenChange={(next) => {
        onOpenChange(next);
        if (!next) setQuery("");
      }}
      query={query}
      onQueryChange={setQuery}
      sections={sections}
      isBusy={records.isFetching}
      emptyWords={records.isError ? "The search did not answer. Typing on asks again." : undefined}
    />
  );
}
