import { sql } from "drizzle-orm";
import { inScope } from "#lib/access/in-scope.ts";
import type { Scope } from "#lib/access/open-scope.ts";
import { webhookLoopbackAllowed } from "#lib/kit/env.ts";
import type { Log } from "#lib/kit/log.ts";
import type { PeriodicJob } from "#lib/queue/periodic-job.ts";
import { type DeliverTools, deliverEvents } from "./deliver-events.ts";
import { walkReplays as walk } from "./internal/walk-replays.ts";

export const walkReplays: PeriodicJob<Scope> = { name: "walk-replays", everyMs: 1_000, run: walk };

/** Deliveries that wait at active endpoints, and how long the oldest of those that are due has waited. */
export type DeliveryBacklog = { pending: number; oldestDueMs: number };

let backlog: DeliveryBacklog = { pending: 0, oldestDueMs: 0 };
/** As last measured; for the worker's /metrics. */
export const deliveryBacklog = (): DeliveryBacklog => backlog;

export const measureDeliveryBacklog: PeriodicJob<Scope> = {
  name: "measure-delivery-backlog",
  everyMs: 5_000,
  async run(scope) {
    const now = scope.clock.now();
    const [row] = await inScope(scope, (tx) =>
      tx.execute<{ pending: number; oldest: string | null }>(sql`
        SELECT count(*)::int AS pending, min(d.next_at) AS oldest FROM deliveries d
        JOIN webhook_endpoints e ON e.merchant_id = d.merchant_id AND e.id = d.endpoint_id
        WHERE d.next_at IS NOT NULL AND e.state = 'active' AND e.deleted_at IS NULL`),
    );
    const oldestDueMs = row?.oldest ? Math.max(0, now.getTime() - Date.parse(row.oldest)) : 0;
    backlog = { pending: row?.pending ?? 0, oldestDueMs };
    return 0;
  },
};

/** The deliverer; every worker has one, and they share the work. */
export function startDeliverer(
  scope: Scope,
  tools: { log: Log } & Partial<DeliverTools>,
): { stop(): Promise<void> } {
  return deliverEvents(scope, { allowLoopback: webhookLoopbackAllowed(), ...tools });
}
