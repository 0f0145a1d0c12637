import { and, eq, isNull } from "drizzle-orm";
import type { Database } from "#db/client.ts";
import { users } from "#db/schema/people.ts";
import { appendEntry } from "#lib/audit/append-entry.ts";
import { sealSecondFactor } from "#lib/credentials/seal-second-factor.ts";
import type { Clock } from "#lib/kit/clock.ts";
import { StepUpError } from "#lib/kit/errors.ts";
import { ok, type Result, refuse } from "#lib/kit/result.ts";
import { inScope } from "./in-scope.ts";
import { tenantName } from "./internal/tenant-name.ts";
import { newTotpSecret, totpAddress } from "./internal/totp.ts";
import { systemScope, userScope } from "./open-scope.ts";
import { isProofFresh, type SecondFactorNeed } from "./rules.ts";

/**
 * Makes a secret for the person's authenticator app and keeps it sealed. It counts only after one code of it was
 * shown (confirm-second-factor.ts); beginning again makes another. For the person themself, whose session the door
 * has checked: the secret is shown this once. Who is in already needs a fresh proof: else a session left open would let
 * somebody else's app in, and its owner out.
 */
export async function beginSecondFactor(
  me: { userId: string; needs: SecondFactorNeed | null; provenAt: Date | null },
  around: { database?: Database; clock?: Clock } = {},
): Promise<Result<{ secret: string; address: string }, { reason: "ALREADY_ON" }>> {
  const scope = systemScope("web", around);
  if (me.needs !== "enrolment" && !isProofFresh(me.provenAt, scope.clock.now())) throw new StepUpError();
  return inScope(scope, async (tx) => {
    const [user] = await tx.select().from(users).where(eq(users.id, me.userId)).for("update");
    if (!user || user.totpEnabledAt) return refuse({ reason: "ALREADY_ON" });
    const { merchantId, id: userId, email } = user;
    const secret = newTotpSecret();
    const totpSecret = await sealSecondFactor(tx, { merchantId, userId }, secret);
    await tx
      .update(users)
      .set({ totpSecret, totpLastStep: null })
      .where(and(eq(users.id, userId), isNull(users.totpEnabledAt)));
    await appendEntry(tx, userScope(user, { ...around, requestId: scope.requestId }), {
      merchantId,
      action: "member.second_factor_secret",
      subject: userId,
      subjectName: `${user.name} (${email})`,
    });
    const home = await tenantName(tx, merchantId);
    return ok({ secret, address: totpAddress(secret, { issuer: `Switchboard ${home}`, email }) });
  });
}
