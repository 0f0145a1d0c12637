import { cx } from "../ui/cx.ts";

const WIDTH = 120;
const HEIGHT = 30;
const EDGE = 3;

/** A line without axes beside a figure: the way it went, from zero. Decorative, the figure says it. */
export function Spark({ values, tone }: { values: readonly (number | null)[]; tone: "rescued" | "open" }) {
  const known = values.map((value) => Math.max(0, value ?? 0));
  const most = Math.max(...known);
  if (known.length < 2 || most === 0) return null;
  const points = known.map((value, index) => ({
    x: EDGE + (index / (known.length - 1)) * (WIDTH - 2 * EDGE),
    y: HEIGHT - EDGE - (value / most) * (HEIGHT - 2 * EDGE),
  }));
  const last = points.at(-1) as { x: number; y: number };
  return (
    <svg
      width={WIDTH}
      height={HEIGHT}
      viewBox={`0 0 ${WIDTH} ${HEIGHT}`}
      fill="none"
      aria-hidden="true"
      className={cx("max-w-full shrink", tone === "rescued" ? "text-c-rescued" : "text-c-open")}
    >
      <polyline
        points={points.map(({ x, y }) => `${x.toFixed(1)},${y.toFixed(1)}`).join(" ")}
        stroke="currentColor"
        strokeWidth="1.5"
        strokeLinejoin="round"
      />
      <circle cx={last.x} cy={last.y} r="2.5" fill="currentColor" />
    </svg>
  );
}
