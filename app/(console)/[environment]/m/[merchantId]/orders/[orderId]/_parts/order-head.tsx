import { orderSentence } from "#components/orders/order-facts.ts";
import { Outcome } from "#components/orders/outcome.tsx";
import { EnvironmentTag } from "#components/shell/environment-tag.tsx";
import type { Reader } from "#components/switching/cell-words.ts";
import { when } from "#components/switching/when.ts";
import { NoteChip } from "#components/ui/chip.tsx";
import { Money } from "#components/ui/money.tsx";
import { PageHead } from "#components/ui/page-head.tsx";
import { formatMoney } from "#lib/kit/money.ts";
import type { Order } from "#lib/orders/queries.ts";
import type { Deeds } from "./deeds.ts";
import { OrderDeeds } from "./order-deeds.tsx";

/** Id, outcome, amount, the order in one breath; on a phone id and amount, outcome and time. */
export function OrderHead({ order, deeds, reader }: { order: Order; deeds: Deeds; reader: Reader }) {
  const { number, code } = formatMoney(order.amountMinor, order.currency);
  const amount = <Money amount={number} currency={code} isStrong />;
  const at = when(order.declinedAt.toISOString(), reader.zone, reader.now, "second");
  const { refundedMinor, approvedMinor } = deeds.money;
  const flags = order.flags.filter((flag) => flag !== "SECOND_RESULT").length;
  const refundNote =
    refundedMinor === 0 ? null : refundedMinor >= approvedMinor ? "Refunded in full" : "Partly refunded";
  return (
    <PageHead
      title={order.externalId}
      tag={<EnvironmentTag environment={order.environment} />}
      sentence={
        <span className="flex flex-wrap items-center gap-x-3.5 gap-y-1">
          <Outcome state={order.state} isExact />
          <span className="text-section font-normal">{amount}</span>
          <span>{orderSentence(order)}</span>
          {refundNote && <NoteChip>{refundNote}</NoteChip>}
          {order.origin === "direct" && <NoteChip>Direct</NoteChip>}
          {order.flags.includes("SECOND_RESULT") && <NoteChip tone="attn">Two different results</NoteChip>}
          {flags > 0 && <NoteChip tone="attn">{flags === 1 ? "1 flag" : `${flags} flags`}</NoteChip>}
          <span className="text-ink-3">declined {at}</span>
        </span>
      }
      actions={
        <span className="flex flex-wrap gap-2 phone:hidden">
          <OrderDeeds deeds={deeds} reader={reader} />
        </span>
      }
    />
  );
}
