import { MoneyPanel } from "#components/orders/money-panel.tsx";
import { cardWords, channelWords, isOpen } from "#components/orders/order-facts.ts";
import type { Reader } from "#components/switching/cell-words.ts";
import { when } from "#components/switching/when.ts";
import { type Fact, Facts } from "#components/ui/facts.tsx";
import { IdText } from "#components/ui/id-text.tsx";
import { Link } from "#components/ui/link.tsx";
import { Section } from "#components/ui/section.tsx";
import { formatMoney } from "#lib/kit/money.ts";
import type { Attempt, Order } from "#lib/orders/queries.ts";
import type { MerchantConfig } from "#lib/switching/schema.ts";

/** Beside the story: money, what the order is, and every id that it answers to. */
export function OrderSide({
  order,
  attempt,
  merchant,
  reader,
  root,
  seesCustomer,
}: {
  order: Order;
  attempt: Attempt;
  merchant: MerchantConfig;
  reader: Reader;
  root: string;
  seesCustomer: boolean;
}) {
  const money = (minor: number) => formatMoney(minor, order.currency);
  const approved = order.state === "approved" ? order.amountMinor : isOpen(order.state) ? null : 0;
  return (
    <aside aria-label="Money and facts" className="flex flex-col gap-6 xl:border-l xl:border-line xl:pl-6">
      <MoneyPanel
        lines={[{ label: "Declined", amount: money(order.amountMinor) }]}
        result={{ label: "Recovered", amount: approved === null ? null : money(approved) }}
      />
      <Section title="Order">
        <Facts facts={orderFacts({ order, merchant, reader, root, seesCustomer })} />
      </Section>
      <Section title="Ids">
        <Facts
          facts={[
            { key: "Session key", value: <IdText id={order.sessionKey} name="session key" /> },
            ...(order.flexchargeOrderId
              ? [{ key: "FlexCharge", value: <IdText id={order.flexchargeOrderId} name="FlexCharge id" /> }]
              : []),
            { key: "Ours", value: <IdText id={order.id} name="our id" /> },
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
