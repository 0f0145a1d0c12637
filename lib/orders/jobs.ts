import { lt } from "drizzle-orm";
import { idempotencyKeys } from "#db/schema/orders.ts";
import { inScope } from "#lib/access/in-scope.ts";
import type { Scope } from "#lib/access/open-scope.ts";
import type { PeriodicJob } from "#lib/queue/periodic-job.ts";
import { dueAccounts } from "./internal/claim-polls.ts";
import { claimUnsettled, claimUnsettledRefunds } from "./internal/claim-unsettled.ts";
import { IDEMPOTENCY_DAYS } from "./internal/idempotency.ts";
import { observedAccounts } from "./internal/observed-accounts.ts";
import { type OrderTools, openOrderTools } from "./open-order-tools.ts";
import { pollOutcomes } from "./poll-outcomes.ts";
import { schedulePolls } from "./schedule-polls.ts";
import { settleAttempt, UNDER_WAY_MS } from "./settle-attempt.ts";
import { settleLateApprovals } from "./settle-late-approvals.ts";
import { settleRefunds } from "./settle-refunds.ts";
import { syncOrders } from "./sync-orders.ts";

export const forgetOldIdempotencyKeys: PeriodicJob<Scope> = {
  name: "forget-old-idempotency-keys",
  everyMs: 60 * 60 * 1000,
  run: (scope) =>
    inScope(scope, async (tx) => {
      const oldest = new Date(scope.clock.now().getTime() - IDEMPOTENCY_DAYS * 24 * 60 * 60 * 1000);
      const forgotten = await tx
        .delete(idempotencyKeys)
        .where(lt(idempotencyKeys.createdAt, oldest))
        .returning({ key: idempotencyKeys.key });
      return forgotten.length;
    }),
};

/** So many at once, and none begun after this time: the worker's own transaction must not wait longer. */
const LANES = 6;
const CLAIM_MAX = 60;
const BEGIN_WITHIN_MS = 5_000;

/** Settles what is not known: evaluates, captures and cancels without an answer (P4). Answers how many were settled. */
export const settleUnknown = settlingJob(openOrderTools);

/** @param openTools a test gives its own client */
export function settlingJob(openTools: (scope: Scope) => OrderTools): PeriodicJob<Scope> {
  return {
    name: "settle-unknown",
    everyMs: 2_000,
    async run(scope) {
      const tools = openTools(scope);
      const claimed = await claimUnsettled(scope, CLAIM_MAX, UNDER_WAY_MS);
      return inLanes(claimed, async (place) => {
        const outcome = await settleAttempt(scope, place, tools);
        return outcome.ok && outcome.value.settled;
      });
    },
  };
}

/** Asks for the outcome of orders in work when they are due (product.md §9). Answers how many were settled. */
export const pollDueOutcomes = pollingJob(openOrderTools);

/** @param openTools a test gives its own client */
export function pollingJob(openTools: (scope: Scope) => OrderTools): PeriodicJob<Scope> {
  return {
    name: "poll-outcomes",
    everyMs: 2_000,
    async run(scope) {
      const tools = openTools(scope);
      let settled = 0;
      await inLanes(await dueAccounts(scope), async (account) => {
        settled += await pollOutcomes(scope, account, tools);
        return true;
      });
      return settled;
    },
  };
}

/** Reads the orders of merchants that talk to FlexCharge themselves (product.md §9). Answers how many were new. */
export const syncDirectOrders = syncingJob(openOrderTools);

/** @param openTools a test gives its own client */
export function syncingJob(openTools: (scope: Scope) => OrderTools): PeriodicJob<Scope> {
  return {
    name: "sync-orders",
    everyMs: 15_000,
    async run(scope) {
      const tools = openTools(scope);
      let created = 0;
      await inLanes(await observedAccounts(scope), async (account) => {
        created += (await syncOrders(scope, account, tools)).created;
        return true;
      });
      return created;
    },
  };
}

/** Orders in work that nobody asks for: an import's or a seed's. */
export const findUnpolled: PeriodicJob<Scope> = {
  name: "find-unpolled",
  everyMs: 60 * 60 * 1000,
  run: (scope) => schedulePolls(scope),
};

/** Settles refunds without a certain answer. */
export const settleUnknownRefunds: PeriodicJob<Scope> = {
  name: "settle-unknown-refunds",
  everyMs: 5_000,
  async run(scope) {
    const tools = openOrderTools(scope);
    const claimed = await claimUnsettledRefunds(scope, CLAIM_MAX);
    return inLanes(claimed, async (place) => {
      const outcome = await settleRefunds(scope, place, tools);
      return outcome.ok && outcome.value.settled > 0;
    });
  },
};

/** Decides late approvals that nobody decided in time, by their merchant's rule. */
export const decideLateApprovals: PeriodicJob<Scope> = {
  name: "decide-late-approvals",
  everyMs: 60_000,
  run: (scope) => settleLateApprovals(scope),
};

/** What is not begun in time keeps its lease and comes back; one failure does not hold up the others. */
async function inLanes<Item>(items: Item[], settle: (item: Item) => Promise<boolean>): Promise<number> {
  const endsAt = performance.now() + BEGIN_WITHIN_MS;
  const failures: unknown[] = [];
  let settled = 0;
  const lane = async () => {
    for (let item = items.shift(); item && performance.now() < endsAt; item = items.shift()) {
      try {
        if (await settle(item)) settled += 1;
      } catch (error) {
        failures.push(error);
      }
    }
  };
  await Promise.all(Array.from({ length: LANES }, lane));
  if (failures.length > 0) throw new AggregateError(failures, `${failures.length} could not be settled`);
  return settled;
}
