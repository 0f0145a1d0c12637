import { and, eq, isNull, lt, or } from "drizzle-orm";
import type { Transaction } from "#db/client.ts";
import { users } from "#db/schema/people.ts";
import { openSecondFactor } from "#lib/credentials/seal-second-factor.ts";
import type { Member } from "./lock-member.ts";
import { totpStepOf } from "./totp.ts";

/**
 * Whether the code is the person's and of a time step that was not used yet: taken by a conditional update, so that of
 * two who show the same code one gets in (P18).
 */
export async function takeCode(tx: Transaction, user: Member, code: string, now: Date): Promise<boolean> {
  if (!user.totpSecret) return false;
  const place = { merchantId: user.merchantId, userId: user.id };
  const step = totpStepOf(await openSecondFactor(tx, place, user.totpSecret), code.replace(/\s/g, ""), now);
  if (step === null) return false;
  const taken = await tx
    .update(users)
    .set({ totpLastStep: step })
    .where(and(eq(users.id, user.id), or(isNull(users.totpLastStep), lt(users.totpLastStep, step))))
    .returning({ id: users.id });
  return taken.length === 1;
}
