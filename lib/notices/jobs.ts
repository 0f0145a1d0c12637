import { setTimeout as pause } from "node:timers/promises";
import { count, lte, min } from "drizzle-orm";
import { notices } from "#db/schema/notices.ts";
import { inScope } from "#lib/access/in-scope.ts";
import type { Scope } from "#lib/access/open-scope.ts";
import type { Log } from "#lib/kit/log.ts";
import { type OrderTools, openOrderTools } from "#lib/orders/open-order-tools.ts";
import type { PeriodicJob } from "#lib/queue/periodic-job.ts";
import { applyNotice } from "./apply-notice.ts";
import { claimNotices, type NoticePlace, wakeParked } from "./internal/claim-notices.ts";

const BATCH = 60;
const LANES = 4;
const IDLE_MS = 300;
/** After an error of the database. */
const TROUBLE_MS = 1_000;
const WAKE_EVERY_MS = 2_000;

/** Notices that are due and nobody has taken, and how long the first of them has waited. */
export type NoticeBacklog = { due: number; oldestDueMs: number };

let backlog: NoticeBacklog = { due: 0, oldestDueMs: 0 };
/** As last measured; for the worker's /metrics. */
export const noticeBacklog = (): NoticeBacklog => backlog;

export const measureNoticeBacklog: PeriodicJob<Scope> = {
  name: "measure-notice-backlog",
  everyMs: 5_000,
  async run(scope) {
    const now = scope.clock.now();
    const [row] = await inScope(scope, (tx) =>
      tx
        .select({ due: count(), oldest: min(notices.processAt) })
        .from(notices)
        .where(lte(notices.processAt, now)),
    );
    const oldestDueMs = row?.oldest ? now.getTime() - row.oldest.getTime() : 0;
    backlog = { due: row?.due ?? 0, oldestDueMs };
    return 0;
  },
};

/**
 * Finds out what kept notices mean, in several lanes, until stopped; any number of workers may. Those of one order go
 * in turn, as far as one worker has them in hand; whatever the order, all end in one state.
 */
export function startNotices(
  scope: Scope,
  deps: { flexcharge: OrderTools["flexcharge"]; log: Log },
): { stop(): Promise<void> } {
  const tools = openOrderTools(scope, deps.flexcharge);
  const stopping = new AbortController();
  let wokenAt = Number.NEGATIVE_INFINITY;

  async function round(): Promise<number> {
    if (performance.now() - wokenAt > WAKE_EVERY_MS) {
      wokenAt = performance.now();
      await wakeParked(scope);
    }
    const claimed = await claimNotices(scope, BATCH);
    await inLanes(claimed);
    return claimed.length;
  }

  async function inLanes(claimed: NoticePlace[]): Promise<void> {
    const queues = [...Map.groupBy(claimed, ({ order }) => order).values()];
    const lane = async () => {
      for (let queue = queues.shift(); queue && !stopping.signal.aborted; queue = queues.shift()) {
        for (const place of queue) await apply(place);
      }
    };
    await Promise.all(Array.from({ length: LANES }, lane));
  }

  /** One that cannot be applied does not hold up the others; it is tried again by itself. */
  async function apply(place: NoticePlace): Promise<void> {
    try {
      await applyNotice(scope, place, tools);
    } catch (err) {
      deps.log.error({ job: "notices", merchantId: place.merchantId, err }, "a notice was not applied");
    }
  }

  const running = (async () => {
    while (!stopping.signal.aborted) {
      let restMs = IDLE_MS;
      try {
        if ((await round()) === BATCH) restMs = 0;
      } catch (err) {
        restMs = TROUBLE_MS;
        deps.log.error({ job: "notices", err }, "notices were not read");
      }
      if (restMs > 0) await pause(restMs, undefined, { signal: stopping.signal }).catch(() => {});
    }
  })();
  return {
    async stop() {
      stopping.abort();
      await running;
    },
  };
}
