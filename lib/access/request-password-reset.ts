import { and, count, eq, gt, isNull, sql } from "drizzle-orm";
import type { Database, Transaction } from "#db/client.ts";
import { invitations } from "#db/schema/onboarding.ts";
import { signInAttempts, users } from "#db/schema/people.ts";
import type { Clock } from "#lib/kit/clock.ts";
import { randomToken, sha256 } from "#lib/kit/crypto.ts";
import { newId } from "#lib/kit/ids.ts";
import { appendMail } from "#lib/mails/append-mail.ts";
import { inScope } from "./in-scope.ts";
import { addressHash } from "./internal/address-hash.ts";
import { resetMail } from "./internal/invitation-mail.ts";
import { systemScope } from "./open-scope.ts";

const HOUR_MS = 60 * 60 * 1000;
/** To one mailbox within an hour: nobody's is flooded by somebody who knows its address. */
const MAILS_MAX = 3;
/** Asked for from one place within an hour, to whomever: a list of members is not mailed to by one browser. */
const PLACE_MAILS_MAX = 20;
/** These rows stand beside those of sign-in, under this word in place of an e-mail, and never as failures of it. */
const SUBJECT = "reset";

/**
 * Sends a link for a new password, when the address is somebody's. What it answers is the same for every address,
 * known or not. The old password works until the link is used. Mails are limited for each mailbox and for each place
 * that asks; who is limited keeps nobody elsewhere from asking, or from signing in.
 * @param input.address the browser's as the outermost trusted proxy saw it
 */
export async function requestPasswordReset(
  input: { email: string; address: string },
  around: { addressKey: string; database?: Database; clock?: Clock },
): Promise<void> {
  const scope = systemScope("web", around);
  const email = input.email.trim().toLowerCase();
  const now = scope.clock.now();
  await inScope(scope, async (tx) => {
    const [user] = await tx
      .select()
      .from(users)
      .where(and(eq(users.email, email), isNull(users.disabledAt)))
      .for("update");
    if (!user) return;
    const [recent] = await tx
      .select({ mails: count() })
      .from(invitations)
      .where(
        and(
          eq(invitations.email, email),
          eq(invitations.purpose, "reset"),
          gt(invitations.createdAt, new Date(now.getTime() - HOUR_MS)),
        ),
      );
    if ((recent?.mails ?? 0) >= MAILS_MAX) return;
    if (await hasAskedTooOften(tx, addressHash(input.address, around.addressKey), now)) return;
    const { merchantId, name, role } = user;
    const token = randomToken(32);
    const expiresAt = new Date(now.getTime() + HOUR_MS);
    await tx.insert(invitations).values({
      merchantId,
      id: newId("invitation", now.getTime()),
      purpose: "reset",
      email,
      name,
      role,
      tokenHash: sha256(token),
      invitedById: user.id,
      invitedByName: name,
      createdAt: now,
      expiresAt,
    });
    const words = resetMail({ token, name, expiresAt });
    await appendMail(tx, { merchantId, kind: "password", toAddress: email, at: now, ...words });
  });
}

/** Notes one more, unless there were too many. The lock lets parallel requests of one place stand in line. */
async function hasAskedTooOften(tx: Transaction, hashed: string, now: Date): Promise<boolean> {
  await tx.execute(sql`SELECT pg_advisory_xact_lock(hashtextextended(${`${SUBJECT}|${hashed}`}, 0))`);
  const [asked] = await tx
    .select({ times: count() })
    .from(signInAttempts)
    .where(
      and(
        eq(signInAttempts.email, SUBJECT),
        eq(signInAttempts.addressHash, hashed),
        gt(signInAttempts.at, new Date(now.getTime() - HOUR_MS)),
      ),
    );
  if ((asked?.times ?? 0) >= PLACE_MAILS_MAX) return true;
  const id = newId("event", now.getTime());
  await tx
    .insert(signInAttempts)
    .values({ id, email: SUBJECT, addressHash: hashed, succeeded: true, at: now });
  return false;
}
