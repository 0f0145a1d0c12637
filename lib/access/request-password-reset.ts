import { and, count, eq, gt, isNull } from "drizzle-orm";
import type { Database } from "#db/client.ts";
import { invitations } from "#db/schema/onboarding.ts";
import { users } from "#db/schema/people.ts";
import type { Clock } from "#lib/kit/clock.ts";
import { randomToken, sha256 } from "#lib/kit/crypto.ts";
import { newId } from "#lib/kit/ids.ts";
import { appendMail } from "#lib/mails/append-mail.ts";
import { inScope } from "./in-scope.ts";
import { resetMail } from "./internal/invitation-mail.ts";
import { systemScope } from "./open-scope.ts";

const HOUR_MS = 60 * 60 * 1000;
/** Of one address within an hour: nobody's mailbox is flooded by somebody who knows the address. */
const MAILS_MAX = 3;

/**
 * Sends a link for a new password, when the address is somebody's. What it answers is the same for every address,
 * known or not. The old password works until the link is used.
 */
export async function requestPasswordReset(
  input: { email: string },
  around: { database?: Database; clock?: Clock } = {},
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
