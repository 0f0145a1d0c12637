import type { auditEntries } from "#db/schema/audit.ts";
import { sha256 } from "#lib/kit/crypto.ts";
import { canonicalJson } from "#lib/kit/json.ts";

/** Before the first entry of a chain. */
export const CHAIN_START = "0".repeat(64);

export type HashedEntry = Omit<typeof auditEntries.$inferSelect, "hash">;

/** Of everything that an entry says, its predecessor's hash included: no field changes without it. */
export function entryHash(entry: HashedEntry): string {
  const { merchantId, sequence, at, actorKind, actorId, actorName, action, subject, subjectName } = entry;
  const { before, after, reason, requestId, previousHash } = entry;
  return sha256(
    canonicalJson({
      merchantId,
      sequence,
      at: at.toISOString(),
      actorKind,
      actorId,
      actorName,
      action,
      subject,
      subjectName,
      before,
      after,
      reason,
      requestId,
      previousHash,
    }),
  );
}
