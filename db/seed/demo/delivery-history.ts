import { createHmac } from "node:crypto";
import { signNotice } from "#lib/flexcharge/signature.ts";
import { newId } from "#lib/kit/ids.ts";
import { wantsEvent, webhookEffectKey } from "#lib/webhooks/rules.ts";
import type { DeliveryError } from "#lib/webhooks/schema.ts";
import type { Random } from "./random.ts";
import type { Heard, PlantedEndpoint, WebhookPlan, WebhookRows } from "./webhook-history.ts";

const MINUTE_MS = 60_000;

type Answer = { status: number | null; error: DeliveryError | null; ms: number; body: string | null };

/** The event, and its way to each endpoint that wants it: at once, after retries, still failing, or given up. */
export function tellDelivery(
  random: Random,
  plan: WebhookPlan,
  rows: WebhookRows,
  { event, at, body, ids, arrived, source }: Heard & { source: "notice" | "poll" },
): void {
  const { merchantId, environment } = plan;
  const eventId = newId("message", arrived.getTime());
  const { sessionKey: _key, ...order } = ids;
  const same = { merchantId, environment, event, ...order };
  const effectKey = webhookEffectKey(event, ids.orderId ?? eventId, 1);
  rows.webhook_events.push({
    ...same,
    id: eventId,
    body,
    occurredAt: at,
    createdAt: arrived,
    source,
    effectKey,
  });
  for (const endpoint of plan.endpoints.filter(({ events }) => wantsEvent(events, event))) {
    const id = newId("delivery", arrived.getTime());
    const tried = endpoint.kind === "paused" ? [] : attemptsOf(random, endpoint, arrived, plan.now);
    const last = tried.at(-1);
    const isDone = last?.answer.error === null;
    const isDead = tried.length >= 10 && !isDone;
    const waits = !isDone && !isDead;
    rows.deliveries.push({
      ...same,
      ...{ id, endpointId: endpoint.id, eventId, createdAt: arrived },
      state: isDone ? "delivered" : isDead ? "dead" : "pending",
      attempts: tried.length,
      tries: tried.length,
      nextAt: waits ? new Date(plan.now.getTime() + random.between(4, 90) * MINUTE_MS) : null,
      lastAt: last?.at ?? null,
      lastStatus: last?.answer.status ?? null,
      lastMs: last?.answer.ms ?? null,
      lastError: last?.answer.error ?? null,
      deliveredAt: isDone ? last.at : null,
    });
    for (const [index, { at: sentAt, answer }] of tried.entries()) {
      rows.delivery_attempts.push({
        ...{
          merchantId,
          deliveryId: id,
          number: index + 1,
          at: sentAt,
          kind: "scheduled",
          url: endpoint.url,
        },
        ...{ address: "127.0.0.1", ms: answer.ms, status: answer.status, error: answer.error },
        requestHeaders: JSON.stringify(sentHeaders(random, endpoint, eventId, body, sentAt)),
        responseHeaders: answer.status === null ? null : '{"content-type":"text/html"}',
        responseBody: answer.body,
      });
    }
  }
}

/** Minutes from one attempt to the next, as the deliverer waits. */
const PAUSES = [0, 0.5, 5, 30, 120, 360, 720, 900, 1080, 1260];
const TAKEN: Answer = { status: 200, error: null, ms: 0, body: '{"received":true}' };
const TROUBLES: Answer[] = [
  {
    status: 503,
    error: "STATUS",
    ms: 1204,
    body: "<h1>Service Unavailable</h1>\nupstream connect error, reset before headers",
  },
  { status: null, error: "TIMEOUT", ms: 15_000, body: null },
  { status: 500, error: "STATUS", ms: 310, body: '{"error":"order desk is not reachable"}' },
];

function attemptsOf(random: Random, endpoint: PlantedEndpoint, from: Date, now: Date) {
  const isRecent = now.getTime() - from.getTime() < 150 * MINUTE_MS;
  const fails = endpoint.kind === "failing" ? isRecent || random.chance(0.03) : random.chance(0.02);
  const failures = fails ? (endpoint.kind === "failing" ? 10 : random.between(1, 3)) : 0;
  const trouble = random.pick(TROUBLES);
  const tried: { at: Date; answer: Answer }[] = [];
  let at = from.getTime() + random.between(40, 400);
  for (let number = 0; number < 10; number += 1) {
    at += (PAUSES[number] ?? 0) * MINUTE_MS;
    if (at > now.getTime()) break;
    const isTaken = number >= failures;
    const answer = isTaken ? { ...TAKEN, ms: random.between(48, 92) } : trouble;
    tried.push({ at: new Date(at), answer });
    if (isTaken) break;
  }
  return tried;
}

function sentHeaders(random: Random, endpoint: PlantedEndpoint, eventId: string, body: string, at: Date) {
  const key = endpoint.secret.replace(/^whsec_/, "");
  const seconds = Math.floor(at.getTime() / 1000);
  const hmac = createHmac("sha256", Buffer.from(key, "base64")).update(`${eventId}.${seconds}.${body}`);
  const nonce = random.guid().replaceAll("-", "");
  const { host } = new URL(endpoint.url);
  return {
    "content-type": "text/plain; charset=utf-8",
    "webhook-id": eventId,
    "webhook-timestamp": String(seconds),
    "webhook-signature": `v1,${hmac.digest("base64")}`,
    ...signNotice({ body: Buffer.from(body), key, host, nonce, date: at }),
  };
}
