import { and, eq, sql } from "drizzle-orm";
import type { Transaction } from "#db/client.ts";
import { bulkImportRows, bulkImports } from "#db/schema/onboarding.ts";
import { asOne, inScope } from "#lib/access/in-scope.ts";
import type { Scope } from "#lib/access/open-scope.ts";
import { PermissionError } from "#lib/kit/errors.ts";
import { createMerchant } from "#lib/merchants/create-merchant.ts";
import { editMerchant } from "#lib/merchants/edit-merchant.ts";
import { getPartner } from "#lib/merchants/queries/get-partner.ts";
import type { CreateMerchantInput } from "#lib/merchants/schema.ts";
import { createSite } from "#lib/sites/create-site.ts";
import { editSite } from "#lib/sites/edit-site.ts";
import { type ImportRow, readRow } from "./import-row.ts";
import { lockImport, rowsOf } from "./import-rows.ts";
import { readWorld } from "./import-world.ts";
import { planRow, type RowPlan } from "./plan-row.ts";

/** A row that was refused when its turn came: nothing of it is kept. */
class RowRefused extends Error {}

/**
 * Carries one row out, all of it or nothing, through the verbs that a person's form calls. What stands is looked at
 * anew: a row that somebody did by hand meanwhile changes nothing. False when the import runs no longer.
 */
export async function carryOutRow(scope: Scope, importId: string, number: number): Promise<boolean> {
  try {
    return await asOne(scope, async (inner) => {
      const [tx, isRunning] = await inScope(inner, async (own) => {
        const head = await lockImport(own, importId);
        return [own, head.state === "running"] as const;
      });
      if (!isRunning) return false;
      const [kept] = await tx.select().from(bulkImportRows).where(one(importId, number));
      const read = readRow(kept?.data ?? {});
      if (!("row" in read)) throw new RowRefused(Object.values(read.errors).join(". "));
      const world = await readWorld(tx, [read.row]);
      const plan = planRow(read.row, number, world, { merchants: new Set(), hosts: new Map() });
      if (plan.action === "error") throw new RowRefused(Object.values(plan.errors).join(". "));
      await write(inner, read.row, plan);
      await settle(tx, importId, number, { appliedAt: scope.clock.now(), failure: null });
      return true;
    });
  } catch (error) {
    const why = wordsOf(error);
    if (why === null) throw error;
    await inScope(scope, (tx) => settle(tx, importId, number, { failure: why }));
    return true;
  }
}

const one = (importId: string, number: number) => and(rowsOf(importId), eq(bulkImportRows.row, number));

async function settle(
  tx: Transaction,
  importId: string,
  number: number,
  change: Partial<typeof bulkImportRows.$inferInsert>,
): Promise<void> {
  await tx.update(bulkImportRows).set(change).where(one(importId, number));
  await tx
    .update(bulkImports)
    .set({ done: sql`${bulkImports.done} + 1` })
    .where(eq(bulkImports.id, importId));
}

async function write(scope: Scope, { merchant, site }: ImportRow, plan: RowPlan & { action: string }) {
  if (plan.action === "error" || plan.action === "same") return;
  const { id: _, ...fields } = merchant;
  let merchantId = plan.merchant?.id;
  if (merchantId === undefined) {
    const timezone = fields.timezone ?? (await getPartner(scope)).timezone;
    merchantId = taken(await createMerchant(scope, { ...fields, timezone } as CreateMerchantInput)).id;
  } else {
    const { name, ...rest } = fields;
    const change = merchant.id ? fields : rest;
    if (Object.keys(change).length > 0)
      taken(await editMerchant(scope, { ...change, merchantId } as Parameters<typeof editMerchant>[1]));
  }
  if (!site) return;
  if (plan.site) taken(await editSite(scope, { ...site, merchantId, siteId: plan.site.id }));
  else taken(await createSite(scope, { ...site, merchantId, name: site.name ?? site.hosts[0] ?? "" }));
}

function taken<Value>(answer: { ok: true; value: Value } | { ok: false; reason: string }): Value {
  if (answer.ok) return answer.value;
  const { value, by } = answer as { value?: string; by?: { name: string } };
  throw new RowRefused(
    value && by ? `${value} belongs to ${by.name}` : (REFUSED[answer.reason] ?? answer.reason),
  );
}

const REFUSED: Record<string, string> = {
  ARCHIVED: "It was archived meanwhile",
  HOST_INVALID: "A host is no web host",
};

/** Why this row alone failed; null for what concerns them all, such as a database that is gone. */
function wordsOf(error: unknown): string | null {
  if (error instanceof RowRefused) return error.message;
  if (error instanceof PermissionError) return "The person who confirmed it may no longer do this";
  // PostgreSQL's class 23: a rule of a table, such as a host that somebody gave to another site just now.
  const { code } = ((error as Error).cause ?? {}) as { code?: string };
  return code?.startsWith("23") ? "It clashes with what was added meanwhile" : null;
}
