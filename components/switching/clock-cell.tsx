import type { Reader } from "./cell-words.ts";
import { clockTime, when } from "./when.ts";

/** The time of a log's row to the second; the day only where it is another one than today. */
export function ClockCell({ at, reader: { zone, now } }: { at: Date; reader: Reader }) {
  const iso = at.toISOString();
  const day = when(iso, zone, now, "day");
  return (
    <time dateTime={iso} title={iso} className="whitespace-nowrap text-ink-2">
      {day !== when(now, zone, now, "day") && `${day}, `}
      {clockTime(iso, zone, "second")}
    </time>
  );
}
