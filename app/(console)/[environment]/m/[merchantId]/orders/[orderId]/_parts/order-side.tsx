import { MoneyPanel, moneyLines } from "#components/orders/money-panel.tsx";
import { cardWords, channelWords } from "#components/orders/order-facts.ts";
import { type RefundLine, RefundList } from "#components/orders/refund-list.tsx";
import type { Reader } from "#components/switching/cell-words.ts";
import { when } from "#components/switching/when.ts";
import { type Fact, Facts } from "#components/ui/facts.tsx";
import { IdText } from "#components/ui/id-text.tsx";
import { Link } from "#components/ui/link.tsx";
import { Section } from "#components/ui/section.tsx";
import type { Attempt, Order } from "#lib/orders/queries.ts";
import type { OrderMoney } from "#lib/orders/rules.ts";
import type { MerchantConfig } from "#lib/switching/schema.ts";
import type { OrderTransmit } from "#lib/transmits/queries/list-order-transmits.ts";
import { SubscriptionOrders } from "./subscription-orders.tsx";

const SIBLINGS_SHOWN = 5;

/** Beside the story: money, what the order is, and every id that it answers to. */
export function OrderSide({
  order,
  attempt,
  money,
  chargedBackMinor,
  refunds,
  copies,
  siblings,
  merchant,
  reader,
  root,
  seesCustomer,
}: {
  order: Order;
  attempt: Attempt;
  money: OrderMoney;
  chargedBackMinor: number;
  refunds: readonly RefundLine[];
  copies: readonly OrderTransmit[];
  siblings: readonly Order[];
  merchant: MerchantConfig;
  reader: Reader;
  root: string;
  seesCustomer: boolean;
}) {
  return (
    <aside aria-label="Money and facts" className="flex flex-col gap-6 xl:border-l xl:border-line xl:pl-6">
      <div>
        <MoneyPanel {...moneyLines({ attempt, money, chargedBackMinor })} />
        <RefundList refunds={refunds} reader={reader} />
      </div>
      <Section title="Order">
        <Facts facts={orderFacts({ order, merchant, reader, root, seesCustomer })} />
      </Section>
      {order.subscriptionId && (
        <SubscriptionOrders
          subscription={order.subscriptionId}
          orders={siblings.slice(0, SIBLINGS_SHOWN)}
          hasMore={siblings.length > SIBLINGS_SHOWN}
          {...{ root, reader }}
        />
      )}
      <Section title="Ids">
        <Facts
          facts={[
            { key: "Session key", value: <IdText id={order.sessionKey} name="session key" /> },
            ...(order.flexchargeOrderId
              ? [{ key: "FlexCharge", value: <IdText id={order.flexchargeOrderId} name="FlexCharge id" /> }]
              : []),
            { key: "Ours", value: <IdText id={order.id} name="our id" /> },
            ...copies.map(({ id }) => ({
              key: "Transmit",
              value: <IdText id={id} name="transmit id" />,
            })),
            { key: "Transaction", value: <IdText id={order.transactionId} name="transaction id" /> },
            ...(attempt.sent
              ? [{ key: "Sent with", value: <IdText id={attempt.upstreamKey} name="upstream key" /> }]
              : []),
          ]}
        />
      </Section>
    </aside>
  );
}

function orderFacts({
  order,
  merchant,
  reader,
  root,
  seesCustomer,
}: {
  order: Order;
  merchant: MerchantConfig;
  reader: Reader;
  root: string;
  seesCustomer: boolean;
}): Fact[] {
  const site = merchant.sites.find((one) => one.id === order.siteId);
  const campaign = merchant.campaigns.find((one) => one.id === order.campaignId);
  const card = cardWords(order);
  const customer = order.customerEmail ?? order.customerName ?? order.customerId;
  const facts: (Fact | null)[] = [
    {
      key: "Site",
      value: site ? (
        <Link href={`${root}/sites/${site.id}`}>{site.hosts[0] ?? site.name}</Link>
      ) : (
        <span className="text-ink-3">Unattributed</span>
      ),
    },
    order.descriptor
      ? { key: "Descriptor", value: <code className="text-code">{order.descriptor}</code> }
      : null,
    campaign ? { key: "Campaign", value: campaign.name } : null,
    { key: "Channel", value: channelWords(order) },
    card ? { key: "Card", value: card } : null,
    customer
      ? {
          key: "Customer",
          value: (
            <>
              {customer} {!seesCustomer && <span className="text-ink-3">masked</span>}
            </>
          ),
        }
      : null,
    order.subscriptionId
      ? {
          key: "Subscription",
          value: (
            <Link href={`${root}/orders?subscription=${encodeURIComponent(order.subscriptionId)}&period=all`}>
              {order.subscriptionId}
            </Link>
          ),
        }
      : null,
    order.expiresAt
      ? { key: "Expires", value: when(order.expiresAt.toISOString(), reader.zone, reader.now) }
      : null,
  ];
  return facts.filter((fact) => fact !== null);
}
