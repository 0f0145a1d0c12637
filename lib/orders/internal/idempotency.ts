import { and, eq, isNull, lt } from "drizzle-orm";
import type { Transaction } from "#db/client.ts";
import { idempotencyKeys } from "#db/schema/orders.ts";
import type { Environment } from "#lib/terms.ts";
import type { EvaluateAnswer } from "../schema.ts";

/** P3: the same key answers the same for 30 days, then the key is free again. */
export const IDEMPOTENCY_DAYS = 30;

export const EVALUATE = "evaluate";

export type KeyPlace = {
  merchantId: string;
  environment: Environment;
  idempotencyKey: string;
  /** Keys of different operations do not know each other (P2). */
  operation?: "evaluate" | "refund" | "capture";
};

export type KeyClaim = KeyPlace & {
  bodyHash: string;
  orderId: string;
  attempt: number;
  /** Null while the answer is under way. */
  answer: object | null;
  at: Date;
};

function at(place: KeyPlace) {
  return and(
    eq(idempotencyKeys.merchantId, place.merchantId),
    eq(idempotencyKeys.environment, place.environment),
    eq(idempotencyKeys.operation, place.operation ?? EVALUATE),
    eq(idempotencyKeys.key, place.idempotencyKey),
  );
}

/** The key's row as a first request writes it; fails when somebody has the key. */
export function newKeyRow(claim: KeyClaim): typeof idempotencyKeys.$inferInsert {
  return {
    merchantId: claim.merchantId,
    environment: claim.environment,
    operation: claim.operation ?? EVALUATE,
    key: claim.idempotencyKey,
    bodyHash: claim.bodyHash,
    orderId: claim.orderId,
    attempt: claim.attempt,
    answerStatus: claim.answer ? 200 : null,
    answer: claim.answer ? JSON.stringify(claim.answer) : null,
    createdAt: claim.at,
  };
}

/** True when the key is ours now; false when another request had it. Waits for one that is being claimed. */
export async function claimKey(tx: Transaction, claim: KeyClaim): Promise<boolean> {
  const row = newKeyRow(claim);
  const oldest = new Date(claim.at.getTime() - IDEMPOTENCY_DAYS * 24 * 60 * 60 * 1000);
  const claimed = await tx
    .insert(idempotencyKeys)
    .values(row)
    .onConflictDoUpdate({
      target: [
        idempotencyKeys.merchantId,
        idempotencyKeys.environment,
        idempotencyKeys.operation,
        idempotencyKeys.key,
      ],
      set: row,
      setWhere: lt(idempotencyKeys.createdAt, oldest),
    })
    .returning({ attempt: idempotencyKeys.attempt });
  return claimed.length === 1;
}

export type StoredKey<Answer = EvaluateAnswer> = {
  bodyHash: string;
  orderId: string;
  attempt: number;
  answer: Answer | null;
  createdAt: Date;
};

export async function readKey<Answer = EvaluateAnswer>(
  tx: Transaction,
  place: KeyPlace,
): Promise<StoredKey<Answer> | null> {
  const [row] = await tx.select().from(idempotencyKeys).where(at(place));
  return row ? { ...row, answer: row.answer ? (JSON.parse(row.answer) as Answer) : null } : null;
}

/** Writes the answer for ever, unless somebody has; answers whether it was written. */
export async function answerKey(
  tx: Transaction,
  place: KeyPlace,
  answer: { refusal?: EvaluateAnswer["refusal"] },
): Promise<boolean> {
  const written = await tx
    .update(idempotencyKeys)
    .set({ answer: JSON.stringify(answer), answerStatus: answer.refusal?.status ?? 200 })
    .where(and(at(place), isNull(idempotencyKeys.answer)))
    .returning({ attempt: idempotencyKeys.attempt });
  return written.length === 1;
}

/** Nothing was done under the key, so the same request may come again. */
export async function freeKey(tx: Transaction, place: KeyPlace): Promise<void> {
  await tx.delete(idempotencyKeys).where(and(at(place), isNull(idempotencyKeys.answer)));
}
