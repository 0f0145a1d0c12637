import { cx } from "./cx.ts";

/** One bar in the final place of a word; give it the final width and height. */
export function Skeleton({
  width,
  height = 10,
  className,
}: {
  width: number | string;
  height?: number;
  className?: string;
}) {
  return (
    <span
      aria-hidden="true"
      style={{ width, height }}
      className={cx(
        "inline-block max-w-full animate-[breathe_1.6s_ease-in-out_infinite] rounded-glyph bg-line/70",
        className,
      )}
    />
  );
}

/** Rows of a table before they are known; appears after 200 ms, so a quick answer never flashes. */
export function SkeletonRows({
  rows = 8,
  rowHeight = 40,
  label = "Loading",
}: {
  rows?: number;
  rowHeight?: number;
  label?: string;
}) {
  return (
    <div role="status" className="late divide-y divide-line border-y border-line">
      <span className="sr-only">{label}</span>
      {Array.from({ length: rows }, (_, row) => (
        // biome-ignore lint/suspicious/noArrayIndexKey: the rows are all alike
        <div key={row} style={{ height: rowHeight }} className="flex items-center gap-6">
          <Skeleton width={`${28 + ((row * 7) % 12)}%`} />
          <Skeleton width={`${12 + ((row * 5) % 8)}%`} />
          <Skeleton width={`${10 + ((row * 3) % 6)}%`} className="ml-auto" />
        </div>
      ))}
    </div>
  );
}
