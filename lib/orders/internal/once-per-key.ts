import { setTimeout as pause } from "node:timers/promises";
import type { Transaction } from "#db/client.ts";
import { inScope } from "#lib/access/in-scope.ts";
import type { Scope } from "#lib/access/open-scope.ts";
import { sha256 } from "#lib/kit/crypto.ts";
import { canonicalJson } from "#lib/kit/json.ts";
import { answerKey, claimKey, freeKey, type KeyPlace, readKey } from "./idempotency.ts";

/** Longer than the call itself may take: whoever held the key is gone. */
const ABANDONED_AFTER_MS = 15_000;
const WAIT_MS_MAX = 12_000;
const LOOK_AGAIN_MS = 50;

export type KeyRefusal =
  /** The key was used with another body. */
  | { reason: "IDEMPOTENCY_CONFLICT" }
  /** The first request with this key is still under way. */
  | { reason: "UNKNOWN" };

/** A key that a caller gave, or none: then every call is a new one. */
export type CallKey = {
  claim(tx: Transaction, orderId: string, attempt: number): Promise<boolean>;
  /** What every repeat is told; in the transaction that makes it true. */
  answer(tx: Transaction, outcome: object): Promise<void>;
  /** Nothing was done, so the key is free again. */
  free(tx: Transaction): Promise<void>;
};

export function callKey(scope: Scope, place: KeyPlace | null, body: unknown): CallKey {
  return {
    claim: async (tx, orderId, attempt) => {
      if (!place) return true;
      const bodyHash = sha256(canonicalJson(body));
      return claimKey(tx, { ...place, bodyHash, orderId, attempt, answer: null, at: scope.clock.now() });
    },
    answer: async (tx, outcome) => {
      if (place) await answerKey(tx, place, outcome);
    },
    free: async (tx) => {
      if (place) await freeKey(tx, place);
    },
  };
}

/**
 * What the request that holds the key was told, as soon as it was. When its holder died, `abandoned` says what is
 * known now, and that is then the answer for ever.
 */
export async function awaitOutcome<Outcome extends object>(
  scope: Scope,
  place: KeyPlace,
  body: unknown,
  abandoned: (tx: Transaction) => Promise<Outcome>,
): Promise<Outcome | ({ ok: false } & KeyRefusal)> {
  const bodyHash = sha256(canonicalJson(body));
  const startedAt = performance.now();
  for (;;) {
    const seen = await inScope(scope, async (tx) => {
      const stored = await readKey<Outcome>(tx, place);
      if (!stored) return { ok: false as const, reason: "UNKNOWN" as const };
      if (stored.bodyHash !== bodyHash)
        return { ok: false as const, reason: "IDEMPOTENCY_CONFLICT" as const };
      if (stored.answer) return stored.answer;
      if (scope.clock.now().getTime() - stored.createdAt.getTime() < ABANDONED_AFTER_MS) return null;
      const outcome = await abandoned(tx);
      return (await answerKey(tx, place, outcome)) ? outcome : null;
    });
    if (seen) return seen;
    if (performance.now() - startedAt > WAIT_MS_MAX) return { ok: false, reason: "UNKNOWN" };
    await pause(LOOK_AGAIN_MS);
  }
}
