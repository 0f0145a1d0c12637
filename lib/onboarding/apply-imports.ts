import { and, asc, eq, inArray, isNull } from "drizzle-orm";
import { bulkImportRows, bulkImports } from "#db/schema/onboarding.ts";
import { users } from "#db/schema/people.ts";
import { inScope } from "#lib/access/in-scope.ts";
import { type Scope, userScope } from "#lib/access/open-scope.ts";
import { PARTNER_TENANT } from "#lib/terms.ts";
import { carryOutRow } from "./internal/carry-out-row.ts";
import { type ImportHead, rowsOf } from "./internal/import-rows.ts";

const ROWS_AT_ONCE = 200;

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
      .select({ number: bulkImportRows.row })
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
  let taken = 0;
  for (const { number } of due) {
    if (!(await carryOutRow(person, head.id, number))) return taken;
    taken += 1;
  }
  if (due.length < ROWS_AT_ONCE) await end(scope, head.id, "done", null);
  return taken;
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
