import { DecisionTrace } from "#components/orders/decision-trace.tsx";
import { OrderSteps } from "#components/orders/order-steps.tsx";
import { OrderTimeline } from "#components/orders/order-timeline.tsx";
import type { RefundLine } from "#components/orders/refund-list.tsx";
import { Refusal } from "#components/orders/refusal.tsx";
import { REFUSALS } from "#components/orders/refusal-texts.ts";
import type { OrderWebhooks } from "#components/orders/webhook-lines.ts";
import { Page } from "#components/shell/page.tsx";
import type { Reader } from "#components/switching/cell-words.ts";
import { ButtonLink } from "#components/ui/button-link.tsx";
import { CopyButton } from "#components/ui/copy-button.tsx";
import { Section } from "#components/ui/section.tsx";
import type { Permission } from "#lib/access/schema.ts";
import type { OrderDetail as Detail, Order } from "#lib/orders/queries.ts";
import { moneyOf, showingAttempt } from "#lib/orders/rules.ts";
import type { MerchantConfig } from "#lib/switching/schema.ts";
import type { OrderTransmit } from "#lib/transmits/queries/list-order-transmits.ts";
import { deedsOf } from "./deeds.ts";
import { LateApprovalBanner } from "./late-approval-banner.tsx";
import { mendPage } from "./mend-page.ts";
import { OrderDeeds } from "./order-deeds.tsx";
import { OrderHead } from "./order-head.tsx";
import { OrderSide } from "./order-side.tsx";
import { refusalFacts } from "./refusal-facts.ts";

/** One order: what became of it, why, what happened, and its money. Not sent: the reason comes first. */
export function OrderDetail({
  detail,
  refunds,
  copies,
  webhooks,
  siblings,
  chargedBackMinor,
  lateWords,
  merchant,
  reader,
  seesCustomer,
  permissions,
}: {
  detail: Detail;
  refunds: readonly RefundLine[];
  copies: readonly OrderTransmit[];
  webhooks: OrderWebhooks;
  /** Other orders of its subscription, newest first. */
  siblings: readonly Order[];
  chargedBackMinor: number;
  /** How long somebody may still decide; null for an order that is no late approval. */
  lateWords: string | null;
  merchant: MerchantConfig;
  reader: Reader;
  seesCustomer: boolean;
  permissions: readonly Permission[];
}) {
  const { order, attempts, events } = detail;
  const root = `/${order.environment}/m/${order.merchantId}`;
  const shown = showingAttempt(attempts);
  const reason = shown.reason;
  const money = moneyOf(shown, refunds);
  const deeds = deedsOf(order, shown, money, permissions);
  const mend = reason
    ? mendPage(REFUSALS[reason].page, { root, order, trace: shown.trace, permissions })
    : null;
  return (
    <Page>
      <div className="flex flex-col gap-1.5">
        <OrderSteps orderId={order.id} externalId={order.externalId} listHref={`${root}/orders`} />
        <OrderHead {...{ order, deeds, reader }} />
      </div>
      {lateWords && <LateApprovalBanner deeds={deeds} left={lateWords} />}
      <div className="grid gap-8 xl:grid-cols-[minmax(0,1fr)_320px]">
        <div className="flex min-w-0 flex-col gap-6">
          {reason && (
            <Refusal
              reason={reason}
              facts={refusalFacts(order, shown, merchant, reader)}
              action={
                mend && (
                  <span className="phone:hidden">
                    <ButtonLink size="row" href={mend.href}>
                      {mend.label}
                    </ButtonLink>
                  </span>
                )
              }
            />
          )}
          <div className="md:hidden">
            <Section title="How it was decided">
              <DecisionTrace trace={shown.trace} reader={reader} />
            </Section>
          </div>
          <OrderTimeline
            {...{ order, attempts, events, copies, webhooks, reader }}
            webhooksBase={permissions.includes("webhooks.read") ? `${root}/developers/webhooks` : null}
          />
        </div>
        <OrderSide
          {...{ order, attempt: shown, money, chargedBackMinor, refunds, copies, siblings }}
          {...{ merchant, reader, root, seesCustomer }}
        />
      </div>
      <div className="fixed inset-x-0 bottom-0 z-20 flex h-16 items-center gap-2 border-t border-line bg-bg px-4 md:hidden [&>*]:flex-1">
        <CopyButton value={order.externalId} size="touch">
          Copy id
        </CopyButton>
        <OrderDeeds deeds={deeds} reader={reader} size="touch" />
        {mend && (
          <ButtonLink variant="primary" size="touch" href={mend.href}>
            {mend.label}
          </ButtonLink>
        )}
      </div>
    </Page>
  );
}
