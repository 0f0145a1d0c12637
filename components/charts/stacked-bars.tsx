"use client";
import {
  Bar,
  BarChart,
  CartesianGrid,
  LabelList,
  ReferenceLine,
  ResponsiveContainer,
  Tooltip,
  XAxis,
  YAxis,
} from "recharts";

export type StackedBar = {
  key: string;
  label: string;
  solid: number;
  tinted: number;
  dotted: number;
  /** Inside the solid bar when it is tall enough. */
  note?: string;
};
export type StackNames = { solid: string; tinted: string; dotted: string };

const HEIGHT = 250;
const AXIS = { fontSize: 12, fill: "var(--ink-2)" };

/**
 * Three textures that greyscale keeps apart: solid, a tint with an edge, dots with an edge. `splitAt` is the key
 * before which a dashed rule stands. Loaded lazily by ChartFrame, which also has the table twin.
 */
export default function StackedBars({
  bars,
  names,
  splitAt,
  splitWords,
}: {
  bars: readonly StackedBar[];
  names: StackNames;
  splitAt?: string | undefined;
  splitWords?: string | undefined;
}) {
  const split = bars.find(({ key }) => key === splitAt);
  return (
    <ResponsiveContainer width="100%" height={HEIGHT}>
      <BarChart
        data={[...bars]}
        margin={{ top: 18, right: 0, bottom: 0, left: -12 }}
        barCategoryGap="24%"
        accessibilityLayer
      >
        <defs>
          <pattern id="chart-dots" width="6" height="6" patternUnits="userSpaceOnUse">
            <rect width="6" height="6" fill="var(--bg)" />
            <circle cx="2" cy="2" r="1.3" fill="var(--c-open)" />
          </pattern>
        </defs>
        <CartesianGrid vertical={false} stroke="var(--line)" />
        <XAxis
          dataKey="label"
          tickLine={false}
          axisLine={{ stroke: "var(--line-2)" }}
          tick={AXIS}
          interval="preserveStartEnd"
          minTickGap={12}
        />
        <YAxis
          tickLine={false}
          axisLine={false}
          tick={AXIS}
          allowDecimals={false}
          width={52}
          domain={[0, "auto"]}
        />
        <Tooltip
          cursor={{ fill: "var(--hover)" }}
          content={({ active, payload }) => {
            const bar = payload?.[0]?.payload as StackedBar | undefined;
            return active && bar ? <BarWords bar={bar} names={names} /> : null;
          }}
        />
        <Bar
          dataKey="solid"
          name={names.solid}
          stackId="all"
          fill="var(--c-rescued)"
          isAnimationActive={false}
        >
          <LabelList dataKey="note" position="insideTop" fill="var(--bg)" fontSize={12} fontWeight={500} />
        </Bar>
        <Bar
          dataKey="tinted"
          name={names.tinted}
          stackId="all"
          fill="var(--c-lost)"
          fillOpacity={0.42}
          stroke="var(--c-lost)"
          isAnimationActive={false}
        />
        <Bar
          dataKey="dotted"
          name={names.dotted}
          stackId="all"
          fill="url(#chart-dots)"
          stroke="var(--c-open)"
          isAnimationActive={false}
        />
        {split && (
          <ReferenceLine
            x={split.label}
            stroke="var(--ink-3)"
            strokeDasharray="3 3"
            label={{
              value: splitWords ?? "",
              position: "insideTopLeft",
              fill: "var(--ink-3)",
              fontSize: 12,
              dy: -18,
            }}
          />
        )}
      </BarChart>
    </ResponsiveContainer>
  );
}

function BarWords({ bar, names }: { bar: StackedBar; names: StackNames }) {
  return (
    <div className="rounded-panel bg-bg px-3 py-2 text-meta shadow-float">
      <p className="font-medium">{bar.label}</p>
      {(["solid", "tinted", "dotted"] as const).map((series) => (
        <p key={series} className="flex justify-between gap-6 text-ink-2">
          {names[series]} <span className="text-ink">{bar[series].toLocaleString("en-US")}</span>
        </p>
      ))}
    </div>
  );
}
