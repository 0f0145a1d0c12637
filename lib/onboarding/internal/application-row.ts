import { and, desc, eq } from "drizzle-orm";
import type { Transaction } from "#db/client.ts";
import { applicationEvents, applications } from "#db/schema/onboarding.ts";
import type { Scope } from "#lib/access/open-scope.ts";
import { type BankNumbers, openBankNumbers } from "#lib/credentials/seal-bank-numbers.ts";
import { NotFoundError } from "#lib/kit/errors.ts";
import { newId } from "#lib/kit/ids.ts";
import type { Environment } from "#lib/terms.ts";
import type { ApplicationDetails, InfoRequest } from "../schema.ts";

export type ApplicationRow = typeof applications.$inferSelect;
export type ApplicationPlace = { merchantId: string; applicationId: string };

export function placed({ merchantId, applicationId }: ApplicationPlace) {
  return and(eq(applications.merchantId, merchantId), eq(applications.id, applicationId));
}

/** The row under its lock. Throws NotFoundError, also for another tenant's. */
export async function lockApplication(tx: Transaction, place: ApplicationPlace): Promise<ApplicationRow> {
  const [row] = await tx.select().from(applications).where(placed(place)).for("update");
  if (!row) throw new NotFoundError("Application");
  return row;
}

/** The newest of a merchant in an environment: the open one, or the last that was closed. */
export async function newestApplication(
  tx: Transaction,
  merchantId: string,
  environment: Environment,
): Promise<ApplicationRow | null> {
  const [row] = await tx
    .select()
    .from(applications)
    .where(and(eq(applications.merchantId, merchantId), eq(applications.environment, environment)))
    .orderBy(desc(applications.createdAt), desc(applications.id))
    .limit(1);
  return row ?? null;
}

export function detailsOf(row: ApplicationRow): ApplicationDetails {
  return JSON.parse(row.details);
}

export function requestOf(row: ApplicationRow): InfoRequest | null {
  return row.infoRequest === null ? null : JSON.parse(row.infoRequest);
}

export async function bankOf(tx: Transaction, row: ApplicationRow): Promise<BankNumbers> {
  if (!row.bank) return {};
  const { merchantId, environment, id } = row;
  return openBankNumbers(tx, { merchantId, environment, applicationId: id }, row.bank);
}

/** One line of the application's history. */
export async function appendEvent(
  tx: Transaction,
  scope: Scope,
  row: Pick<ApplicationRow, "merchantId" | "id">,
  type: string,
  data: unknown = {},
): Promise<void> {
  const at = scope.clock.now();
  await tx.insert(applicationEvents).values({
    merchantId: row.merchantId,
    applicationId: row.id,
    id: newId("event", at.getTime()),
    at,
    type,
    byName: scope.actor.name,
    data: JSON.stringify(data),
  });
}
