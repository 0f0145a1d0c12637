import { and, count, eq, gt } from "drizzle-orm";
import type { Transaction } from "#db/client.ts";
import { signInAttempts } from "#db/schema/people.ts";
import { newId } from "#lib/kit/ids.ts";

const WINDOW_MS = 15 * 60_000;
/** Of one subject within the window. */
const FAILURES_MAX = 8;

/** Wrong codes of one person: only who has the password comes so far as to be counted, so nobody else locks them out. */
export const codesOf = (userId: string) => `code|${userId}`;
/** Wrong passwords in one session: whoever guesses in a stolen one locks out that session alone. */
export const passwordsIn = (sessionId: string) => `proof|${sessionId}`;

/** Whether too many were wrong. Call it with the person's row locked: guesses stand in line. */
export async function hasTooManyFailures(tx: Transaction, subject: string, now: Date): Promise<boolean> {
  const since = new Date(now.getTime() - WINDOW_MS);
  const [row] = await tx
    .select({ failures: count() })
    .from(signInAttempts)
    .where(and(eq(signInAttempts.email, subject), gt(signInAttempts.at, since)));
  return (row?.failures ?? 0) >= FAILURES_MAX;
}

export async function noteFailure(tx: Transaction, subject: string, now: Date): Promise<void> {
  const id = newId("event", now.getTime());
  await tx.insert(signInAttempts).values({ id, email: subject, addressHash: "", succeeded: false, at: now });
}
