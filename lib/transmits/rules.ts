import { hash } from "node:crypto";
import type { Environment, TransmitSetting } from "#lib/terms.ts";
import type { HeldReason } from "./schema.ts";

const HOUR_MS = 60 * 60 * 1000;
/** Without credentials a copy waits a day (product.md §4). */
export const WAITING_MS_MAX = 24 * HOUR_MS;
/** An upstream that is away longer than this is somebody's task, not a queue's. */
export const RETRYING_MS_MAX = 72 * HOUR_MS;
/** Well below the 60 s within which a copy must follow upstream's recovery (P1). */
const BACK_OFF_MS_MAX = 20_000;

/**
 * The id of a copy: a GUID (RFC 9562, version 8) made from merchant, environment, order and transaction, so that a
 * repeat is told the same id without a look at the database (docs/decisions/0007).
 */
export function transmitId(of: {
  merchantId: string;
  environment: Environment;
  externalId: string;
  transactionId: string;
}): string {
  const name = JSON.stringify([of.merchantId, of.environment, of.externalId, of.transactionId]);
  const digest = hash("sha256", name);
  const variant = "89ab"[Number.parseInt(digest[16]!, 16) % 4];
  const tail = `${digest.slice(13, 16)}-${variant}${digest.slice(17, 20)}-${digest.slice(20, 32)}`;
  return `${digest.slice(0, 8)}-${digest.slice(8, 12)}-8${tail}`;
}

/** Whether the merchant's setting keeps the copy from being sent, and why. */
export function heldBy(setting: TransmitSetting, declined: boolean): HeldReason | null {
  if (setting === "off") return "CHANNEL_OFF";
  return setting === "approved_only" && declined ? "NOT_ELIGIBLE" : null;
}

/**
 * How long until the next try: doubling from a second to 20 seconds, half of it by chance, so that an account's
 * copies do not come back all at once. `chance` is in [0, 1).
 */
export function backOffMs(attempts: number, chance: number): number {
  const full = Math.min(BACK_OFF_MS_MAX, 1000 * 2 ** Math.min(attempts, 10));
  return Math.round(full / 2 + (full / 2) * chance);
}
