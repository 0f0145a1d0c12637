import { longTimestamp } from "./clock.ts";
import type { OrderStatus } from "./scenarios.ts";
import type { Transaction } from "./store.ts";
import { asJson } from "./store.ts";
import type { World } from "./world.ts";

/** The events of §2.13 that orders cause. */
export type EventName =
  | "order.completed"
  | "order.cancelled"
  | "order.expired"
  | "order.refunded"
  | "order.capturerequired"
  | "payment.chargeback.received"
  | "challenge.passed"
  | "challenge.failed";

/** What a notice tells of an order. */
type NoticeSubject = {
  id: string;
  mid: string;
  external_order_id: string;
  reference_number: string;
  status: OrderStatus;
};

export type Notice = {
  id: number;
  mid: string;
  order_id: string;
  event: EventName;
  event_data: unknown;
  event_time: Date;
  external_order_id: string | null;
  confirmation_id: string | null;
  attempts: number;
  due_at: Date;
};

/** Reordering needs company: notices wait this long on the world's clock so that more than one is due. */
const reorderHoldMs = 2_000;

/** Queues a notice in the transaction that caused it. Without a listener nothing is kept. */
export async function enqueueNotice(
  tx: Transaction,
  world: World,
  order: NoticeSubject,
  event: EventName,
  at: Date,
  eventData: unknown = null,
): Promise<void> {
  const mode = world.webhookMode;
  const holdMs = mode === "delay" ? world.webhookDelayMs : mode === "reorder" ? reorderHoldMs : 0;
  const confirmed = order.status === "APPROVED" || order.status === "CAPTUREREQUIRED";
  const row = {
    world: world.name,
    mid: order.mid,
    order_id: order.id,
    event,
    event_data: eventData === null ? null : asJson(tx, eventData),
    event_time: at,
    external_order_id: order.external_order_id,
    confirmation_id: confirmed ? order.reference_number : null,
    state: mode === "drop" ? "dropped" : "pending",
    due_at: new Date(at.getTime() + holdMs),
  };
  const [listener] = await tx`
    select 1 from sandbox.merchants
    where world = ${world.name} and mid = ${order.mid} and webhook_url is not null`;
  if (!listener) return;
  await tx`insert into sandbox.deliveries ${tx(mode === "duplicate" ? [row, row] : [row])}`;
}

/** The body's text, fields in the order of the vendor's sample. Production notices are not test notices. */
export function noticeBody(world: World, notice: Notice): string {
  return JSON.stringify({
    Event: notice.event,
    TimeStamp: longTimestamp(notice.event_time),
    EventData: notice.event_data,
    ExternalOrderId: notice.external_order_id,
    OrderId: notice.order_id,
    ConfirmationId: notice.confirmation_id,
    IsTestMode: world.name === "sandbox",
    IsResent: notice.attempts > 0,
  });
}
