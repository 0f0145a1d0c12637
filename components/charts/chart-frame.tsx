"use client";
import dynamic from "next/dynamic";
import { type ReactNode, useId } from "react";
import { ChartLegend } from "./chart-legend.tsx";
import type { StackedBar, StackNames } from "./stacked-bars.tsx";

/** Recharts weighs more than the rest of the page: it comes when a chart is really shown. */
const StackedBars = dynamic(() => import("./stacked-bars.tsx"), {
  ssr: false,
  loading: () => <div className="h-[250px]" />,
});

/** A chart with its title, legend, one-line summary and, instead of it, the table that says the same. */
export function ChartFrame({
  title,
  summary,
  names,
  bars,
  splitAt,
  splitWords,
  toggle,
  table,
}: {
  title: string;
  /** Heard instead of the drawing. */
  summary: string;
  names: StackNames;
  bars: readonly StackedBar[];
  splitAt?: string;
  splitWords?: string;
  toggle: ReactNode;
  /** The twin; given, it stands in the drawing's place. */
  table?: ReactNode;
}) {
  const id = useId();
  return (
    <figure
      aria-labelledby={`${id}-title`}
      aria-describedby={`${id}-summary`}
      className="flex flex-col gap-3"
    >
      <figcaption className="flex flex-wrap items-center gap-x-4 gap-y-2">
        <span id={`${id}-title`} className="text-section">
          {title}
        </span>
        {!table && <ChartLegend names={names} />}
        <span className="ml-auto">{toggle}</span>
      </figcaption>
      <p id={`${id}-summary`} className="sr-only">
        {summary}
      </p>
      {table || (
        <div className="overflow-x-auto">
          <StackedBars {...{ bars, names, splitAt, splitWords }} />
        </div>
      )}
    </figure>
  );
}
