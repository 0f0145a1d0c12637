import { and, asc, eq, lte, sql } from "drizzle-orm";
import type { Database } from "#db/client.ts";
import { mails } from "#db/schema/alerts.ts";
import { EVERY_TENANT, inTenant } from "#db/tenant.ts";
import type { Clock } from "#lib/kit/clock.ts";
import { nextTryAt, withoutKeys } from "../rules.ts";
import type { Post } from "./smtp.ts";

const CLAIM_MAX = 10;
/** Longer than ten mails to a server that hangs: a claim that runs out is taken by somebody else. */
const LEASE_MS = 10 * 60_000;

/**
 * Sends what is due, once each: a mail is claimed for a while, and its fate is written only while the claim holds. A
 * crash after the server took it repeats it with the same Message-ID.
 */
export async function sendDue(
  { database, clock }: { database: Database; clock: Clock },
  post: Post,
): Promise<number> {
  const claimed = await claim(database, clock.now());
  let sent = 0;
  for (const mail of claimed) {
    const result = await post.send(mail);
    const now = clock.now();
    const fate = result.ok
      ? { sentAt: now, sendAt: null, lastError: null, body: withoutKeys(mail.body) }
      : {
          sendAt: result.isFinal ? null : nextTryAt(mail.createdAt, mail.tries, now),
          lastError: result.error,
        };
    await inTenant(database, EVERY_TENANT, (tx) =>
      tx
        .update(mails)
        .set(fate)
        .where(
          and(eq(mails.merchantId, mail.merchantId), eq(mails.id, mail.id), eq(mails.tries, mail.tries)),
        ),
    );
    if (result.ok) sent += 1;
  }
  return sent;
}

function claim(database: Database, now: Date) {
  return inTenant(database, EVERY_TENANT, async (tx) => {
    const due = tx
      .select({ merchantId: mails.merchantId, id: mails.id })
      .from(mails)
      .where(lte(mails.sendAt, now))
      .orderBy(asc(mails.sendAt))
      .limit(CLAIM_MAX)
      .for("update", { skipLocked: true })
      .as("due");
    return tx
      .update(mails)
      .set({ sendAt: new Date(now.getTime() + LEASE_MS), tries: sql`${mails.tries} + 1` })
      .from(due)
      .where(and(eq(mails.merchantId, due.merchantId), eq(mails.id, due.id)))
      .returning({
        merchantId: mails.merchantId,
        id: mails.id,
        toAddress: mails.toAddress,
        subject: mails.subject,
        body: mails.body,
        createdAt: mails.createdAt,
        tries: mails.tries,
      });
  });
}
