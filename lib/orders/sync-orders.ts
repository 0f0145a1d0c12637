import { eq, sql } from "drizzle-orm";
import { orderSyncs } from "#db/schema/notices.ts";
import { inScope } from "#lib/access/in-scope.ts";
import { requirePermission, type Scope } from "#lib/access/open-scope.ts";
import type { OrderAnswer } from "#lib/flexcharge/schema.ts";
import type { Account } from "./internal/claim-polls.ts";
import { dateOf } from "./internal/direct-order.ts";
import { readCall } from "./internal/read-call.ts";
import { writeDirectOrders } from "./internal/write-direct-orders.ts";
import { type OrderTools, openOrderTools } from "./open-order-tools.ts";

const ROWS_A_PAGE = 200;
const PAGES_MAX = 50;
const CALL_MS_MAX = 5_000;
const ROUND_MS_MAX = 20_000;
const FIRST_DAYS = 90;
/** Read again each time: what FlexCharge's list shows late. */
const OVERLAP_MS = 60 * 60 * 1000;

/**
 * Reads the orders that an observed merchant brought to FlexCharge itself, from where the last run ended, and writes
 * those that are new; again changes nothing. `seen` counts rows, `error` says why the list ended early. Needs
 * `orders.settle`.
 */
export async function syncOrders(
  scope: Scope,
  account: Account,
  tools: OrderTools = openOrderTools(scope),
  rowsAPage: number = ROWS_A_PAGE,
): Promise<{ seen: number; created: number; error: string | null }> {
  requirePermission(scope, "orders.settle");
  const startedAt = scope.clock.now();
  const endsAt = performance.now() + ROUND_MS_MAX;
  const { merchantId, environment } = account;
  const [sync] = await inScope(scope, (tx) => tx.select().from(orderSyncs).where(placeOf(account)));
  const from = sync?.syncedUntil ?? new Date(startedAt.getTime() - FIRST_DAYS * 24 * 60 * 60 * 1000);
  const session = await tools.openSession(merchantId, environment);
  let seen = 0;
  let created = 0;
  let error: string | null = session ? null : "CREDENTIALS_MISSING";
  let last: Date | null = null;
  let complete = false;
  for (
    let pageNumber = 1;
    session && pageNumber <= PAGES_MAX && performance.now() < endsAt;
    pageNumber += 1
  ) {
    const question = {
      ...{ from, orderBy: "createdOn", sort: "asc" as const },
      ...{ pageSize: rowsAPage, pageNumber },
    };
    const options = { deadlineMs: CALL_MS_MAX, requestId: scope.requestId };
    const heard = readCall(await tools.flexcharge.listOrders(session, question, options));
    if (heard.kind !== "answer") {
      error = heard.kind === "refused" ? `refused with ${heard.code}` : heard.cause;
      if (heard.kind === "not_accepted" && heard.unauthorized) {
        await tools.onCredentialsRefused(session, heard.unauthorized);
      }
      break;
    }
    const { rows, hasNextPage } = heard.body;
    created += await writeDirectOrders(scope, account, rows);
    seen += rows.length;
    last = latestOf(rows) ?? last;
    complete = !hasNextPage;
    if (complete) break;
  }
  // Only what was read to its end may be read with an overlap: a busy hour must not hold the place for ever.
  const until = last && complete ? new Date(last.getTime() - OVERLAP_MS) : last;
  const syncedUntil = until && until > from ? until : (sync?.syncedUntil ?? null);
  const now = { syncedUntil, lastRunAt: startedAt, lastError: error };
  await inScope(scope, (tx) =>
    tx
      .insert(orderSyncs)
      .values({ merchantId, environment, ...now, ordersCount: created })
      .onConflictDoUpdate({
        target: [orderSyncs.merchantId, orderSyncs.environment],
        set: { ...now, ordersCount: sql`${orderSyncs.ordersCount} + ${created}` },
      }),
  );
  return { seen, created, error };
}

/** Of times that are any: beyond one in the year 9999 nothing would ever be read. */
function latestOf(rows: readonly OrderAnswer[]): Date | null {
  const times = rows.flatMap(({ createdOn }) => dateOf(createdOn)?.getTime() ?? []);
  return times.length > 0 ? new Date(Math.max(...times)) : null;
}

function placeOf({ merchantId, environment }: Account) {
  return sql`${eq(orderSyncs.merchantId, merchantId)} AND ${eq(orderSyncs.environment, environment)}`;
}
