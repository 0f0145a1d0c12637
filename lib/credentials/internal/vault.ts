import { createHmac, randomBytes } from "node:crypto";
import { and, desc, eq } from "drizzle-orm";
import type { Transaction } from "#db/client.ts";
import { merchantDataKeys } from "#db/schema/credentials.ts";
import { open, seal } from "#lib/kit/crypto.ts";
import { encryptionKey, previousEncryptionKey } from "#lib/kit/env.ts";
import type { Environment } from "#lib/terms.ts";

export type SealedField = "appSecret" | "webhookKey";
/** Where a sealed value stands: it opens nowhere else (P16). An endpoint's secret carries its id, a second factor's the person's,
 * bank numbers their application's. */
export type Place = {
  merchantId: string;
  environment: Environment;
  version: number;
  field: SealedField | `endpoint/${string}` | `totp/${string}` | `application/${string}`;
};

const VERSION_BYTES = 4;
const KEY_BYTES = 32;

/**
 * Seals under the merchant's newest data key, which is made on first use and kept wrapped by the deployment's
 * key. Layout: data-key version (4 bytes), then nonce, tag, ciphertext.
 */
export async function sealSecret(tx: Transaction, place: Place, plain: string): Promise<Buffer> {
  const key = (await newestDataKey(tx, place.merchantId)) ?? (await makeDataKey(tx, place.merchantId));
  const version = Buffer.alloc(VERSION_BYTES);
  version.writeUInt32BE(key.version);
  return Buffer.concat([version, seal(key.bytes, Buffer.from(plain, "utf8"), contextOf(place))]);
}

/** Throws when the value was sealed for another place, or under another deployment's key. */
export async function openSecret(tx: Transaction, place: Place, sealed: Buffer): Promise<string> {
  const version = sealed.readUInt32BE(0);
  const [row] = await tx
    .select()
    .from(merchantDataKeys)
    .where(and(eq(merchantDataKeys.merchantId, place.merchantId), eq(merchantDataKeys.version, version)));
  if (!row) throw new Error("the data key of a sealed credential is missing");
  return open(unwrap(row), sealed.subarray(VERSION_BYTES), contextOf(place)).toString("utf8");
}

/** Equal for equal credentials of any merchant and environment; useless without the deployment's key. */
export function fingerprintOf(credentials: { mid: string; appKey: string; appSecret: string }): string {
  // A key of its own: the same key must not serve a cipher and a digest.
  const key = createHmac("sha256", encryptionKey()).update("credential fingerprint").digest();
  const { mid, appKey, appSecret } = credentials;
  return createHmac("sha256", key).update([mid, appKey, appSecret].join("\n")).digest("hex");
}

function contextOf({ merchantId, environment, field, version }: Place): string {
  return `credential|${merchantId}|${environment}|${field}|${version}`;
}

const wrapContext = (merchantId: string, version: number) => `data-key|${merchantId}|${version}`;

async function newestDataKey(tx: Transaction, merchantId: string) {
  const [row] = await tx
    .select()
    .from(merchantDataKeys)
    .where(eq(merchantDataKeys.merchantId, merchantId))
    .orderBy(desc(merchantDataKeys.version))
    .limit(1);
  return row ? { version: row.version, bytes: unwrap(row) } : null;
}

async function makeDataKey(tx: Transaction, merchantId: string, version = 1) {
  const wrappedKey = seal(encryptionKey(), randomBytes(KEY_BYTES), wrapContext(merchantId, version));
  await tx.insert(merchantDataKeys).values({ merchantId, version, wrappedKey }).onConflictDoNothing();
  // Read back: of two that make the same key at once, one is kept.
  const key = await newestDataKey(tx, merchantId);
  if (!key) throw new Error("the merchant's data key is not visible in this scope");
  return key;
}

/** From now on the tenant's secrets are sealed under a new data key; the older ones still open. */
export async function addDataKey(tx: Transaction, merchantId: string): Promise<void> {
  const newest = await newestDataKey(tx, merchantId);
  await makeDataKey(tx, merchantId, (newest?.version ?? 0) + 1);
}

/** The same secret of the same place under the newest data key. */
export async function resealSecret(tx: Transaction, place: Place, sealed: Buffer): Promise<Buffer> {
  return sealSecret(tx, place, await openSecret(tx, place, sealed));
}

/** Wraps the tenant's data keys under the deployment's key where a former one wraps them. Answers how many. */
export async function rewrapDataKeys(tx: Transaction, merchantId: string): Promise<number> {
  const rows = await tx
    .select()
    .from(merchantDataKeys)
    .where(eq(merchantDataKeys.merchantId, merchantId))
    .for("update");
  let count = 0;
  for (const row of rows) {
    if (opensWith(encryptionKey(), row)) continue;
    const wrappedKey = seal(encryptionKey(), unwrap(row), wrapContext(merchantId, row.version));
    await tx
      .update(merchantDataKeys)
      .set({ wrappedKey })
      .where(and(eq(merchantDataKeys.merchantId, merchantId), eq(merchantDataKeys.version, row.version)));
    count += 1;
  }
  return count;
}

type WrappedKey = { merchantId: string; version: number; wrappedKey: Buffer };

function opensWith(key: Buffer, { merchantId, version, wrappedKey }: WrappedKey): Buffer | null {
  try {
    return open(key, wrappedKey, wrapContext(merchantId, version));
  } catch {
    return null;
  }
}

/** While the deployment's key is rotated, the former one still opens. */
function unwrap(row: WrappedKey): Buffer {
  const former = previousEncryptionKey();
  const bytes = opensWith(encryptionKey(), row) ?? (former && opensWith(former, row));
  if (bytes) return bytes;
  throw new Error(
    "SWITCHBOARD_ENCRYPTION_KEY is not the key that this database's credentials were sealed with; is SWITCHBOARD_ENCRYPTION_KEY_PREVIOUS missing?",
  );
}
