import { orNotFound } from "#app/_doors/gate.ts";
import { EmptyState } from "#components/ui/empty-state.tsx";
import { zoneWords } from "#components/ui/zone-words.ts";
import { NoticeAddress } from "#components/webhooks/notice-address.tsx";
import { NoticeList } from "#components/webhooks/notice-list.tsx";
import { NoticePane } from "#components/webhooks/notice-pane.tsx";
import { Rejections } from "#components/webhooks/rejections.tsx";
import { WebhooksFrame } from "#components/webhooks/webhooks-frame.tsx";
import { noticeFilter, webhooksHref, webhooksView } from "#components/webhooks/webhooks-view.ts";
import { countRejections } from "#lib/notices/queries/count-rejections.ts";
import { getNotice } from "#lib/notices/queries/get-notice.ts";
import { listNotices } from "#lib/notices/queries/list-notices.ts";
import { openWebhooks, type WebhooksPlace } from "./open-webhooks.ts";
import { LOG_ROWS } from "./show-out.tsx";

type Given = Record<string, string | string[] | undefined>;

/** In: the address, what was refused, the notices with their fate, and one of them beside the list. */
export async function ShowIn({ place, given }: { place: WebhooksPlace; given: Given }) {
  const { scope, environment, merchantId, root, of, reader, merchants, counts } = await openWebhooks(place);
  const view = webhooksView(given);
  const where = { environment, merchantId };
  const filter = noticeFilter(view, where, new Date(reader.now));
  const [rejections, page, found] = await Promise.all([
    countRejections(scope, { environment, merchantId: merchantId ?? view.merchant ?? undefined }),
    listNotices(scope, filter, { after: view.after, limit: LOG_ROWS }),
    view.open && orNotFound(getNotice(scope, { merchantId: view.open.merchantId, noticeId: view.open.id })),
  ]);
  const base = `${root}/developers/webhooks/in`;
  const whose = merchantId ?? view.merchant;
  return (
    <WebhooksFrame
      {...{ environment, root, counts }}
      current="in"
      permissions={scope.permissions}
      sentence={`What FlexCharge told us of ${merchants ? "merchants'" : `${of}'s`} ${environment === "production" ? "live" : "test"} orders. Times in ${zoneWords(reader.zone)}.`}
      pane={
        found && (
          <NoticePane
            key={found.id}
            notice={shownNotice(found)}
            reader={reader}
            closeHref={webhooksHref(base, view, { after: view.after })}
          />
        )
      }
    >
      {whose && (
        <NoticeAddress
          address={`${gatewayAddress()}/webhooks/flexcharge/${whose}/${environment}`}
          environment={environment}
        />
      )}
      <Rejections {...rejections} reader={reader} />
      <NoticeList
        {...{ base, environment, view, page, reader, merchants }}
        empty={
          <EmptyState
            title="No notice yet"
            sentence="Enter the address in FlexCharge's portal and the webhook key under Credentials. The first notice appears here within seconds of an order's end."
          />
        }
      />
    </WebhooksFrame>
  );
}

/** A buffer and the nonce's hash are nothing for the browser. */
function shownNotice({ contentHash: _hash, ...notice }: Awaited<ReturnType<typeof getNotice>>) {
  return notice;
}

/** The first of our public addresses (lib/kit/env.ts). */
function gatewayAddress(): string {
  const [first] = (process.env.GATEWAY_PUBLIC_URL ?? "http://localhost:4000").split(",");
  return (first ?? "").trim().replace(/\/+$/, "");
}
