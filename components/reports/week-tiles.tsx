import type { ReactNode } from "react";
import { Spark } from "#components/charts/spark.tsx";
import { Link } from "#components/ui/link.tsx";
import { Section } from "#components/ui/section.tsx";
import { StatBand, StatTile } from "#components/ui/stat-tile.tsx";
import { zoneName } from "#components/ui/zone-words.ts";
import { formatMoney } from "#lib/kit/money.ts";
import type { Figure, Report, ReportRow } from "#lib/reports/schema.ts";
import { grouped, ordersBehind, percent, periodWords, type ReportView, reportHref } from "./report-view.ts";

type InFlight = { currency: string; orders: number; amountMinor: number }[];
type Counted = "rescued" | "lost" | "open" | "declined" | "evaluated";

/**
 * A week of all merchants in four figures. Orders of all currencies are counted together, amounts never: the largest
 * one is shown and the others are named.
 */
export function WeekTiles({
  series,
  inFlight,
  view,
  root,
  asOf,
}: {
  series: Report;
  inFlight: InFlight;
  view: ReportView;
  root: string;
  /** As people read it. */
  asOf: string;
}) {
  const { totals } = series;
  const main = [...totals].sort((a, b) => b.evaluated - a.evaluated)[0];
  const others = totals.filter((row) => row !== main && row.orders > 0).map(({ currency }) => currency);
  const sum = (name: Counted, rows: readonly ReportRow[] = totals) =>
    rows.reduce((all, row) => all + row[name], 0);
  const days = [...new Set(series.rows.map(({ key }) => key))].sort();
  const daily = (of: (rows: ReportRow[]) => number | null) =>
    days.map((day) => of(series.rows.filter(({ key }) => key === day)));
  const share = (part: number, whole: number) => (whole === 0 ? null : part / whole);
  const [rescued, lost, declined, evaluated] = [
    sum("rescued"),
    sum("lost"),
    sum("declined"),
    sum("evaluated"),
  ];
  const maturity = share(rescued + lost, evaluated);
  const explain = (formula: string, figure: Figure, count: (row: ReportRow) => number): ReactNode => (
    <div className="flex flex-col gap-1.5">
      <p>{formula}</p>
      <p className="text-ink-3">
        {zoneName(view.query.tz)} time, as of {asOf}
      </p>
      {totals.map((row) => (
        <Link key={row.currency} href={ordersBehind(root, view, row.currency, figure)}>
          Open {grouped(count(row))} {row.currency} orders
        </Link>
      ))}
    </div>
  );
  const money = [...inFlight].sort((a, b) => b.orders - a.orders);
  const flying = money.reduce((all, { orders }) => all + orders, 0);
  const [most, ...rest] = money;
  return (
    <Section
      title="Last 7 days, all merchants"
      aside={
        <>
          {periodWords(view.query)}, cohort by first decline, {zoneName(view.query.tz)} time.{" "}
          <Link className="underline" href={reportHref(`${root}/reports/sites`, view)}>
            Open reports
          </Link>
        </>
      }
    >
      <StatBand>
        <StatTile
          label="Recovered, net"
          value={main ? formatMoney(main.recoveredNet, main.currency).number : "–"}
          {...(main ? { unit: main.currency } : {})}
          sub={
            main
              ? others.length > 0
                ? `${names(others)} ${others.length === 1 ? "is" : "are"} shown apart`
                : "After refunds, chargebacks"
              : "no orders yet"
          }
          formula={explain("Σ rescued − refunds − chargebacks.", "rescued", (row) => row.rescued)}
          spark={
            <Spark
              tone="rescued"
              values={daily((rows) => rows.find((row) => row.currency === main?.currency)?.recoveredNet ?? 0)}
            />
          }
        />
        <StatTile
          label="Rescue rate, resolved only"
          value={percent(share(rescued, rescued + lost))}
          sub={
            rescued + lost === 0
              ? "no orders yet"
              : `${grouped(rescued)} of ${grouped(rescued + lost)} resolved`
          }
          {...(maturity !== null && maturity < 1 ? { provisional: `${percent(maturity)} mature` } : {})}
          formula={explain(
            "Rescued ÷ (rescued + lost); open orders are apart.",
            "resolved",
            (row) => row.rescued + row.lost,
          )}
          spark={
            <Spark
              tone="rescued"
              values={daily((rows) => share(sum("rescued", rows), sum("rescued", rows) + sum("lost", rows)))}
            />
          }
        />
        <StatTile
          label="Send rate"
          value={percent(share(evaluated, declined))}
          sub={declined === 0 ? "no orders yet" : `${grouped(declined - evaluated)} declines not sent`}
          formula={explain(
            "Declined orders that were evaluated ÷ declined orders.",
            "notEvaluated",
            (row) => row.declined - row.evaluated,
          )}
          spark={
            <Spark
              tone="open"
              values={daily((rows) => share(sum("evaluated", rows), sum("declined", rows)))}
            />
          }
        />
        <StatTile
          label="In flight now"
          value={grouped(flying)}
          sub={
            most
              ? `${formatMoney(most.amountMinor, most.currency).number} ${most.currency}${
                  rest.length > 0 ? `, ${names(rest.map(({ currency }) => currency))} apart` : ""
                }`
              : "nothing is with FlexCharge"
          }
          formula={
            <div className="flex flex-col gap-1.5">
              <p>Orders without an outcome yet, of any age.</p>
              {money.map(({ currency, orders, amountMinor }) => (
                <p key={currency}>
                  {formatMoney(amountMinor, currency).number} {currency} in {grouped(orders)}{" "}
                  {orders === 1 ? "order" : "orders"}
                </p>
              ))}
              <Link href={`${root}/orders?status=submitted,unknown&period=all`}>Open these orders</Link>
            </div>
          }
        />
      </StatBand>
    </Section>
  );
}

const names = (currencies: string[]) => new Intl.ListFormat("en", { type: "conjunction" }).format(currencies);
