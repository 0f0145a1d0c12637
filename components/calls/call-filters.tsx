"use client";
import { useRouter } from "next/navigation";
import { type ReactNode, useTransition } from "react";
import { FilterBar } from "#components/tables/filter-bar.tsx";
import { useTypedSearch } from "#components/tables/use-typed-search.ts";
import { Spinner } from "#components/ui/spinner.tsx";
import { CALL_METHODS, CALL_RESULTS, CALL_ROUTES } from "#lib/calls/schema.ts";
import { CALL_RESULT_WORDS } from "./call-words.ts";
import { LOG_PERIOD_WORDS, LOG_PERIODS, type LogsView, logsHref } from "./logs-view.ts";

const plain = (ids: readonly string[]) => ids.map((id) => ({ id, label: id }));

/** The filters of the log; everything goes into the address, and the server answers it. */
export function CallFilters({
  base,
  view,
  merchants,
  aside,
}: {
  base: string;
  view: LogsView;
  /** On the page of all merchants. */
  merchants: readonly { id: string; label: string }[] | null;
  aside?: ReactNode;
}) {
  const router = useRouter();
  const [isPending, start] = useTransition();
  const go = (change: Partial<LogsView>) =>
    start(() => router.replace(logsHref(base, view, change), { scroll: false }));
  const search = useTypedSearch(view.q, (q) => go({ q }));
  return (
    <FilterBar
      search={{
        label: "Find by path, request id or order id",
        placeholder: "/v1/orders, request or order id",
        ...search,
      }}
      filters={[
        {
          id: "period",
          label: "Time",
          isFixed: true,
          options: LOG_PERIODS.map((id) => ({ id, label: LOG_PERIOD_WORDS[id] })),
        },
        {
          id: "result",
          label: "Status",
          isMultiple: true,
          options: CALL_RESULTS.map((id) => ({ id, label: CALL_RESULT_WORDS[id] })),
        },
        { id: "route", label: "Call", isMultiple: true, options: plain(CALL_ROUTES) },
        { id: "method", label: "Method", isMultiple: true, options: plain(CALL_METHODS) },
        ...(merchants ? [{ id: "merchant", label: "Merchant", options: merchants }] : []),
      ]}
      values={{
        period: [view.period],
        result: view.result,
        route: view.route,
        method: view.method,
        merchant: view.merchant ? [view.merchant] : [],
      }}
      onChange={(id, values) => go(changeOf(id, values))}
      aside={
        <>
          {isPending && (
            <span role="status" className="late inline-flex items-center gap-1.5">
              <Spinner /> Reading
            </span>
          )}
          {aside}
        </>
      }
    />
  );
}

function changeOf(id: string, values: string[]): Partial<LogsView> {
  if (id === "period") return { period: LOG_PERIODS.find((one) => one === values[0]) ?? "24h" };
  if (id === "merchant") return { merchant: values[0] ?? null };
  return { [id]: values };
}
