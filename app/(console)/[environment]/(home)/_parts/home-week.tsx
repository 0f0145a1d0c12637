import { reportView } from "#components/reports/report-view.ts";
import { WeekTiles } from "#components/reports/week-tiles.tsx";
import { clockTime } from "#components/switching/when.ts";
import type { Scope } from "#lib/access/open-scope.ts";
import { readSeries } from "#lib/reports/queries/read-series.ts";
import { countInFlight } from "#lib/reports/queries.ts";
import { addDays, dayIn } from "#lib/reports/rules.ts";
import type { Environment } from "#lib/terms.ts";

/** The last seven days of every merchant, today among them; comes after the rest of the page. */
export async function HomeWeek({
  scope,
  environment,
  zone,
  now,
}: {
  scope: Scope;
  environment: Environment;
  zone: string;
  now: Date;
}) {
  const to = addDays(dayIn(now, zone), 1);
  const view = reportView({ from: addDays(to, -7), to }, { environment, tz: zone, now });
  const [series, flights] = await Promise.all([
    readSeries(scope, view.query, "day"),
    countInFlight(scope, { environment }),
  ]);
  const inFlight = new Map<string, { currency: string; orders: number; amountMinor: number }>();
  for (const { currency, orders, amountMinor } of flights) {
    const known = inFlight.get(currency) ?? { currency, orders: 0, amountMinor: 0 };
    known.orders += orders;
    known.amountMinor += amountMinor;
    inFlight.set(currency, known);
  }
  return (
    <WeekTiles
      series={series}
      inFlight={[...inFlight.values()]}
      view={view}
      root={`/${environment}`}
      asOf={clockTime(series.asOf, zone)}
    />
  );
}
