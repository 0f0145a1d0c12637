import { and, eq, isNotNull, lte, sql } from "drizzle-orm";
import { applications } from "#db/schema/onboarding.ts";
import { inScope } from "#lib/access/in-scope.ts";
import type { Scope } from "#lib/access/open-scope.ts";
import { type ApplicationPlace, type ApplicationRow, placed } from "./application-row.ts";
import { backOff } from "./poll-pace.ts";

/** Longer than any one call; renewed before each upload. */
const LEASE_MS = 60_000;

/** Takes a due application for one program: null when it is not due, or another has it. */
export function claimApplication(scope: Scope, place: ApplicationPlace): Promise<ApplicationRow | null> {
  const now = scope.clock.now();
  return inScope(scope, async (tx) => {
    const [row] = await tx
      .update(applications)
      .set({ pollAt: new Date(now.getTime() + LEASE_MS), pollTries: sql`${applications.pollTries} + 1` })
      .where(and(placed(place), isNotNull(applications.pollAt), lte(applications.pollAt, now)))
      .returning();
    return row ?? null;
  });
}

/** Writes while the lease still is ours; false when somebody else took over or the row moved on. */
export function writeClaimed(
  scope: Scope,
  row: ApplicationRow,
  changes: Partial<ApplicationRow>,
): Promise<boolean> {
  return inScope(scope, async (tx) => {
    const written = await tx
      .update(applications)
      .set(changes)
      .where(
        and(
          eq(applications.merchantId, row.merchantId),
          eq(applications.id, row.id),
          eq(applications.pollTries, row.pollTries),
          eq(applications.state, row.state),
        ),
      )
      .returning({ id: applications.id });
    return written.length > 0;
  });
}

export function renewClaim(scope: Scope, row: ApplicationRow): Promise<boolean> {
  return writeClaimed(scope, row, { pollAt: new Date(scope.clock.now().getTime() + LEASE_MS) });
}

/** No certain answer: tried again later, with its cause to be read meanwhile. */
export async function putOff(scope: Scope, row: ApplicationRow, cause: string): Promise<void> {
  await writeClaimed(scope, row, { pollAt: backOff(row.pollTries, scope.clock.now()), cause });
}
