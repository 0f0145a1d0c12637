import { and, asc, count, eq, sql } from "drizzle-orm";
import type { Transaction } from "#db/client.ts";
import { deliveries, webhookEndpoints, webhookEvents, webhookReplays } from "#db/schema/webhooks.ts";
import { inScope } from "#lib/access/in-scope.ts";
import type { Scope } from "#lib/access/open-scope.ts";
import { newDelivery } from "../append-event.ts";
import { inRange, ownDelivery } from "./replayed-events.ts";

type Replay = typeof webhookReplays.$inferSelect;

/** So many of a replay are on their way at most: fresh events do not wait behind a whole range. */
const STEP = 100;

/** Takes up the next events of every replay that has few on their way. Answers how many. */
export async function walkReplays(scope: Scope): Promise<number> {
  const running = await inScope(scope, (tx) =>
    tx
      .select({ merchantId: webhookReplays.merchantId, id: webhookReplays.id })
      .from(webhookReplays)
      .where(eq(webhookReplays.state, "running"))
      .orderBy(asc(webhookReplays.createdAt)),
  );
  let taken = 0;
  for (const place of running) taken += await inScope(scope, (tx) => step(tx, place, scope.clock.now()));
  return taken;
}

async function step(tx: Transaction, place: { merchantId: string; id: string }, now: Date): Promise<number> {
  const mine = and(eq(webhookReplays.merchantId, place.merchantId), eq(webhookReplays.id, place.id));
  const [replay] = await tx
    .select()
    .from(webhookReplays)
    .where(and(mine, eq(webhookReplays.state, "running")))
    .for("no key update");
  if (!replay || !(await hasRoom(tx, replay))) return 0;
  const events = await nextEvents(tx, replay);
  if (events.length > 0) await takeUp(tx, replay, events, now);
  const isOver = events.length < STEP;
  const last = events.at(-1);
  await tx
    .update(webhookReplays)
    .set({
      done: replay.done + events.length,
      ...(last && { cursor: `${last.key}|${last.id}` }),
      ...(isOver && { state: "done", endedAt: now }),
    })
    .where(mine);
  return events.length;
}

/** Those that came in its own order wait for an endpoint that takes nothing now. */
async function hasRoom(tx: Transaction, { merchantId, id, endpointId }: Replay): Promise<boolean> {
  const [endpoint] = await tx
    .select({ state: webhookEndpoints.state })
    .from(webhookEndpoints)
    .where(and(eq(webhookEndpoints.merchantId, merchantId), eq(webhookEndpoints.id, endpointId)));
  if (endpoint?.state !== "active") return false;
  const [underWay] = await tx
    .select({ n: count() })
    .from(deliveries)
    .where(
      and(
        eq(deliveries.merchantId, merchantId),
        eq(deliveries.endpointId, endpointId),
        eq(deliveries.state, "pending"),
        eq(deliveries.tries, 0),
        eq(deliveries.replayId, id),
      ),
    );
  return (underWay?.n ?? 0) < STEP;
}

async function nextEvents(tx: Transaction, replay: Replay) {
  const [at, id] = replay.cursor?.split("|") ?? [];
  const rows = await tx
    // As text: a moment that came through JavaScript has lost its microseconds, and would be met again.
    .select({ event: webhookEvents, key: sql<string>`(${webhookEvents.createdAt} AT TIME ZONE 'UTC')::text` })
    .from(webhookEvents)
    .leftJoin(deliveries, ownDelivery(replay))
    .where(
      and(
        inRange(replay),
        at
          ? sql`(${webhookEvents.createdAt}, ${webhookEvents.id}) > (${at}::timestamp AT TIME ZONE 'UTC', ${id})`
          : undefined,
      ),
    )
    .orderBy(asc(webhookEvents.createdAt), asc(webhookEvents.id))
    .limit(STEP);
  return rows.map(({ event, key }) => ({ ...event, key }));
}

/** Each event has one delivery to an endpoint, for ever: it gets a new series. One that is on its way stays as it is. */
async function takeUp(
  tx: Transaction,
  replay: Replay,
  events: (typeof webhookEvents.$inferSelect)[],
  now: Date,
): Promise<void> {
  const rows = events.map((event, index) => ({
    ...newDelivery(event, replay.endpointId, new Date(now.getTime() + index)),
    replayId: replay.id,
  }));
  await tx
    .insert(deliveries)
    .values(rows)
    .onConflictDoUpdate({
      target: [deliveries.merchantId, deliveries.eventId, deliveries.endpointId],
      set: {
        ...{ state: "pending", tries: 0, replayId: replay.id },
        nextAt: sql`excluded.next_at`,
      },
      setWhere: sql`${deliveries.leasedUntil} IS NULL OR ${deliveries.leasedUntil} < ${now.toISOString()}::timestamptz`,
    });
}
