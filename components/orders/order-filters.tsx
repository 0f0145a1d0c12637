"use client";
import { useRouter } from "next/navigation";
import { useTransition } from "react";
import { CHANNEL_NAMES } from "#components/switching/words.ts";
import { FilterBar } from "#components/tables/filter-bar.tsx";
import type { Filter } from "#components/tables/filter-chip.tsx";
import { useTypedSearch } from "#components/tables/use-typed-search.ts";
import { Spinner } from "#components/ui/spinner.tsx";
import { ATTEMPT_STATES, CHANNELS, REASONS } from "#lib/terms.ts";
import {
  type OrdersView,
  PERIOD_WORDS,
  PERIODS,
  REBILL_WORDS,
  UNATTRIBUTED,
  viewHref,
} from "./orders-view.ts";
import { OUTCOMES } from "./outcome.tsx";
import { REASON_WORDS } from "./reason-words.ts";

type Named = { id: string; label: string };

const NO_SITE: Named = { id: UNATTRIBUTED, label: "Unattributed" };

/** Search by any id, and the filters of the list. Everything goes into the address; the server answers it. */
export function OrderFilters({
  base,
  view,
  sites,
  campaigns,
  merchants,
}: {
  /** The list's own address. */
  base: string;
  view: OrdersView;
  sites: readonly Named[];
  campaigns: readonly Named[];
  merchants?: readonly Named[];
}) {
  const router = useRouter();
  const [isPending, start] = useTransition();
  const go = (change: Partial<OrdersView>) =>
    start(() => router.replace(viewHref(base, view, change), { scroll: false }));
  const search = useTypedSearch(view.q, (q) => go({ q }));

  const filters: Filter[] = [
    view.rebills
      ? { id: "rebills", label: "Behind", words: () => rebillsWords(view.rebills) }
      : {
          id: "period",
          label: "Declined",
          isFixed: true,
          options: PERIODS.map((id) => ({ id, label: PERIOD_WORDS[id] })),
        },
    ...(merchants ? [{ id: "merchant", label: "Merchant", options: merchants }] : []),
    {
      id: "status",
      label: "Status",
      isMultiple: true,
      options: ATTEMPT_STATES.map((id) => ({ id, label: OUTCOMES[id].detail })),
    },
    {
      id: "channel",
      label: "Channel",
      isMultiple: true,
      options: CHANNELS.map((id) => ({ id, label: CHANNEL_NAMES[id] })),
    },
    ...(sites.length > 0
      ? [{ id: "site", label: "Site", isMultiple: true, options: [...sites, NO_SITE] }]
      : []),
    ...(campaigns.length > 0
      ? [{ id: "campaign", label: "Campaign", isMultiple: true, options: campaigns }]
      : []),
    {
      id: "reason",
      label: "Reason",
      isMultiple: true,
      options: REASONS.map((id) => ({ id, label: REASON_WORDS[id] })),
    },
    ...(view.expiring === null
      ? []
      : [{ id: "expiring", label: "Expires within", words: () => daysWords(view.expiring ?? 0) }]),
    ...(view.subscription ? [{ id: "subscription", label: "Subscription", options: [] }] : []),
  ];
  return (
    <FilterBar
      search={{
        label: "Find an order by any id",
        placeholder: "Any id, e-mail or name",
        ...search,
      }}
      filters={filters}
      values={{
        period: [view.period],
        rebills: view.rebills ? [view.rebills.group] : [],
        expiring: view.expiring === null ? [] : [String(view.expiring)],
        status: view.status,
        channel: view.channel,
        site: view.site,
        campaign: view.campaign,
        reason: view.reason,
        merchant: view.merchant ? [view.merchant] : [],
        subscription: view.subscription ? [view.subscription] : [],
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

function rebillsWords(rebills: OrdersView["rebills"]): string {
  return rebills ? `${REBILL_WORDS[rebills.group]}, ${rebills.from} to ${rebills.to}` : "";
}

function daysWords(days: number): string {
  return `${days} ${days === 1 ? "day" : "days"}`;
}

function changeOf(id: string, values: string[]): Partial<OrdersView> {
  if (id === "rebills" || id === "expiring") return { [id]: null };
  if (id === "period") return { period: PERIODS.find((one) => one === values[0]) ?? "30d" };
  if (id === "merchant" || id === "subscription") return { [id]: values[0] ?? null };
  return { [id]: values };
}
