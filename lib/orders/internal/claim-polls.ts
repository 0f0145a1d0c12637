import { and, asc, count, eq, lte, min, sql } from "drizzle-orm";
import { attempts, orders } from "#db/schema/orders.ts";
import { inScope } from "#lib/access/in-scope.ts";
import type { Scope } from "#lib/access/open-scope.ts";
import type { Environment } from "#lib/terms.ts";

/** One merchant's account at one of FlexCharge's environments: what has credentials, a rate and a breaker of its own. */
export type Account = { merchantId: string; environment: Environment };

/** Longer than a round: what a killed worker had taken comes back. */
const LEASE_MS = 30_000;
const ROWS_A_STATEMENT = 1_000;

/** Whose orders are due, who waits longest first. */
export async function dueAccounts(scope: Scope): Promise<Account[]> {
  const rows = await inScope(scope, (tx) =>
    tx
      .select({ merchantId: attempts.merchantId, environment: attempts.target, due: count() })
      .from(attempts)
      .where(lte(attempts.pollAt, scope.clock.now()))
      .groupBy(attempts.merchantId, attempts.target)
      .orderBy(asc(min(attempts.pollAt))),
  );
  return rows.flatMap(({ merchantId, environment }) => (environment ? [{ merchantId, environment }] : []));
}

/** What asking about an attempt needs to know of it: not its payloads, of which thousands are taken at once. */
const dueColumns = {
  merchantId: attempts.merchantId,
  orderId: attempts.orderId,
  number: attempts.number,
  state: attempts.state,
  channel: attempts.channel,
  flexchargeOrderId: attempts.flexchargeOrderId,
  begunAt: attempts.begunAt,
  expiresAt: attempts.expiresAt,
  pollTries: attempts.pollTries,
  externalId: orders.externalId,
};
export type DuePoll = Awaited<ReturnType<typeof claimPolls>>[number];

/** Takes due attempts of one account, oldest first, and puts them off, so that two workers share them. */
export function claimPolls(scope: Scope, account: Account, limit: number) {
  const now = scope.clock.now();
  return inScope(scope, async (tx) => {
    const due = await tx
      .select(dueColumns)
      .from(attempts)
      .innerJoin(orders, and(eq(orders.merchantId, attempts.merchantId), eq(orders.id, attempts.orderId)))
      .where(dueOf(account, now))
      .orderBy(attempts.pollAt)
      .limit(limit)
      .for("update", { of: attempts, skipLocked: true });
    const until = new Date(now.getTime() + LEASE_MS);
    for (let start = 0; start < due.length; start += ROWS_A_STATEMENT) {
      const places = due.slice(start, start + ROWS_A_STATEMENT);
      await tx
        .update(attempts)
        .set({ pollAt: until })
        .where(
          and(
            eq(attempts.merchantId, account.merchantId),
            sql`(${attempts.orderId}, ${attempts.number}) IN (${sql.join(
              places.map(({ orderId, number }) => sql`(${orderId}, ${number}::int)`),
              sql`, `,
            )})`,
          ),
        );
    }
    return due;
  });
}

export type NextPoll = { due: DuePoll; pollAt: Date | null; pollTries: number };

/** When to ask again for many at once; one that has ended meanwhile is not asked any more. */
export async function reschedulePolls(
  scope: Scope,
  account: Account,
  next: readonly NextPoll[],
): Promise<void> {
  for (let start = 0; start < next.length; start += ROWS_A_STATEMENT) {
    const values = next
      .slice(start, start + ROWS_A_STATEMENT)
      .map(
        ({ due: { orderId, number }, pollAt, pollTries }) =>
          sql`(${orderId}, ${number}::int, ${pollAt?.toISOString() ?? null}::timestamptz, ${pollTries}::int)`,
      );
    await inScope(scope, (tx) =>
      tx.execute(sql`
        UPDATE attempts SET poll_at = next.poll_at, poll_tries = next.poll_tries
        FROM (VALUES ${sql.join(values, sql`, `)}) AS next (order_id, number, poll_at, poll_tries)
        WHERE attempts.merchant_id = ${account.merchantId} AND attempts.order_id = next.order_id
          AND attempts.number = next.number AND attempts.poll_at IS NOT NULL`),
    );
  }
}

/** Their account cannot be asked: everything of it waits, up to a fifth apart, so that nothing loops. */
export async function putOffAccount(scope: Scope, account: Account, pauseMs: number): Promise<void> {
  const now = scope.clock.now();
  await inScope(scope, (tx) =>
    tx
      .update(attempts)
      .set({
        pollAt: sql`${now.toISOString()}::timestamptz + ${pauseMs} * (1 - random() / 5) * interval '1 millisecond'`,
        pollTries: sql`${attempts.pollTries} + 1`,
      })
      .where(dueOf(account, now)),
  );
}

function dueOf(account: Account, now: Date) {
  const { merchantId, environment } = account;
  return and(
    eq(attempts.merchantId, merchantId),
    eq(attempts.target, environment),
    lte(attempts.pollAt, now),
  );
}
