import { TablePages } from "#components/tables/table-pages.tsx";
import { EmptyState } from "#components/ui/empty-state.tsx";
import { zoneWords } from "#components/ui/zone-words.ts";
import { GapsTable } from "#components/webhooks/gaps-table.tsx";
import { MerchantGaps } from "#components/webhooks/merchant-gaps.tsx";
import { WebhooksFrame } from "#components/webhooks/webhooks-frame.tsx";
import { listWebhookGaps } from "#lib/orders/queries/list-webhook-gaps.ts";
import { backfill } from "./actions.ts";
import { gapPeriod, openWebhooks, type WebhooksPlace } from "./open-webhooks.ts";
import { LOG_ROWS } from "./show-out.tsx";

/** Gaps: what polling had to find, by merchant, and the press that asks at once. */
export async function ShowGaps({ place, after }: { place: WebhooksPlace; after: string | undefined }) {
  const { scope, environment, merchantId, root, of, reader, merchants, counts } = await openWebhooks(place);
  const period = gapPeriod(new Date(reader.now));
  const found = await listWebhookGaps(
    scope,
    { environment, merchantId, ...period },
    { after, limit: LOG_ROWS },
  );
  const base = `${root}/developers/webhooks/gaps`;
  const own = { merchantId: merchantId ?? "", merchantName: of, gaps: 0, missing: 0, lastAt: period.to };
  const totals = found.totals.length > 0 || !merchantId ? found.totals : [own];
  const { rows, next } = found;
  return (
    <WebhooksFrame
      {...{ environment, root, counts }}
      current="gaps"
      permissions={scope.permissions}
      sentence={`Orders that ended in the last 30 days without FlexCharge's notice: we found out by asking. Times in ${zoneWords(reader.zone)}.`}
    >
      <ul className="divide-y divide-line">
        {totals.map((one) => (
          <MerchantGaps
            key={one.merchantId}
            totals={one}
            environment={environment}
            backfill={scope.permissions.has("orders.settle") ? backfill : null}
          />
        ))}
      </ul>
      <GapsTable
        {...{ rows, environment, reader }}
        hasMerchant={merchants !== null}
        foot={
          <TablePages
            words={`${rows.length} ${rows.length === 1 ? "order" : "orders"}, the last found first`}
            firstHref={after ? base : undefined}
            nextHref={next ? `${base}?after=${encodeURIComponent(next)}` : undefined}
          />
        }
        empty={
          <EmptyState
            title="No gap in the last 30 days"
            sentence="Every order that ended was told by FlexCharge's notice, or by its answer at once."
          />
        }
      />
    </WebhooksFrame>
  );
}
