const units = [
  ["W", 604_800_000],
  ["D", 86_400_000],
  ["H", 3_600_000],
  ["M", 60_000],
  ["S", 1_000],
] as const;

/**
 * Milliseconds of an ISO 8601 duration in weeks, days, hours, minutes and seconds, or null when it is
 * not one. Months and years are refused: their length depends on where they start.
 */
export function durationMs(text: string): number | null {
  const pattern =
    /^P(?:(\d+(?:\.\d+)?)W)?(?:(\d+(?:\.\d+)?)D)?(?:T(?=\d)(?:(\d+(?:\.\d+)?)H)?(?:(\d+(?:\.\d+)?)M)?(?:(\d+(?:\.\d+)?)S)?)?$/i;
  const match = pattern.exec(text.trim());
  if (!match?.slice(1).some((part) => part !== undefined)) return null;
  return units.reduce((sum, [, ms], index) => sum + Number(match[index + 1] ?? 0) * ms, 0);
}

/** A world's own time: wall time plus an offset that the control calls move. */
export class WorldClock {
  offsetMs: number;

  constructor(offsetMs: number) {
    this.offsetMs = offsetMs;
  }

  now(): Date {
    return new Date(Date.now() + this.offsetMs);
  }
}

/** ISO 8601 UTC with the seven fractional digits of the vendor's server, e.g. `…T10:20:30.1230000Z`. */
export function longTimestamp(at: Date): string {
  return at.toISOString().replace("Z", "0000Z");
}

/** ISO 8601 UTC, without a fraction when there is none. */
export function shortTimestamp(at: Date): string {
  return at.toISOString().replace(".000Z", "Z");
}
