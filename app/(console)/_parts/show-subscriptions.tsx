import { MitFrame } from "#components/mit/mit-frame.tsx";
import { subscriptionHref } from "#components/mit/mit-view.ts";
import { SubscriptionsTable } from "#components/mit/subscriptions-table.tsx";
import { reportHref } from "#components/reports/report-view.ts";
import type { Scope } from "#lib/access/open-scope.ts";
import { listSubscriptions } from "#lib/orders/queries/list-subscriptions.ts";
import { type MitAddress, openMit } from "./open-mit.ts";

const ROWS = 50;

/** Orders by subscription, of a merchant or of every merchant. The caller has passed the door. */
export async function ShowSubscriptions({ scope, address }: { scope: Scope; address: MitAddress }) {
  const { view, root, query, reader, merchantName, frame } = await openMit(scope, address);
  const { after } = view.params;
  const { rows, next } = await listSubscriptions(scope, query, { after, limit: ROWS });
  const base = `${root}/reports/mit/subscriptions`;
  return (
    <MitFrame {...frame} root={root} place="subscriptions">
      <SubscriptionsTable
        reader={reader}
        rows={rows.map((row) => ({
          ...row,
          merchant: merchantName(row.merchantId),
          href: subscriptionHref(`/${address.environment}/m/${row.merchantId}`, row.subscriptionId),
        }))}
        nextHref={next ? reportHref(base, view, { after: next }) : undefined}
        firstHref={after ? reportHref(base, view) : undefined}
      />
    </MitFrame>
  );
}
