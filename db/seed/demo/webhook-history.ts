import { createHash } from "node:crypto";
import { signNotice } from "#lib/flexcharge/signature.ts";
import { newId } from "#lib/kit/ids.ts";
import type { NoticeCause } from "#lib/notices/schema.ts";
import type { Environment, NoticeState } from "#lib/terms.ts";
import { eventBody } from "#lib/webhooks/rules.ts";
import { tellDelivery } from "./delivery-history.ts";
import type { HistoryOrder } from "./history.ts";
import { type Random, seededRandom } from "./random.ts";

export type PlantedEndpoint = {
  id: string;
  url: string;
  secret: string;
  events: readonly string[];
  kind: "well" | "failing" | "paused";
};
export type WebhookPlan = {
  merchantId: string;
  environment: Environment;
  /** FlexCharge's key of the account, base64. */
  webhookKey: string;
  endpoints: readonly PlantedEndpoint[];
  seed: number;
  now: Date;
};
/** Rows by table, in the order in which they can be written. */
export type WebhookRows = Record<
  | "notices"
  | "webhook_events"
  | "deliveries"
  | "delivery_attempts"
  | "notice_rejections"
  | "notice_rejection_samples",
  object[]
>;

const MINUTE_MS = 60_000;
const DAY_MS = 24 * 60 * MINUTE_MS;
const TOLD_DAYS = 10;
const EVENTS = {
  approved: "order.completed",
  declined: "order.cancelled",
  expired: "order.expired",
} as const;
type Ended = { told: HistoryOrder; state: keyof typeof EVENTS; at: Date };

/** Which of a merchant's last orders FlexCharge told of; some it told late or never, and polling found the end. */
export function endedOrders(orders: readonly HistoryOrder[], plan: WebhookPlan): Ended[] {
  return orders.flatMap((told) => {
    const { order, attempts } = told;
    const state = order.state as keyof typeof EVENTS;
    const at = order.updatedAt as Date;
    const isFresh = plan.now.getTime() - at.getTime() < TOLD_DAYS * DAY_MS && at < plan.now;
    if (order.environment !== plan.environment || !order.sent || !(state in EVENTS) || !isFresh) return [];
    return attempts[0] ? [{ told, state, at }] : [];
  });
}

/** What went over the wire around these orders: notices with every fate, events, deliveries with failures and retries. */
export function webhookHistory(ended: readonly Ended[], plan: WebhookPlan): WebhookRows {
  const random = seededRandom(plan.seed);
  const rows: WebhookRows = {
    notices: [],
    webhook_events: [],
    deliveries: [],
    delivery_attempts: [],
    notice_rejections: [],
    notice_rejection_samples: [],
  };
  for (const one of ended) tellEnd(random, one, plan, rows);
  tellOddities(random, plan, rows, ended.at(-5));
  tellRejections(random, plan, rows);
  return rows;
}

function tellEnd(random: Random, { told, state, at }: Ended, plan: WebhookPlan, rows: WebhookRows): void {
  const { order, attempts } = told;
  const event = EVENTS[state];
  const isRebill = order.channel === "mit";
  const ids = {
    orderId: order.id,
    externalOrderId: order.externalId,
    sessionKey: order.flexchargeOrderId ?? null,
  };
  const body = eventBody({ event, at, ...ids, environment: plan.environment });
  const arrived = new Date(Math.min(at.getTime() + random.between(800, 4000), plan.now.getTime()));
  // One rebill in twelve: the notice got lost, or came after polling had found the end.
  const isPolled = isRebill && random.chance(0.08);
  const isLate = isPolled && random.chance(0.4);
  const late = Math.min(at.getTime() + random.between(20, 400) * MINUTE_MS, plan.now.getTime());
  const heard = { event, at, body, ids, arrived: isLate ? new Date(late) : arrived };
  const attempt = attempts[0];
  if (attempt) {
    attempt.endedBy = isPolled ? "poll" : isRebill ? "notice" : "answer";
    attempt.noticeAt = isPolled && !isLate ? null : heard.arrived;
    // An end is answered when it is known.
    if (isRebill) attempt.answeredAt = at;
  }
  if (!isPolled || isLate) {
    const known = isLate || !isRebill;
    rows.notices.push(notice(random, plan, heard, known ? ["recorded", "ALREADY_KNOWN"] : ["applied", null]));
  }
  if (random.chance(0.05) && (!isPolled || isLate)) {
    const again = { ...heard, arrived: new Date(heard.arrived.getTime() + random.between(2, 40) * 1000) };
    if (again.arrived < plan.now) rows.notices.push(notice(random, plan, again, ["duplicate", "SAME_EVENT"]));
  }
  tellDelivery(random, plan, rows, { ...heard, arrived, source: isPolled ? "poll" : "notice" });
}

