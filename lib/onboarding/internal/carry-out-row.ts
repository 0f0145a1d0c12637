import { and, eq, isNull, sql } from "drizzle-orm";
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
import { PARTNER_TENANT } from "#lib/terms.ts";
import { type ImportRow, MERCHANT_COLUMNS, readRow } from "./import-row.ts";
import { rowsOf } from "./import-rows.ts";
import { readWorld } from "./import-world.ts";
import { planRow, type RowPlan } from "./plan-row.ts";

/** A row that was refused when its turn came: nothing of it is kept. */
class RowRefused extends Error {}
/** Another worker was faster: what was done here is undone. */
class RowTaken extends Error {}
/** Cancelled while this row was under way: it is undone. */
class ImportStopped extends Error {}

export type DueRow = { importId: string; number: number; data: Record<string, string> };

/**
 * Carries one row out, all of it or nothing, through the verbs that a person's form calls. What stands is looked at
 * anew: a row that somebody did by hand meanwhile changes nothing. False when the import runs no longer.
 */
export async function carryOutRow(scope: Scope, row: DueRow): Promise<boolean> {
  const attempt = async (): Promise<void> => {
    try {
      await asOne(scope, async (inner) => {
        const read = readRow(row.data);
        if (!("row" in read)) throw new RowRefused(Object.values(read.errors).join(". "));
        const world = await inScope(inner, (tx) => readWorld(tx, [read.row]));
        const plan = planRow(read.row, row.number, world, { merchants: new Set(), hosts: new Map() });
        if (plan.action === "error") throw new RowRefused(Object.values(plan.errors).join(". "));
        await write(inner, read.row, plan);
        await settle(inner, row, { appliedAt: scope.clock.now() });
      });
    } catch (error) {
      const failure = wordsOf(error);
      if (failure === null) throw error;
      await settle(scope, row, { failure });
    }
  };
  return attempt().then(
    () => true,
    (error: unknown) => {
      if (error instanceof RowTaken) return true;
      if (error instanceof ImportStopped) return false;
      throw error;
    },
  );
}

/** Last in its transaction: several rows are under way at once, and all of them count into one line. */
async function settle(
  scope: Scope,
  { importId, number }: DueRow,
  change: { appliedAt: Date } | { failure: string },
): Promise<void> {
  await inScope(scope, async (tx) => {
    const settled = await tx
      .update(bulkImportRows)
      .set(change)
      .where(
        and(
          rowsOf(importId),
          eq(bulkImportRows.row, number),
          isNull(bulkImportRows.appliedAt),
          isNull(bulkImportRows.failure),
        ),
      )
      .returning({ row: bulkImportRows.row });
    if (settled.length === 0) throw new RowTaken();
    const counted = await tx
      .update(bulkImports)
      .set({ done: sql`${bulkImports.done} + 1` })
      .where(
        and(
          eq(bulkImports.merchantId, PARTNER_TENANT),
          eq(bulkImports.id, importId),
          eq(bulkImports.state, "running"),
        ),
      )
      .returning({ id: bulkImports.id });
    if (counted.length === 0) throw new ImportStopped();
  });
}

/** Whether the merchant itself changes: most rows of a file bring another site of it only. */
const MERCHANT_CHANGES = ["merchant", ...Object.values(MERCHANT_COLUMNS)] as const;

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
    if (MERCHANT_CHANGES.some((column) => plan.diff[column]))
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
