import type { Database, Transaction } from "#db/client.ts";
import { sessions } from "#db/schema/people.ts";
import { appendEntry } from "#lib/audit/append-entry.ts";
import { type Clock, systemClock } from "#lib/kit/clock.ts";
import { newId } from "#lib/kit/ids.ts";
import { userScope } from "../open-scope.ts";
import type { Member } from "./lock-member.ts";

const ABSOLUTE_MS = 12 * 3_600_000;

/** A new session of at most 12 h for somebody who has just shown who they are, with its entry in the audit. */
export async function openSession(
  tx: Transaction,
  user: Member,
  shown: { userAgent: string | null; hasSecondFactor: boolean },
  around: { database?: Database; clock?: Clock },
): Promise<string> {
  const now = (around.clock ?? systemClock).now();
  const id = newId("session", now.getTime());
  await tx.insert(sessions).values({
    id,
    userId: user.id,
    createdAt: now,
    lastSeenAt: now,
    provenAt: now,
    secondFactorAt: shown.hasSecondFactor ? now : null,
    expiresAt: new Date(now.getTime() + ABSOLUTE_MS),
    userAgent: shown.userAgent?.slice(0, 300) ?? null,
  });
  await appendEntry(tx, userScope(user, around), {
    merchantId: user.merchantId,
    action: "session.open",
    subject: user.id,
    subjectName: user.name,
  });
  return id;
}
