import type { AttemptState, Channel, Environment } from "#lib/terms.ts";

export const LEDGER_EVENT_TYPES = ["attempt", "evaluate", "outcome", "refund", "chargeback"] as const;
export type LedgerEventType = (typeof LEDGER_EVENT_TYPES)[number];

export const LEDGER_SOURCES = ["gateway", "transmit", "import", "notice", "poll", "person", "sync"] as const;
export type LedgerSource = (typeof LEDGER_SOURCES)[number];

/**
 * One fact that reports count (product.md §11). Amounts are minor units and never negative.
 *
 * - `attempt`: an authorisation at the merchant's processor; `transactionId`, `approvedByProcessor`, response code,
 *   attribution. Told by an evaluate and by a transmit it stands here twice and is counted once.
 * - `evaluate`: decided to send attempt n or not (`sent`, `reason`); `state` as it stood then (unknown, not_sent…).
 * - `outcome`: a new `state` of attempt n. `not_sent` takes back a `sent` that certainly never arrived.
 * - `refund`, `chargeback`: money that went back, each of its own.
 */
export type LedgerEvent = {
  merchantId: string;
  environment: Environment;
  /** A new one when absent. */
  id?: string;
  /** When it happened in the world; for an attempt the decline date of product.md §11. */
  at: Date;
  type: LedgerEventType;
  /** The checkout's own id (`orders.external_id`). */
  orderId: string;
  attempt?: number | null;
  transactionId?: string | null;
  amountMinor: number;
  currency: string;
  channel?: Channel | null;
  siteId?: string | null;
  descriptor?: string | null;
  campaignId?: string | null;
  state?: AttemptState | null;
  approvedByProcessor?: boolean | null;
  responseCode?: string | null;
  responseCodeSource?: string | null;
  reason?: string | null;
  sent?: boolean | null;
  source: LedgerSource;
  /** Unique per merchant and environment, so that a repeat writes nothing: see `effectKeys` in rules.ts. */
  effectKey: string;
};
