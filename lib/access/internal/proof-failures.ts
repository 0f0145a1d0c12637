import { and, count, eq, gt } from "drizzle-orm";
import type { Transaction } from "#db/client.ts";
import { signInAttempts } from "#db/schema/people.ts";
import { newId } from "#lib/kit/ids.ts";

const WINDOW_MS = 15 * 60_000;
/** Of one person's session holders within the window. Only who has the password comes this far, so nobody else is locked out. */
const FAILURES_MAX = 8;

const subjectOf = (userId: string) => `code|${userId}`;

/** Whether too many wrong codes or passwords were shown. Call it with the person's row locked: guesses stand in line. */
export async function hasTooManyFailures(tx: Transaction, userId: string, now: Date): Promise<boolean> {
  const since = new Date(now.getTime() - WINDOW_MS);
  const [row] = await tx
    .select({ failures: count() })
    .from(signInAttempts)
    .where(and(eq(signInAttempts.email, subjectOf(userId)), gt(signInAttempts.at, since)));
  return (row?.failures ?? 0) >= FAILURES_MAX;
}

export async function noteFailure(tx: Transaction, userId: string, now: Date): Promise<void> {
  const id = newId("event", now.getTime());
  await tx
    .insert(signInAttempts)
    .values({ id, email: subjectOf(userId), addressHash: "", succeeded: false, at: now });
}
