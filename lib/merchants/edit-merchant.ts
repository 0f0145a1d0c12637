import { and, eq, ne } from "drizzle-orm";
import type { Transaction } from "#db/client.ts";
import { flexchargeAccounts, merchants } from "#db/schema/merchants.ts";
import { inScope } from "#lib/access/in-scope.ts";
import { requirePermission, type Scope } from "#lib/access/open-scope.ts";
import { appendEntry } from "#lib/audit/append-entry.ts";
import { canonicalJson } from "#lib/kit/json.ts";
import { ok, type Result, refuse } from "#lib/kit/result.ts";
import type { MerchantRefusal } from "./errors.ts";
import { lockMerchant } from "./internal/lock-merchant.ts";
import {
  readTransmit,
  type TransmitChange,
  transmitChanges,
  writeTransmit,
} from "./internal/transmit-rows.ts";
import { type EditMerchantInput, editMerchantInput } from "./schema.ts";

/** Changes what is given and leaves the rest. The same again changes nothing. Throws NotFoundError, PermissionError. */
export async function editMerchant(
  scope: Scope,
  input: EditMerchantInput,
): Promise<
  Result<{ changed: boolean }, Extract<MerchantRefusal, { reason: "ACCOUNT_NOT_LINKED" | "ARCHIVED" }>>
> {
  requirePermission(scope, "merchants.write");
  const { merchantId, transmit, ...given } = editMerchantInput.parse(input);
  return inScope(scope, async (tx) => {
    const row = await lockMerchant(tx, merchantId);
    if (row.archivedAt) return refuse({ reason: "ARCHIVED" });
    const columns = Object.entries(given).filter(
      ([field, value]) =>
        value !== undefined && canonicalJson(value) !== canonicalJson(row[field as keyof typeof row]),
    );
    const sets = transmitChanges(await readTransmit(tx, row), transmit);
    if (columns.length + sets.length === 0) return ok({ changed: false });
    if (given.state === "active" && row.state !== "active" && !(await isLinked(tx, merchantId)))
      return refuse({ reason: "ACCOUNT_NOT_LINKED" });

    if (columns.length > 0)
      await tx.update(merchants).set(Object.fromEntries(columns)).where(eq(merchants.id, merchantId));
    await writeTransmit(tx, { merchantId, integration: given.integration ?? row.integration }, sets);
    const before = Object.fromEntries(columns.map(([field]) => [field, row[field as keyof typeof row]]));
    await appendEntry(tx, scope, {
      merchantId,
      action: "merchant.edit",
      subject: merchantId,
      subjectName: given.name ?? row.name,
      before: { ...before, ...(sets.length > 0 && { transmit: bySide(sets, "before") }) },
      after: { ...Object.fromEntries(columns), ...(sets.length > 0 && { transmit: bySide(sets, "after") }) },
    });
    return ok({ changed: true });
  });
}

function bySide(sets: TransmitChange[], side: "before" | "after") {
  return Object.fromEntries(sets.map((each) => [each.channel, each[side]]));
}

async function isLinked(tx: Transaction, merchantId: string): Promise<boolean> {
  const linked = await tx
    .select({ environment: flexchargeAccounts.environment })
    .from(flexchargeAccounts)
    .where(and(eq(flexchargeAccounts.merchantId, merchantId), ne(flexchargeAccounts.standing, "none")));
  return linked.length > 0;
}
