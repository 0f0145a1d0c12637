import { longTimestamp } from "./clock.ts";
import type { OrderStatus } from "./scenarios.ts";
import type { Transaction } from "./store.ts";
import { asJson } from "./store.ts";
import type { World } from "./world.ts";

/** What happens to an application; the sheet could not read these names (§2.12), so they are ours. */
export type ApplicationEvent =
  | "application.submitted"
  | "application.info_requested"
  | "application.approved"
  | "application.declined"
  | "application.cancelled"
  | "application.converted";

/** The events of §2.13 that orders cause. */
export type OrderEvent =
  | "order.completed"
  | "order.cancelled"
  | "order.expired"
  | "order.refunded"
  | "order.capturerequired"
  | "payment.chargeback.received"
  | "challenge.passed"
  | "challenge.failed";

export type EventName = OrderEvent | ApplicationEvent;

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
  event: OrderEvent,
  at: Date,
  eventData: unknown = null,
): Promise<void> {
  const confirmed = order.status === "APPROVED" || order.status === "CAPTUREREQUIRED";
  await enqueue(tx, world, at, {
    mid: order.mid,
    order_id: order.id,
    event,
    event_data: eventData === null ? null : asJson(tx, eventData),
    external_order_id: order.external_order_id,
    confirmation_id: confirmed ? order.reference_number : null,
  });
}

/** Tells the partner of its application. `EventData` names it: there is no order. */
export async function enqueueApplicationNotice(
  tx: Transaction,
  world: World,
  application: { id: string; partner_mid: string; mid: string | null },
  event: ApplicationEvent,
  told: { status: string; [more: string]: unknown },
): Promise<void> {
  const { id, partner_mid, mid } = application;
  await enqueue(tx, world, world.clock.now(), {
    mid: partner_mid,
    order_id: id,
    event,
    event_data: asJson(tx, { applicationId: id, merchantId: mid, ...told }),
    external_order_id: null,
    confirmation_id: null,
  });
}

async function enqueue(
  tx: Transaction,
  world: World,
  at: Date,
  told: { mid: string; order_id: string; event: EventName; [column: string]: unknown },
): Promise<void> {
  const mode = world.webhookMode;
  const holdMs = mode === "delay" ? world.webhookDelayMs : mode === "reorder" ? reorderHoldMs : 0;
  const row = {
    world: world.name,
    ...told,
    event_time: at,
    state: mode === "drop" ? "dropped" : "pending",
    due_at: new Date(at.getTime() + holdMs),
  };
  const [listener] = await tx`
    select 1 from sandbox.merchants
    where world = ${world.name} and mid = ${told.mid} and webhook_url is not null`;
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
    OrderId: notice.event.startsWith("application.") ? null : notice.order_id,
    ConfirmationId: notice.confirmation_id,
    IsTestMode: world.name === "sandbox",
    IsResent: notice.attempts > 0,
  });
}
