"use client";
import { Calendar } from "lucide-react";
import { useRouter } from "next/navigation";
import { useState, useTransition } from "react";
import { CHANNEL_NAMES } from "#components/switching/words.ts";
import { FilterBar } from "#components/tables/filter-bar.tsx";
import type { Filter } from "#components/tables/filter-chip.tsx";
import { useTypedSearch } from "#components/tables/use-typed-search.ts";
import { Button } from "#components/ui/button.tsx";
import { Spinner } from "#components/ui/spinner.tsx";
import { TextField } from "#components/ui/text-field.tsx";
import { zoneName } from "#components/ui/zone-words.ts";
import { addDays, dayIn } from "#lib/reports/rules.ts";
import type { Figure } from "#lib/reports/schema.ts";
import { CHANNELS } from "#lib/terms.ts";
import {
  PRESETS,
  periodWords,
  presetOf,
  type ReportChange,
  type ReportView,
  reportHref,
} from "./report-view.ts";

const FIGURE_WORDS: Record<Figure, string> = {
  orders: "All orders",
  approved: "Approved orders",
  notEvaluated: "Declines not sent",
  evaluated: "Evaluated orders",
  resolved: "Resolved orders",
  rescued: "Rescued orders",
  lost: "Lost orders",
  open: "Open orders",
};

type Named = { id: string; label: string };

/** Period, view and zone are always set; channel, site and campaign narrow. All of it is in the address. */
export function ReportFilters({
  base,
  view,
  now,
  zones,
  sites,
  campaigns,
  hasSearch,
  isPeriodOnly = false,
}: {
  base: string;
  view: ReportView;
  /** ISO, from the server, so that both sides of hydration mean the same today. */
  now: string;
  zones: readonly string[];
  sites: readonly Named[];
  campaigns: readonly Named[];
  /** Transactions are found by an id. */
  hasSearch: boolean;
  /** Only period and zone: the report is about one channel, by cohort. */
  isPeriodOnly?: boolean;
}) {
  const router = useRouter();
  const [isPending, start] = useTransition();
  const { query } = view;
  const go = (change: ReportChange) =>
    start(() => router.replace(reportHref(base, view, change), { scroll: false }));
  const search = useTypedSearch(view.params.q ?? "", (q) => go({ q }));
  const preset = presetOf(query, new Date(now));
  const filters: Filter[] = [
    {
      id: "period",
      label: "Period",
      icon: <Calendar className="size-4" />,
      isFixed: true,
      words: () => periodWords(query),
      render: ({ close }) => (
        <PeriodPicker
          {...{ from: query.from, to: query.to, preset }}
          choose={(change) => {
            close();
            go(change);
          }}
          today={dayIn(new Date(now), query.tz)}
        />
      ),
    },
    {
      id: "view",
      label: "View",
      isFixed: true,
      options: [
        { id: "cohort", label: "Cohort" },
        { id: "cash", label: "Cash" },
      ],
    },
    {
      id: "tz",
      label: "Zone",
      isFixed: true,
      options: zones.map((id) => ({ id, label: zoneName(id) })),
      words: () => zoneName(query.tz),
    },
    { id: "channel", label: "Channel", options: CHANNELS.map((id) => ({ id, label: CHANNEL_NAMES[id] })) },
    ...(sites.length > 0 ? [{ id: "siteId", label: "Site", options: sites }] : []),
    ...(campaigns.length > 0 ? [{ id: "campaignId", label: "Campaign", options: campaigns }] : []),
  ];
  const shown = isPeriodOnly ? filters.filter(({ id }) => id === "period" || id === "tz") : filters;
  const { figure } = view.params;
  if (figure) filters.push({ id: "figure", label: "Behind", words: () => FIGURE_WORDS[figure] });
  const list = (value: string | undefined) => (value ? [value] : []);
  return (
    <FilterBar
      {...(hasSearch && {
        search: {
          label: "Find by id",
          placeholder: "Order or transaction id",
          ...search,
        },
      })}
      filters={shown}
      values={{
        period: [query.from],
        view: [query.view],
        tz: [query.tz],
        channel: list(query.channel),
        siteId: list(query.siteId),
        campaignId: list(query.campaignId),
        figure: list(figure),
      }}
      onChange={(id, values) => go({ [id]: values[0] })}
      aside={
        isPending && (
          <span role="status" className="late inline-flex items-center gap-1.5">
            <Spinner /> Counting
          </span>
        )
      }
    />
  );
}

/** Presets that end today, or two days of one's own, both included. */
function PeriodPicker({
  from,
  to,
  preset,
  today,
  choose,
}: {
  from: string;
  to: string;
  preset: string | null;
  today: string;
  choose: (change: ReportChange) => void;
}) {
  const [first, setFirst] = useState(from);
  const [last, setLast] = useState(addDays(to, -1));
  const isSound = first !== "" && last !== "" && first <= last;
  return (
    <div className="flex flex-col gap-3 p-3">
      <div className="flex flex-col items-start gap-1">
        {Object.entries(PRESETS).map(([days, words]) => (
          <Button
            key={days}
            variant="quiet"
            size="row"
            aria-pressed={preset === days}
            onPress={() =>
              choose(
                days === "30"
                  ? { from: undefined, to: undefined }
                  : { from: addDays(today, 1 - Number(days)), to: addDays(today, 1) },
              )
            }
          >
            {words}
          </Button>
        ))}
      </div>
      <div className="flex gap-2 border-t border-line pt-3">
        <TextField label="First day" type="date" value={first} onChange={setFirst} />
        <TextField label="Last day" type="date" value={last} onChange={setLast} />
      </div>
      <Button
        variant="primary"
        {...(isSound ? {} : { unavailable: "The first day comes before the last." })}
        onPress={() => choose({ from: first, to: addDays(last, 1) })}
      >
        Show these days
      </Button>
    </div>
  );
}
