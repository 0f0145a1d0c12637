import { orNotFound } from "#app/_doors/gate.ts";
import { EmptyState } from "#components/ui/empty-state.tsx";
import { zoneWords } from "#components/ui/zone-words.ts";
import { AddEndpoint } from "#components/webhooks/add-endpoint.tsx";
import { DeliveryLog } from "#components/webhooks/delivery-log.tsx";
import { DeliveryPane } from "#components/webhooks/delivery-pane.tsx";
import { EndpointList } from "#components/webhooks/endpoint-list.tsx";
import { ReplayProgress } from "#components/webhooks/replay-progress.tsx";
import { WebhooksFrame } from "#components/webhooks/webhooks-frame.tsx";
import { deliveryFilter, webhooksHref, webhooksView } from "#components/webhooks/webhooks-view.ts";
import { getDelivery } from "#lib/webhooks/queries/get-delivery.ts";
import { listDeliveries } from "#lib/webhooks/queries/list-deliveries.ts";
import { listEndpoints } from "#lib/webhooks/queries/list-endpoints.ts";
import { listReplays } from "#lib/webhooks/queries/list-replays.ts";
import { openWebhooks, type WebhooksPlace } from "./open-webhooks.ts";
import { webhookActions } from "./webhook-actions.ts";

type Given = Record<string, string | string[] | undefined>;

export const LOG_ROWS = 50;

/** Out: endpoints, replays under way, the delivery log, and one delivery beside it. */
export async function ShowOut({ place, given }: { place: WebhooksPlace; given: Given }) {
  const { scope, environment, merchantId, root, of, reader, merchants, counts } = await openWebhooks(place);
  const view = webhooksView(given);
  const where = { environment, merchantId };
  const filter = deliveryFilter(view, where, new Date(reader.now));
  const [endpoints, replays, page, delivery] = await Promise.all([
    listEndpoints(scope, where),
    listReplays(scope, where),
    listDeliveries(scope, filter, { after: view.after, limit: LOG_ROWS }),
    view.open &&
      orNotFound(getDelivery(scope, { merchantId: view.open.merchantId, deliveryId: view.open.id })),
  ]);
  const actions = webhookActions(scope);
  const base = `${root}/developers/webhooks`;
  const kind = environment === "production" ? "live" : "test";
  const shown = endpoints.filter(
    (one) =>
      (!view.endpoint || one.id === view.endpoint) && (!view.merchant || one.merchantId === view.merchant),
  );
  const isNew = endpoints.length === 0 && page.rows.length === 0 && !view.after;
  const whose = merchants ?? (merchantId ? [{ id: merchantId, label: of }] : []);
  const add = actions && <AddEndpoint environment={environment} merchants={whose} actions={actions} />;
  return (
    <WebhooksFrame
      {...{ environment, root, counts }}
      current="out"
      permissions={scope.permissions}
      sentence={`What ${merchants ? "merchants are" : `${of} is`} told of ${kind} orders. Times in ${zoneWords(reader.zone)}.`}
      actions={!isNew && add}
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
      {isNew ? (
        <EmptyState
          title="No endpoint yet"
          sentence={`Add an address, and every change of ${kind} orders is told there within seconds: signed, retried for three days, and logged.`}
          actions={add}
        />
      ) : (
        <>
          {shown.length > 0 && (
            <EndpointList
              {...{ environment, reader, actions, base }}
              endpoints={shown}
              hasMerchant={merchants !== null}
            />
          )}
          <ReplayProgress
            replays={replays}
            urls={Object.fromEntries(endpoints.map(({ id, url }) => [id, url]))}
            reader={reader}
            cancel={actions?.cancelReplay ?? null}
          />
          <DeliveryLog
            {...{ base, environment, view, page, reader, merchants }}
            endpoints={endpoints.map(({ id, url }) => ({ id, label: url }))}
            empty={
              <EmptyState
                title="Nothing was sent yet"
                sentence="The next change of an order appears here. Send a test event to see whether the endpoint hears."
              />
            }
          />
        </>
      )}
    </WebhooksFrame>
  );
}
