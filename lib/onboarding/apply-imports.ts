import { and, asc, eq, inArray, isNull } from "drizzle-orm";
import { bulkImportRows, bulkImports } from "#db/schema/onboarding.ts";
import { users } from "#db/schema/people.ts";
import { inScope } from "#lib/access/in-scope.ts";
import { type Scope, userScope } from "#lib/access/open-scope.ts";
import { PARTNER_TENANT } from "#lib/terms.ts";
import { carryOutRow, type DueRow } from "./internal/carry-out-row.ts";
import { type ImportHead, rowsOf } from "./internal/import-rows.ts";
import { nameKey } from "./internal/import-world.ts";

const ROWS_AT_ONCE = 200;
/** Each row is a dozen waits for the database. */
const LANES = 4;

/**
 * The next rows of every confirmed import, in the name of the person who confirmed it. Safe to run again: a row that
 * was carried out or has failed is not taken twice. Answers how many rows it took.
 */
export async function applyImports(scope: Scope): Promise<number> {
  const heads = await inScope(scope, (tx) =>
    tx
      .select()
      .from(bulkImports)
      .where(and(eq(bulkImports.merchantId, PARTNER_TENANT), eq(bulkImports.state, "running")))
      .orderBy(asc(bulkImports.createdAt)),
  );
  let taken = 0;
  for (const head of heads) taken += await carryOut(scope, head);
  return taken;
}

async function carryOut(scope: Scope, head: ImportHead): Promise<number> {
  const person = await personOf(scope, head);
  if (!person) {
    await end(scope, head.id, "failed", `${head.byName} can no longer sign in`);
    return 0;
  }
  const due = await inScope(scope, (tx) =>
    tx
      .select({ number: bulkImportRows.row, data: bulkImportRows.data })
      .from(bulkImportRows)
      .where(
        and(
          rowsOf(head.id),
          inArray(bulkImportRows.action, ["create", "change"]),
          isNull(bulkImportRows.appliedAt),
          isNull(bulkImportRows.failure),
        ),
      )
      .orderBy(asc(bulkImportRows.row))
      .limit(ROWS_AT_ONCE),
  );
  const lanes = lanesOf(due.map((row) => ({ ...row, importId: head.id })));
  let taken = 0;
  let isRunning = true;
  const follow = async (): Promise<void> => {
    for (let lane = lanes.next(); !lane.done; lane = lanes.next())
      for (const row of lane.value) {
        if (!isRunning) return;
        if (await carryOutRow(person, row)) taken += 1;
        else isRunning = false;
      }
  };
  const stop = (error: unknown) => {
    isRunning = false;
    throw error;
  };
  const ended = await Promise.allSettled(Array.from({ length: LANES }, () => follow().catch(stop)));
  for (const one of ended) if (one.status === "rejected") throw one.reason;
  if (isRunning && due.length < ROWS_AT_ONCE) await end(scope, head.id, "done", null);
  return taken;
}

/**
 * Rows of one merchant follow each other, different merchants go side by side. A row that gives `merchant_id` may
 * rename its merchant, so that only the file's own order is right.
 */
function lanesOf(due: DueRow[]) {
  const isOrdered = due.some(({ data }) => data.merchant_id);
  return Map.groupBy(due, ({ data }) => (isOrdered ? "" : nameKey(data.merchant ?? ""))).values();
}

async function personOf(scope: Scope, { byId, id }: ImportHead): Promise<Scope | null> {
  const [user] = await inScope(scope, (tx) =>
    tx
      .select()
      .from(users)
      .where(and(eq(users.id, byId), eq(users.merchantId, PARTNER_TENANT), isNull(users.disabledAt))),
  );
  const { database, clock } = scope;
  return user ? userScope(user, { database, clock, requestId: id }) : null;
}

async function end(scope: Scope, importId: string, state: "done" | "failed", cause: string | null) {
  await inScope(scope, (tx) =>
    tx
      .update(bulkImports)
      .set({ state, cause, endedAt: scope.clock.now() })
      .where(and(eq(bulkImports.id, importId), eq(bulkImports.state, "running"))),
  );
}
