import { randomInt } from "node:crypto";
import { and, eq, isNull } from "drizzle-orm";
import type { Transaction } from "#db/client.ts";
import { recoveryCodes } from "#db/schema/people.ts";
import { sha256 } from "#lib/kit/crypto.ts";

const CODES = 10;
/** No letters that look alike. */
const ALPHABET = "23456789abcdefghjkmnpqrstuvwxyz";
const LENGTH = 12;

type Owner = { merchantId: string; userId: string };

/** Ten new codes of 59 bits each, like `f3k9-qp7x-2mzn`; the former ones stop working. Shown this once. */
export async function makeRecoveryCodes(tx: Transaction, owner: Owner, now: Date): Promise<string[]> {
  await tx.delete(recoveryCodes).where(ofOwner(owner));
  const codes = Array.from({ length: CODES }, newCode);
  await tx
    .insert(recoveryCodes)
    .values(codes.map((code) => ({ ...owner, codeHash: hashOf(owner, code), createdAt: now })));
  return codes;
}

/** True once for each code. */
export async function takeRecoveryCode(
  tx: Transaction,
  owner: Owner,
  code: string,
  now: Date,
): Promise<boolean> {
  const used = await tx
    .update(recoveryCodes)
    .set({ usedAt: now })
    .where(and(ofOwner(owner), eq(recoveryCodes.codeHash, hashOf(owner, code)), isNull(recoveryCodes.usedAt)))
    .returning({ codeHash: recoveryCodes.codeHash });
  return used.length === 1;
}

function ofOwner({ merchantId, userId }: Owner) {
  return and(eq(recoveryCodes.merchantId, merchantId), eq(recoveryCodes.userId, userId));
}

function newCode(): string {
  const letters = Array.from({ length: LENGTH }, () => ALPHABET[randomInt(ALPHABET.length)]).join("");
  return letters.replace(/(.{4})(?=.)/g, "$1-");
}

/** Bound to the person: equal codes of two people have different hashes. */
function hashOf({ userId }: Owner, code: string): string {
  return sha256(`${userId}|${code.toLowerCase().replace(/[^a-z0-9]/g, "")}`);
}
