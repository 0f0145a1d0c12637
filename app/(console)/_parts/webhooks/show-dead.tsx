import { orNotFound } from "#app/_doors/gate.ts";
import { EmptyState } from "#components/ui/empty-state.tsx";
import { Link } from "#components/ui/link.tsx";
import { zoneWords } from "#components/ui/zone-words.ts";
import { DeliveryLog } from "#components/webhooks/delivery-log.tsx";
import { DeliveryPane } from "#components/webhooks/delivery-pane.tsx";
import { WebhooksFrame } from "#components/webhooks/webhooks-frame.tsx";
import { deliveryFilter, webhooksHref, webhooksView } from "#components/webhooks/webhooks-view.ts";
import { getDelivery } from "#lib/webhooks/queries/get-delivery.ts";
import { listDeliveries } from "#lib/webhooks/queries/list-deliveries.ts";
import { listEndpoints } from "#lib/webhooks/queries/list-endpoints.ts";
import { openWebhooks, type WebhooksPlace } from "./open-webhooks.ts";
import { LOG_ROWS } from "./show-out.tsx";
import { webhookActions } from "./webhook-actions.ts";

type Given = Record<string, string | string[] | undefined>;

/** Dead letters: deliveries that were given up, of every endpoint, each to be sent again. */
export async function ShowDead({ place, given }: { place: WebhooksPlace; given: Given }) {
  const { scope, environment, merchantId, root, reader, merchants, counts } = await openWebhooks(place);
  // A dead letter is never too old to be looked at.
  const view = webhooksView({ period: "all", ...given });
  const where = { environment, merchantId };
  const filter = { ...deliveryFilter(view, where, new Date(reader.now)), results: ["dead"] as const };
  const [endpoints, page, delivery] = await Promise.all([
    listEndpoints(scope, where),
    listDeliveries(scope, filter, { after: view.after, limit: LOG_ROWS }),
    view.open &&
      orNotFound(getDelivery(scope, { merchantId: view.open.merchantId, deliveryId: view.open.id })),
  ]);
  const actions = webhookActions(scope);
  const base = `${root}/developers/webhooks/dead`;
  return (
    <WebhooksFrame
      {...{ environment, root, counts }}
      current="dead"
      permissions={scope.permissions}
      sentence={
        <>
          Deliveries that were given up after ten attempts in three days. Nothing is dropped: open one to
          resend it, or replay a range of its endpoint under Out. Times in {zoneWords(reader.zone)}.
        </>
      }
      pane={
        delivery && (
          <DeliveryPane
            key={delivery.id}
            delivery={delivery}
            reader={reader}
            closeHref={webhooksHref(base, view, { after: view.after })}
            resend={actions?.resend ?? null}
          />
        )
      }
    >
      <DeliveryLog
        {...{ base, environment, view, page, reader, merchants }}
        endpoints={endpoints.map(({ id, url }) => ({ id, label: url }))}
        isFixed
        empty={
          <EmptyState
            title="No dead letter"
            sentence="A delivery whose tenth attempt fails is listed here until somebody sends it again."
          />
        }
      />
      <p className="text-meta text-ink-2">
        Copies of payments that FlexCharge did not take are under{" "}
        <Link className="underline" href={`${root}/developers/transmits?state=dead`}>
          Transmits
        </Link>
        .
      </p>
    </WebhooksFrame>
  );
}