export type Heard = {
  event: string;
  at: Date;
  body: string;
  ids: { orderId: string | null; externalOrderId: string | null; sessionKey: string | null };
  arrived: Date;
};

function notice(
  random: Random,
  plan: WebhookPlan,
  { event, at, body, ids, arrived }: Heard,
  [state, cause]: [NoticeState, NoticeCause | null],
): object {
  const nonce = random.guid().replaceAll("-", "");
  const bytes = Buffer.from(body);
  const signed = signNotice({
    body: bytes,
    key: plan.webhookKey,
    host: "localhost:4000",
    nonce,
    date: arrived,
  });
  const isParked = state === "parked";
  return {
    ...{ merchantId: plan.merchantId, environment: plan.environment },
    id: newId("notice", arrived.getTime()),
    receivedAt: arrived,
    body: `\\x${bytes.toString("hex")}`,
    headers: JSON.stringify({ ...signed, "content-type": "text/plain; charset=utf-8" }),
    nonce,
    contentHash: createHash("sha512").update(bytes).digest("base64"),
    keyVersion: 1,
    event,
    flexchargeOrderId: ids.sessionKey,
    externalOrderId: ids.externalOrderId,
    timeStamp: at.toISOString(),
    state,
    cause,
    orderId: isParked ? null : ids.orderId,
    processAt: isParked ? new Date(plan.now.getTime() + 2 * DAY_MS) : null,
    tries: isParked ? 9 : 1,
    processedAt: isParked ? null : new Date(arrived.getTime() + random.between(20, 900)),
  };
}

/** Notices that found no order, came against an end, or could not be read. */
function tellOddities(random: Random, plan: WebhookPlan, rows: WebhookRows, known: Ended | undefined): void {
  const odd: [string, NoticeState, NoticeCause | null, number][] = [
    ["order.completed", "parked", "ORDER_NOT_KNOWN", 35],
    ["order.expired", "parked", "ORDER_NOT_KNOWN", 190],
    ["order.completed", "ignored", "ENDED_OTHERWISE", 260],
    ["order.refunded", "failed", "NO_ANSWER", 700],
    ["challenge.passed", "recorded", "NO_EFFECT", 900],
    ["payout.created", "recorded", "NO_EFFECT", 1500],
  ];
  for (const [event, state, cause, minutes] of odd) {
    const at = new Date(plan.now.getTime() - minutes * MINUTE_MS);
    const ids = {
      orderId: null,
      externalOrderId: `DIRECT-${random.between(1000, 9999)}`,
      sessionKey: random.guid(),
    };
    if (state === "ignored" && known) {
      const { id, externalId, flexchargeOrderId } = known.told.order;
      Object.assign(ids, { orderId: id, externalOrderId: externalId, sessionKey: flexchargeOrderId });
    }
    const body = eventBody({ event, at, ...ids, environment: plan.environment });
    const heard = { event, at, body, ids, arrived: new Date(at.getTime() + 1200) };
    rows.notices.push(notice(random, plan, heard, [state, cause]));
    if (state === "recorded") tellDelivery(random, plan, rows, { ...heard, source: "notice" });
  }
}

function tellRejections(random: Random, plan: WebhookPlan, rows: WebhookRows): void {
  const { merchantId, environment, now } = plan;
  for (const [reason, count, daysAgo] of [
    ["FORGED", 14, 0],
    ["STALE", 2, 1],
    ["OTHER_HOST", 1, 3],
  ] as const) {
    const lastAt = new Date(now.getTime() - daysAgo * DAY_MS - random.between(5, 50) * MINUTE_MS);
    const day = lastAt.toISOString().slice(0, 10);
    rows.notice_rejections.push({ merchantId, environment, day, reason, count, lastAt });
    const nonce = random.guid().replaceAll("-", "");
    const body = eventBody({
      ...{
        event: "order.completed",
        at: lastAt,
        externalOrderId: "LL-1",
        sessionKey: random.guid(),
        environment,
      },
    });
    rows.notice_rejection_samples.push({
      ...{ merchantId, id: newId("notice", lastAt.getTime()), environment, at: lastAt, reason, body },
      headers: JSON.stringify({
        "x-fc-nonce": nonce,
        "x-fc-date": lastAt.toUTCString(),
        "x-fc-signature": "…",
      }),
    });
  }
}
