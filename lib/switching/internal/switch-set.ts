import { desc, eq, sql } from "drizzle-orm";
import type { Transaction } from "#db/client.ts";
import { merchants } from "#db/schema/merchants.ts";
import { campaigns, sites } from "#db/schema/sites.ts";
import { switchChanges, switchSets } from "#db/schema/switching.ts";
import { NotFoundError } from "#lib/kit/errors.ts";
import type { SwitchScope } from "#lib/terms.ts";
import type { SetBy, SwitchChange } from "../schema.ts";

/** The merchant that a scope's id belongs to. NotFoundError for what the tenant does not reach. */
export async function ownerOf(
  tx: Transaction,
  scope: SwitchScope,
  id: string,
  merchantId?: string,
): Promise<string> {
  const [found] =
    scope === "merchant"
      ? await tx.select({ owner: merchants.id }).from(merchants).where(eq(merchants.id, id))
      : scope === "site"
        ? await tx.select({ owner: sites.merchantId }).from(sites).where(eq(sites.id, id))
        : await tx.select({ owner: campaigns.merchantId }).from(campaigns).where(eq(campaigns.id, id));
  if (!found || (merchantId !== undefined && found.owner !== merchantId))
    throw new NotFoundError({ merchant: "Merchant", site: "Site", campaign: "Campaign" }[scope]);
  return found.owner;
}

/** Takes the set for this transaction: changes of one merchant follow each other. Returns its number. */
export async function lockSwitchSet(tx: Transaction, merchantId: string): Promise<number> {
  await tx.insert(switchSets).values({ merchantId, version: 0 }).onConflictDoNothing();
  const [set] = await tx.select().from(switchSets).where(eq(switchSets.merchantId, merchantId)).for("update");
  if (!set) throw new Error(`the switch set of ${merchantId} is not visible in this scope`);
  return set.version;
}

type Line = Omit<SwitchChange, "setBy"> & { setBy: Omit<SetBy, "version"> };

/** Writes one line of history under the set's next number, which it returns. */
export function appendChange(tx: Transaction, merchantId: string, change: Line): Promise<number> {
  return appendChanges(tx, merchantId, [change]);
}

/** Several lines, each under a number of its own, in their order. Answers the last. Not empty. */
export async function appendChanges(
  tx: Transaction,
  merchantId: string,
  changes: readonly Line[],
): Promise<number> {
  const [set] = await tx
    .update(switchSets)
    .set({ version: sql`${switchSets.version} + ${changes.length}` })
    .where(eq(switchSets.merchantId, merchantId))
    .returning();
  const last = set!.version;
  await tx.insert(switchChanges).values(
    changes.map(({ setBy, ...line }, index) => ({
      ...line,
      merchantId,
      version: last - changes.length + 1 + index,
      reason: setBy.reason,
      setById: setBy.id,
      setByName: setBy.name,
      setAt: new Date(setBy.at),
    })),
  );
  return last;
}

/** Who changed the set last. */
export async function lastChange(tx: Transaction, merchantId: string): Promise<SetBy | null> {
  const [row] = await tx
    .select()
    .from(switchChanges)
    .where(eq(switchChanges.merchantId, merchantId))
    .orderBy(desc(switchChanges.version))
    .limit(1);
  if (!row) return null;
  const { setById, setByName, setAt, reason, version } = row;
  return { id: setById, name: setByName, at: setAt.toISOString(), reason, version };
}
