const formats = new Map<string, Intl.DateTimeFormat>();

function format(zone: string, name: string, options: Intl.DateTimeFormatOptions): Intl.DateTimeFormat {
  const key = `${zone} ${name}`;
  const known = formats.get(key);
  if (known) return known;
  const made = new Intl.DateTimeFormat("en-US", { ...options, timeZone: zone, hourCycle: "h23" });
  formats.set(key, made);
  return made;
}

/** How exact a time has to be: a day, a minute, or a second (orders and logs). */
export type Exactness = "day" | "minute" | "second";

/**
 * A moment in a zone as a person reads it: "Nov 18", "Nov 18, 14:20", with its year when that is not `now`'s.
 * `now` comes from the server, so that both sides of hydration say the same.
 */
export function when(iso: string, zone: string, now: string, exactness: Exactness = "minute"): string {
  const at = new Date(iso);
  const year = format(zone, "year", { year: "numeric" });
  const isThisYear = year.format(at) === year.format(new Date(now));
  const day = isThisYear
    ? format(zone, "day", { month: "short", day: "numeric" })
    : format(zone, "dated", { month: "short", day: "numeric", year: "numeric" });
  if (exactness === "day") return day.format(at);
  return `${day.format(at)}, ${clockTime(iso, zone, exactness)}`;
}

/** "14:20" or "14:20:05" in the zone. */
export function clockTime(iso: string, zone: string, exactness: "minute" | "second" = "minute"): string {
  const second = exactness === "second" ? ({ second: "2-digit" } as const) : {};
  return format(zone, `time ${exactness}`, { hour: "2-digit", minute: "2-digit", ...second }).format(
    new Date(iso),
  );
}

/** "4 h 52 min", "2 d": how long something took or has lasted. */
export function lasted(ms: number): string {
  const minutes = Math.max(0, Math.floor(ms / 60_000));
  if (minutes < 1) return `${Math.max(0, Math.round(ms / 1000))} s`;
  if (minutes < 60) return `${minutes} min`;
  const hours = Math.floor(minutes / 60);
  if (hours < 48) return minutes % 60 ? `${hours} h ${minutes % 60} min` : `${hours} h`;
  return `${Math.floor(hours / 24)} d`;
}
