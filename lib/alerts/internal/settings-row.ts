import { and, asc, eq, inArray, isNull } from "drizzle-orm";
import type { Transaction } from "#db/client.ts";
import { alertSettings } from "#db/schema/alerts.ts";
import { users } from "#db/schema/people.ts";
import { rolesWith } from "#lib/access/rules.ts";
import { PARTNER_TENANT } from "#lib/terms.ts";

export type SettingsRow = typeof alertSettings.$inferSelect;

/** The partner's one row, made on first use and held until commit: whoever raises or edits waits for the other. */
export async function lockSettings(tx: Transaction, now: Date): Promise<SettingsRow> {
  await tx.insert(alertSettings).values({ merchantId: PARTNER_TENANT, updatedAt: now }).onConflictDoNothing();
  const [row] = await tx
    .select()
    .from(alertSettings)
    .where(eq(alertSettings.merchantId, PARTNER_TENANT))
    .for("update");
  if (!row) throw new Error("the alert settings are not visible in this scope");
  return row;
}

/** To whom messages go: the named addresses, else everybody who manages the partner's members. */
export async function recipientsOf(tx: Transaction, emails: readonly string[]): Promise<string[]> {
  if (emails.length > 0) return [...emails];
  const people = await tx
    .select({ email: users.email })
    .from(users)
    .where(
      and(
        eq(users.merchantId, PARTNER_TENANT),
        inArray(users.role, rolesWith("members.write")),
        isNull(users.disabledAt),
      ),
    )
    .orderBy(asc(users.email));
  return people.map(({ email }) => email);
}
