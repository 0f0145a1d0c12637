import { and, count, eq, gt, min, sql } from "drizzle-orm";
import type { Database, Transaction } from "#db/client.ts";
import { signInAttempts, users } from "#db/schema/people.ts";
import type { Clock } from "#lib/kit/clock.ts";
import { newId } from "#lib/kit/ids.ts";
import { ok, type Result } from "#lib/kit/result.ts";
import { passwordMatches } from "./hash-password.ts";
import { inScope } from "./in-scope.ts";
import { addressHash } from "./internal/address-hash.ts";
import { openSession } from "./internal/open-session.ts";
import { systemScope } from "./open-scope.ts";

const WINDOW_MS = 15 * 60_000;
/** Failures of one e-mail from one address within the window; other addresses of that person are not touched. */
const PAIR_FAILURES_MAX = 8;
/** Failures of one address over all e-mails: one browser trying one password on many accounts. */
const ADDRESS_FAILURES_MAX = 60;

export type SignInInput = {
  email: string;
  password: string;
  /** The browser's address as the outermost trusted proxy saw it. Only its keyed hash is kept. */
  address: string;
  userAgent: string | null;
};

export type SignInRefusal =
  | { reason: "CREDENTIALS_WRONG" }
  | { reason: "TOO_MANY_ATTEMPTS"; retryAfterSeconds: number };

/**
 * Checks e-mail and password and opens a session of at most 12 h (promises.md P18). Unknown e-mail, disabled
 * person and wrong password are one answer, in the same time. Throttled per e-mail and address together, so
 * that nobody can lock another person out.
 */
export async function signIn(
  input: SignInInput,
  around: { addressKey: string; database?: Database; clock?: Clock },
): Promise<Result<{ sessionId: string }, SignInRefusal>> {
  const scope = systemScope("web", around);
  const email = input.email.trim().toLowerCase();
  const hashed = addressHash(input.address, around.addressKey);
  const now = scope.clock.now();

  // Counted as failed before the password is looked at: parallel guesses cannot slip past the count.
  const attempt = await inScope(scope, (tx) => openAttempt(tx, email, hashed, now));
  if (attempt.retryAfterSeconds !== null) {
    return { ok: false, reason: "TOO_MANY_ATTEMPTS", retryAfterSeconds: attempt.retryAfterSeconds };
  }
  const [user] = await inScope(scope, (tx) => tx.select().from(users).where(eq(users.email, email)));
  const matches = await passwordMatches(user?.passwordHash ?? null, input.password);
  if (!user || !matches || user.disabledAt) return { ok: false, reason: "CREDENTIALS_WRONG" };

  const sessionId = await inScope(scope, async (tx) => {
    await tx.update(signInAttempts).set({ succeeded: true }).where(eq(signInAttempts.id, attempt.id));
    return openSession(tx, user, { userAgent: input.userAgent, hasSecondFactor: false }, around);
  });
  return ok({ sessionId });
}

async function openAttempt(
  tx: Transaction,
  email: string,
  hashed: string,
  now: Date,
): Promise<{ id: string; retryAfterSeconds: number | null }> {
  await tx.execute(sql`SELECT pg_advisory_xact_lock(hashtextextended(${hashed}, 0))`);
  const since = new Date(now.getTime() - WINDOW_MS);
  const failed = and(
    eq(signInAttempts.addressHash, hashed),
    eq(signInAttempts.succeeded, false),
    gt(signInAttempts.at, since),
  );
  const tally = { failures: count(), oldest: min(signInAttempts.at) };
  const [pair] = await tx
    .select(tally)
    .from(signInAttempts)
    .where(and(eq(signInAttempts.email, email), failed));
  const [address] = await tx.select(tally).from(signInAttempts).where(failed);
  const id = newId("event", now.getTime());
  const full = [
    pair!.failures >= PAIR_FAILURES_MAX ? pair!.oldest : null,
    address!.failures >= ADDRESS_FAILURES_MAX ? address!.oldest : null,
  ].find((oldest) => oldest !== null);
  if (full) {
    const freeAt = full.getTime() + WINDOW_MS;
    return { id, retryAfterSeconds: Math.max(1, Math.ceil((freeAt - now.getTime()) / 1000)) };
  }
  await tx.insert(signInAttempts).values({ id, email, addressHash: hashed, succeeded: false, at: now });
  return { id, retryAfterSeconds: null };
}
