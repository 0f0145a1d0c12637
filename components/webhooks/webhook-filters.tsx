"use client";
import { useRouter } from "next/navigation";
import { useTransition } from "react";
import { FilterBar } from "#components/tables/filter-bar.tsx";
import type { Filter, FilterOption } from "#components/tables/filter-chip.tsx";
import { useTypedSearch } from "#components/tables/use-typed-search.ts";
import { Spinner } from "#components/ui/spinner.tsx";
import { WEBHOOK_PERIOD_WORDS, WEBHOOK_PERIODS, type WebhooksView, webhooksHref } from "./webhooks-view.ts";

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
  const go = (change: Partial<WebhooksView>) =>
    start(() => router.replace(webhooksHref(base, view, change), { scroll: false }));
  const search = useTypedSearch(view.id, (id) => go({ id }));
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
      search={{ label: "Find by order or event id", placeholder, ...search }}
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
