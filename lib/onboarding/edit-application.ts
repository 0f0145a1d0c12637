import { and, desc, eq } from "drizzle-orm";
import type { z } from "zod";
import type { Transaction } from "#db/client.ts";
import { applicationEvents, applications } from "#db/schema/onboarding.ts";
import { inScope } from "#lib/access/in-scope.ts";
import { requirePermission, type Scope } from "#lib/access/open-scope.ts";
import { appendEntry } from "#lib/audit/append-entry.ts";
import { merchantName } from "#lib/credentials/queries.ts";
import { type BankNumbers, sealBankNumbers } from "#lib/credentials/seal-bank-numbers.ts";
import { canonicalJson } from "#lib/kit/json.ts";
import { ok, type Result, refuse } from "#lib/kit/result.ts";
import type { RefusalOf } from "./errors.ts";
import {
  type ApplicationRow,
  appendEvent,
  bankOf,
  detailsOf,
  lockApplication,
  placed,
  requestOf,
} from "./internal/application-row.ts";
import { openFields } from "./rules.ts";
import {
  type ApplicationDetails,
  editApplicationInput,
  type Field,
  readFields,
  SEALED_FIELDS,
} from "./schema.ts";

/**
 * Keeps what was typed, field by field: the page saves by itself. What cannot stand comes back in `problems` with a
 * sentence each and is not kept; the rest is. Only in a draft, or the fields that FlexCharge asked for. An edit of an
 * older version is refused. Needs `applications.write`. Throws NotFoundError, PermissionError.
 */
export async function editApplication(
  scope: Scope,
  input: z.input<typeof editApplicationInput>,
): Promise<
  Result<
    { version: number; savedAt: string; changed: boolean; problems: Record<string, string> },
    RefusalOf<"WRONG_STATE" | "NOT_ASKED" | "VERSION_CONFLICT">
  >
> {
  requirePermission(scope, "applications.write");
  const { version, values: given, ...place } = editApplicationInput.parse(input);
  const { values, problems } = readFields(given);
  return inScope(scope, async (tx) => {
    const row = await lockApplication(tx, place);
    const open = openFields(row.state, requestOf(row));
    if (open.length === 0) return refuse({ reason: "WRONG_STATE", state: row.state });
    const closed = Object.keys(given).filter((name) => !open.includes(name as Field));
    if (closed.some((name) => !(name in problems))) return refuse({ reason: "NOT_ASKED", fields: closed });
    if (row.version !== version) return { ok: false as const, ...(await conflictOf(tx, row)) };

    const details = detailsOf(row);
    const bank = await bankOf(tx, row);
    const next = { details: { ...details }, bank: { ...bank } };
    for (const [name, value] of Object.entries(values)) putField(next, name as Field, value);
    const changed = changedFields({ details, bank }, next);
    const at = scope.clock.now();
    if (changed.length === 0)
      return ok({ version, savedAt: row.updatedAt.toISOString(), changed: false, problems });

    const sealed = changed.some((name) => SEALED_FIELDS.some((one) => one === name));
    const sealPlace = { ...place, environment: row.environment };
    await tx
      .update(applications)
      .set({
        details: JSON.stringify({
          ...next.details,
          sealed: SEALED_FIELDS.filter((name) => next.bank[name] !== undefined),
        }),
        version: version + 1,
        updatedAt: at,
        ...(sealed && {
          bank: await sealBankNumbers(tx, sealPlace, next.bank),
          bankLast4: next.bank.accountNumber?.slice(-4) ?? null,
        }),
      })
      .where(placed(place));
    await appendEvent(tx, scope, row, "edited", { fields: changed, version: version + 1 });
    await appendEntry(tx, scope, {
      merchantId: row.merchantId,
      action: "application.edit",
      subject: row.id,
      subjectName: `${await merchantName(tx, row.merchantId)}, ${row.environment} application`,
      before: shown(details, bank, changed),
      after: shown(next.details, next.bank, changed),
    });
    return ok({ version: version + 1, savedAt: at.toISOString(), changed: true, problems });
  });
}

type Kept = { details: ApplicationDetails; bank: BankNumbers };

function putField({ details, bank }: Kept, name: Field, value: unknown): void {
  const holder = (SEALED_FIELDS.some((one) => one === name) ? bank : details) as Record<string, unknown>;
  if (value === "") delete holder[name];
  else holder[name] = value;
}

function changedFields(before: Kept, after: Kept): string[] {
  const [old, now] = [before, after].map(({ details, bank }) => ({ ...details, ...bank }) as object) as [
    Record<string, unknown>,
    Record<string, unknown>,
  ];
  const names = new Set([...Object.keys(old), ...Object.keys(now)]);
  return [...names].filter((name) => canonicalJson(old[name] ?? null) !== canonicalJson(now[name] ?? null));
}

/** For the audit: the bank's numbers and the tax id, which may be a person's, by their last four. */
function shown(details: ApplicationDetails, bank: BankNumbers, fields: readonly string[]) {
  const all: Record<string, unknown> = { ...details };
  for (const name of SEALED_FIELDS) if (bank[name]) all[name] = `••${bank[name].slice(-4)}`;
  if (details.taxId) all.taxId = `••${details.taxId.slice(-4)}`;
  return Object.fromEntries(fields.map((name) => [name, all[name] ?? null]));
}

async function conflictOf(tx: Transaction, row: ApplicationRow): Promise<RefusalOf<"VERSION_CONFLICT">> {
  const [last] = await tx
    .select({ byName: applicationEvents.byName, at: applicationEvents.at })
    .from(applicationEvents)
    .where(and(eq(applicationEvents.merchantId, row.merchantId), eq(applicationEvents.applicationId, row.id)))
    .orderBy(desc(applicationEvents.at))
    .limit(1);
  return {
    reason: "VERSION_CONFLICT",
    version: row.version,
    byName: last?.byName ?? "Somebody",
    at: (last?.at ?? row.updatedAt).toISOString(),
  };
}
