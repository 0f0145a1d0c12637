/**
 * "Nov 20, 14:32" in this zone, with the year when it is not this one. `parts` "time" and "date" give one half.
 * The tooltip names the zone and carries ISO-8601 UTC.
 */
export function Timestamp({
  at,
  zone,
  hasSeconds,
  parts = "both",
  locale = "en-US",
}: {
  at: string | Date;
  zone: string;
  hasSeconds?: boolean;
  parts?: "both" | "date" | "time";
  locale?: string;
}) {
  const instant = new Date(at);
  const year = (date: Date) =>
    new Intl.DateTimeFormat("en", { timeZone: zone, year: "numeric" }).format(date);
  const isThisYear = year(instant) === year(new Date());
  const format = (options: Intl.DateTimeFormatOptions) =>
    new Intl.DateTimeFormat(locale, { timeZone: zone, ...options }).format(instant);
  const date = format({ month: "short", day: "numeric", ...(isThisYear ? {} : { year: "numeric" }) });
  const time = format({
    hour: "2-digit",
    minute: "2-digit",
    hourCycle: "h23",
    ...(hasSeconds ? { second: "2-digit" } : {}),
  });
  const words = { both: isThisYear || hasSeconds ? `${date}, ${time}` : date, date, time }[parts];
  return (
    <time
      dateTime={instant.toISOString()}
      title={`${date}, ${time} ${zone} (${instant.toISOString()})`}
      className="whitespace-nowrap"
      suppressHydrationWarning
    >
      {words}
    </time>
  );
}
