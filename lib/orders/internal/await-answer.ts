import { setTimeout as pause } from "node:timers/promises";
import { and, eq } from "drizzle-orm";
import type { Transaction } from "#db/client.ts";
import { attempts, orders } from "#db/schema/orders.ts";
import { inScope } from "#lib/access/in-scope.ts";
import type { Scope } from "#lib/access/open-scope.ts";
import type { EvaluateAnswer } from "../schema.ts";
import { answerKey, type KeyPlace, readKey, type StoredKey } from "./idempotency.ts";

/** Longer than any evaluate takes: whoever began this one is gone. */
const ABANDONED_AFTER_MS = 9_000;
const LOOK_AGAIN_MS = 25;
const LOOK_AGAIN_MS_MAX = 200;

export type AwaitedAnswer =
  | { kind: "answer"; answer: EvaluateAnswer }
  | { kind: "other_body" }
  | { kind: "gone" };

/**
 * The answer of the request that holds the key, perhaps in another process, as soon as it has one. When its holder
 * died, or `msLeft` is over, the answer becomes "not known" for ever, so that every repeat is told the same.
 */
export async function awaitAnswer(
  scope: Scope,
  key: KeyPlace & { bodyHash: string },
  msLeft: () => number,
): Promise<AwaitedAnswer> {
  for (let wait = LOOK_AGAIN_MS; ; wait = Math.min(wait * 1.5, LOOK_AGAIN_MS_MAX)) {
    const seen = await inScope(scope, async (tx): Promise<AwaitedAnswer | null> => {
      const stored = await readKey(tx, key);
      if (!stored) return { kind: "gone" };
      if (stored.bodyHash !== key.bodyHash) return { kind: "other_body" };
      if (stored.answer) return { kind: "answer", answer: stored.answer };
      const age = scope.clock.now().getTime() - stored.createdAt.getTime();
      if (age < ABANDONED_AFTER_MS && msLeft() > wait) return null;
      const answer = await notKnown(tx, scope, key.merchantId, stored);
      // Lost the race against the holder: look again, its answer is there.
      return (await answerKey(tx, key, answer)) ? { kind: "answer", answer } : null;
    });
    if (seen) return seen;
    await pause(wait);
  }
}

async function notKnown(
  tx: Transaction,
  scope: Scope,
  merchantId: string,
  stored: StoredKey,
): Promise<EvaluateAnswer> {
  const [row] = await tx
    .select({
      orderId: attempts.orderId,
      ours: orders.sessionKey,
      theirs: attempts.flexchargeOrderId,
      channel: attempts.channel,
      mode: attempts.mode,
    })
    .from(attempts)
    .innerJoin(orders, and(eq(orders.merchantId, attempts.merchantId), eq(orders.id, attempts.orderId)))
    .where(
      and(
        eq(attempts.merchantId, merchantId),
        eq(attempts.orderId, stored.orderId),
        eq(attempts.number, stored.attempt),
      ),
    );
  if (!row) throw new Error("a key points to an attempt that does not exist");
  return {
    orderId: row.orderId,
    sessionKey: row.theirs ?? row.ours,
    state: "unknown",
    sent: true,
    reason: "UPSTREAM_TIMEOUT",
    channel: row.channel,
    mode: row.mode,
    senseKey: null,
    requestId: scope.requestId,
    refusal: null,
  };
}
