import type { ReactNode } from "react";
import { grouped, percent, type ReportView } from "#components/reports/report-view.ts";
import { Link } from "#components/ui/link.tsx";
import { StatBand, StatTile } from "#components/ui/stat-tile.tsx";
import { zoneName } from "#components/ui/zone-words.ts";
import { formatMoney } from "#lib/kit/money.ts";
import type { MitMonitor } from "#lib/orders/queries/read-mit-monitor.ts";
import { EXPIRING_DAYS } from "#lib/orders/schema.ts";
import { rate } from "#lib/reports/rules.ts";
import { inFlightHref, rebillsHref } from "./mit-view.ts";

/** The four figures of the monitor, each with its formula, zone and time, and the way to exactly its orders. */
export function MitTiles({
  monitor,
  view,
  root,
  asOf,
}: {
  monitor: MitMonitor;
  view: ReportView;
  root: string;
  /** As people read it. */
  asOf: string;
}) {
  const { total, inFlight } = monitor;
  const { evaluated, sameDay, shortExpiry, notSameDay, retried } = total;
  const flying = inFlight.reduce((all, { orders }) => all + orders, 0);
  const expiring = inFlight.reduce((all, one) => all + one.expiring, 0);
  const breaches = shortExpiry + notSameDay + retried;
  const explain = (formula: string, href: string, count: number, words: string): ReactNode => (
    <div className="flex flex-col gap-1.5">
      <p>{formula}</p>
      <p className="text-ink-3">
        {zoneName(view.query.tz)} time, as of {asOf}
      </p>
      <Link href={href}>
        Open {grouped(count)} {words}
      </Link>
    </div>
  );
  return (
    <StatBand>
      <StatTile
        label="Same-day share"
        value={percent(rate(sameDay, evaluated))}
        sub={evaluated === 0 ? "no rebills yet" : `${grouped(sameDay)} of ${grouped(evaluated)} evaluated`}
        formula={explain(
          "Rebills evaluated on the day of their first decline, in the merchant's own zone, or within 24 hours ÷ rebills evaluated.",
          rebillsHref(root, view, "same_day"),
          sameDay,
          "same-day orders",
        )}
      />
      <StatTile
        label="In flight"
        value={grouped(flying)}
        sub={
          flying === 0
            ? "nothing is with FlexCharge"
            : inFlight.map(({ currency, amountMinor }) => (
                <span key={currency} className="whitespace-nowrap">
                  {formatMoney(amountMinor, currency).number} {currency}
                </span>
              ))
        }
        formula={explain(
          "Rebills that FlexCharge has now, whatever the period; each currency by itself.",
          inFlightHref(root),
          flying,
          "orders in flight",
        )}
      />
      <StatTile
        label={`Expiring within ${EXPIRING_DAYS} days`}
        value={grouped(expiring)}
        sub={flying === 0 ? "nothing is with FlexCharge" : `of ${grouped(flying)} in flight`}
        formula={explain(
          `Rebills in flight whose expiry is ${EXPIRING_DAYS} days away or less; what is not rescued by then is lost.`,
          inFlightHref(root, EXPIRING_DAYS),
          expiring,
          "orders that expire soon",
        )}
      />
      <StatTile
        label="Breaches"
        value={grouped(breaches)}
        sub={
          breaches === 0
            ? "every rule was kept"
            : `${grouped(shortExpiry)} expiry, ${grouped(notSameDay)} day, ${grouped(retried)} retried`
        }
        formula={explain(
          "Expiry shorter than the merchant's rule + not of the same day + tried again by the merchant while in flight, also where the rule held the rebill back. An order that broke two rules counts twice.",
          rebillsHref(root, view, "breach"),
          total.breachOrders,
          total.breachOrders === 1 ? "order that broke a rule" : "orders that broke a rule",
        )}
      />
    </StatBand>
  );
}
