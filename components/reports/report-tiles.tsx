import type { ReactNode } from "react";
import { Link } from "#components/ui/link.tsx";
import { StatBand, StatTile } from "#components/ui/stat-tile.tsx";
import { zoneName } from "#components/ui/zone-words.ts";
import { formatMoney } from "#lib/kit/money.ts";
import type { Figure, ReportRow } from "#lib/reports/schema.ts";
import { grouped, ordersBehind, percent, type ReportView } from "./report-view.ts";

/** The five figures of every report, each with its formula, zone and time, and the way to exactly its orders. */
export function ReportTiles({
  total,
  view,
  root,
  asOf,
}: {
  total: ReportRow;
  view: ReportView;
  root: string;
  /** As people read it. */
  asOf: string;
}) {
  const { currency } = total;
  const money = formatMoney(total.recoveredNet, currency).number;
  const explain = (formula: string, figure: Figure, count: number, words: string): ReactNode => (
    <div className="flex flex-col gap-1.5">
      <p>{formula}</p>
      <p className="text-ink-3">
        {zoneName(view.query.tz)} time, as of {asOf}
      </p>
      <Link href={ordersBehind(root, view, currency, figure)}>
        Open {grouped(count)} {words}
      </Link>
    </div>
  );
  const none = (whole: number, sub: string) => (whole === 0 ? "no orders yet" : sub);
  const { orders, declined, evaluated, rescued, lost, open, maturity } = total;
  const approved = total.approvedWithout + rescued;
  const mature =
    maturity === null || !total.provisional ? {} : { provisional: `${percent(maturity)} mature` };
  return (
    <StatBand>
      <StatTile
        label="Order approval rate"
        value={percent(total.orderApprovalRate)}
        sub={none(orders, `${grouped(approved)} of ${grouped(orders)}`)}
        formula={explain(
          "(Approved without FlexCharge + rescued) ÷ orders.",
          "approved",
          approved,
          "approved orders",
        )}
      />
      <StatTile
        label="Send rate"
        value={percent(total.sendRate)}
        sub={none(declined, `${grouped(declined - evaluated)} declines not sent`)}
        formula={explain(
          "Declined orders that were evaluated ÷ declined orders.",
          "notEvaluated",
          declined - evaluated,
          "orders not sent",
        )}
      />
      <StatTile
        label="Rescue rate, resolved only"
        value={percent(total.rescueRateResolved)}
        sub={none(rescued + lost, `${grouped(rescued)} of ${grouped(rescued + lost)} resolved`)}
        {...mature}
        formula={explain(
          "Rescued ÷ (rescued + lost); open orders are apart.",
          "resolved",
          rescued + lost,
          "resolved orders",
        )}
      />
      <StatTile
        label="Cohort maturity"
        value={percent(maturity)}
        sub={none(evaluated, open > 0 ? `${grouped(open)} open, provisional` : "All resolved")}
        formula={explain(
          "Resolved ÷ evaluated; below 100% the rescue rate is provisional.",
          "open",
          open,
          "open orders",
        )}
      />
      <StatTile
        label="Recovered, net"
        value={money}
        unit={currency}
        sub="After refunds, chargebacks"
        formula={explain("Σ rescued − refunds − chargebacks.", "rescued", rescued, "rescued orders")}
      />
    </StatBand>
  );
}
