"use client";
import { useRouter } from "next/navigation";
import { useRef, useState, useTransition } from "react";
import { FilterBar } from "#components/tables/filter-bar.tsx";
import type { Filter, FilterOption } from "#components/tables/filter-chip.tsx";
import { Spinner } from "#components/ui/spinner.tsx";
import { WEBHOOK_PERIOD_WORDS, WEBHOOK_PERIODS, type WebhooksView, webhooksHref } from "./webhooks-view.ts";

const TYPING_MS = 300;

/** The filters of a list of webhooks; everything goes into the address, and the server answers it. */
export function WebhookFilters({
  base,
  view,
  filters,
  placeholder,
}: {
  base: string;
  view: WebhooksView;
  /** Beside period and id. */
  filters: readonly {
    id: "event" | "result" | "fate" | "endpoint" | "merchant";
    label: string;
    options: readonly FilterOption[];
  }[];
  placeholder: string;
}) {
  const router = useRouter();
  const [isPending, start] = useTransition();
  const [text, setText] = useState(view.id);
  const timer = useRef<ReturnType<typeof setTimeout>>(undefined);
  const go = (change: Partial<WebhooksView>) =>
    start(() => router.replace(webhooksHref(base, view, change), { scroll: false }));
  const search = (value: string) => {
    setText(value);
    clearTimeout(timer.current);
    timer.current = setTimeout(() => go({ id: value.trim() }), TYPING_MS);
  };
  // "Clear filters" empties the box too; while somebody types, the address is only behind.
  const [seen, setSeen] = useState(view.id);
  if (view.id !== seen) {
    setSeen(view.id);
    if (view.id === "") setText("");
  }
  const isSingle = (id: string) => id === "endpoint" || id === "merchant";
  const shown: Filter[] = [
    {
      id: "period",
      label: "Time",
      isFixed: true,
      options: WEBHOOK_PERIODS.map((id) => ({ id, label: WEBHOOK_PERIOD_WORDS[id] })),
    },
    ...filters.map((filter) => ({ ...filter, isMultiple: !isSingle(filter.id) })),
  ];
  return (
    <FilterBar
      search={{ label: "Find by order or event id", placeholder, value: text, onChange: search }}
      filters={shown}
      values={{
        period: [view.period],
        event: view.event,
        result: view.result,
        fate: view.fate,
        endpoint: view.endpoint ? [view.endpoint] : [],
        merchant: view.merchant ? [view.merchant] : [],
      }}
      onChange={(id, values) => go(changeOf(id, values))}
      aside={
        isPending && (
          <span role="status" className="late inline-flex items-center gap-1.5">
            <Spinner /> Reading
          </span>
        )
      }
    />
  );
}

function changeOf(id: string, values: string[]): Partial<WebhooksView> {
  if (id === "period") return { period: WEBHOOK_PERIODS.find((one) => one === values[0]) ?? "7d" };
  if (id === "endpoint" || id === "merchant") return { [id]: values[0] ?? null };
  return { [id]: values };
}
