import { and, eq, ne } from "drizzle-orm";
import type { Transaction } from "#db/client.ts";
import { flexchargeAccounts, merchants, transmitSettings } from "#db/schema/merchants.ts";
import { inScope } from "#lib/access/in-scope.ts";
import { requirePermission, type Scope } from "#lib/access/open-scope.ts";
import { appendEntry } from "#lib/audit/append-entry.ts";
import { canonicalJson } from "#lib/kit/json.ts";
import { ok, type Result, refuse } from "#lib/kit/result.ts";
import type { Channel, TransmitSetting } from "#lib/terms.ts";
import type { MerchantRefusal } from "./errors.ts";
import { lockMerchant } from "./internal/lock-merchant.ts";
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
    const settings = await tx
      .select()
      .from(transmitSettings)
      .where(eq(transmitSettings.merchantId, merchantId));
    const kept = Object.fromEntries(settings.map(({ channel, setting }) => [channel, setting]));
    const columns = Object.entries(given).filter(
      ([field, value]) =>
        value !== undefined && canonicalJson(value) !== canonicalJson(row[field as keyof typeof row]),
    );
    const sets = Object.entries(transmit ?? {}).filter(([channel, setting]) => kept[channel] !== setting);
    if (columns.length + sets.length === 0) return ok({ changed: false });
    if (given.state === "active" && row.state !== "active" && !(await isLinked(tx, merchantId)))
      return refuse({ reason: "ACCOUNT_NOT_LINKED" });

    if (columns.length > 0)
      await tx.update(merchants).set(Object.fromEntries(columns)).where(eq(merchants.id, merchantId));
    for (const [channel, setting] of sets as [Channel, TransmitSetting][])
      await tx
        .insert(transmitSettings)
        .values({ merchantId, channel, setting })
        .onConflictDoUpdate({
          target: [transmitSettings.merchantId, transmitSettings.channel],
          set: { setting },
        });
    const before = Object.fromEntries(columns.map(([field]) => [field, row[field as keyof typeof row]]));
    await appendEntry(tx, scope, {
      merchantId,
      action: "merchant.edit",
      subject: merchantId,
      subjectName: given.name ?? row.name,
      before: { ...before, ...(sets.length > 0 && { transmit: kept }) },
      after: {
        ...Object.fromEntries(columns),
        ...(sets.length > 0 && { transmit: { ...kept, ...transmit } }),
      },
    });
    return ok({ changed: true });
  });
}

async function isLinked(tx: Transaction, merchantId: string): Promise<boolean> {
  const linked = await tx
    .select({ environment: flexchargeAccounts.environment })
    .from(flexchargeAccounts)
    .where(and(eq(flexchargeAccounts.merchantId, merchantId), ne(flexchargeAccounts.standing, "none")));
  return linked.length > 0;
}
