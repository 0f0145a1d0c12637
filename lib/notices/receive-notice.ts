import { and, eq } from "drizzle-orm";
import type { Transaction } from "#db/client.ts";
import { notices } from "#db/schema/notices.ts";
import { insertInto } from "#db/statement.ts";
import { inOneTrip, inScope } from "#lib/access/in-scope.ts";
import type { Scope } from "#lib/access/open-scope.ts";
import { newId } from "#lib/kit/ids.ts";
import { ok, type Result, refuse } from "#lib/kit/result.ts";
import { schedulePoll } from "#lib/orders/schedule-poll.ts";
import { maskBody } from "./internal/mask-body.ts";
import { readApplication } from "./internal/read-application.ts";
import { kindOf, readFacts } from "./rules.ts";
import type { VerifiedNotice } from "./schema.ts";

export type Receipt = Result<
  /** `again`: these bytes with this nonce were here before, and nothing new came of them. */
  { again: boolean },
  { reason: "STALE" | "NONCE_REUSED" }
>;

/**
 * Keeps a verified notice, durably, in one insert and one round trip; what it means is found out afterwards
 * (process-notices.ts). The database settles what came before: a nonce is known for ever (P11).
 */
export async function receiveNotice(scope: Scope, notice: VerifiedNotice): Promise<Receipt> {
  if (!notice.stale) {
    const onConflict = "ON CONFLICT DO NOTHING RETURNING id";
    const insert = insertInto(notices, [rowOf(notice)], { onConflict });
    const kept = await inOneTrip(scope, { kept: insert }, "SELECT id FROM kept");
    if (kept.length > 0) return ok({ again: false });
  }
  return inScope(scope, (tx) => receiveAgain(tx, scope, notice));
}

/** Seen before: acknowledged, however old. A stale one that was not is not believed, but its order is asked about. */
async function receiveAgain(tx: Transaction, scope: Scope, notice: VerifiedNotice): Promise<Receipt> {
  const { merchantId, environment, nonce, contentHash, facts } = notice;
  const [seen] = await tx
    .select({ contentHash: notices.contentHash })
    .from(notices)
    .where(
      and(eq(notices.merchantId, merchantId), eq(notices.environment, environment), eq(notices.nonce, nonce)),
    );
  if (seen) {
    return seen.contentHash === contentHash ? ok({ again: true }) : refuse({ reason: "NONCE_REUSED" });
  }
  const { flexchargeOrderId, externalOrderId } = facts;
  const heard = { merchantId, environment, flexchargeOrderId, externalOrderId };
  await schedulePoll(tx, heard, scope.clock.now());
  return refuse({ reason: "STALE" });
}

/** An application's notices name no order: they take their turns, and are known again, by the application's id. */
function applicationIdOf(event: string | null, text: string): string | null {
  return kindOf(event).kind === "application" ? (readApplication(text)?.upstreamId ?? null) : null;
}

function rowOf(notice: VerifiedNotice): typeof notices.$inferInsert {
  const { merchantId, environment, receivedAt } = notice;
  const kept = maskBody(notice.text);
  const facts = kept.masked ? readFacts(kept.text) : notice.facts;
  return {
    merchantId,
    id: newId("notice", receivedAt.getTime()),
    environment,
    receivedAt,
    body: kept.masked ? Buffer.from(kept.text) : notice.body,
    masked: kept.masked,
    headers: JSON.stringify(notice.headers),
    nonce: notice.nonce,
    contentHash: notice.contentHash,
    keyVersion: notice.keyVersion,
    event: facts.event,
    flexchargeOrderId: facts.flexchargeOrderId ?? applicationIdOf(facts.event, kept.text),
    externalOrderId: facts.externalOrderId,
    timeStamp: facts.timeStamp,
    resent: facts.resent,
    state: "received",
    processAt: receivedAt,
  };
}
