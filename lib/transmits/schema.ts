import { z } from "zod";
import type { Channel, Environment } from "#lib/terms.ts";
import { TRANSMIT_TROUBLE_STATES } from "#lib/terms.ts";

/** Why a copy is kept and not sent: the merchant's transmit setting of that channel (product.md §4). */
export const HELD_REASONS = ["CHANNEL_OFF", "NOT_ELIGIBLE"] as const;
export type HeldReason = (typeof HELD_REASONS)[number];

/** A copy of a processed payment, validated at the door. Amounts are minor units. */
export type NewTransmit = {
  merchantId: string;
  /** From `transmitId()`: the same for a repeat. */
  id: string;
  receivedAt: Date;
  environment: Environment;
  externalId: string;
  transactionId: string;
  channel: Channel;
  siteId: string | null;
  campaignId: string | null;
  descriptor: string | null;
  declined: boolean;
  amountMinor: number;
  currency: string;
  responseCode: string | null;
  responseCodeSource: string | null;
  processedAt: Date | null;
  heldReason: HeldReason | null;
  keyId: string;
  requestId: string;
  /** The received JSON text; it holds no card number and no CVV. */
  payload: string;
};

export const TRANSMIT_STATES = ["queued", "held", "delivered", ...TRANSMIT_TROUBLE_STATES] as const;
/** Where a copy is on its way; `held` is kept and not sent. */
export type TransmitState = (typeof TRANSMIT_STATES)[number];

/** A received body is at most 64 KiB; an edited one as well. */
const PAYLOAD_LENGTH_MAX = 64 * 1024;

export const replayTransmitInput = z.object({
  merchantId: z.string().max(64),
  transmitId: z.uuid(),
  /** An edited body as JSON text; absent: as it was. */
  payload: z.string().max(PAYLOAD_LENGTH_MAX).optional(),
});
export type ReplayTransmitInput = z.infer<typeof replayTransmitInput>;

export const replayTransmitsInput = z.object({
  environment: z.enum(["sandbox", "production"]),
  /** Absent: of every merchant that the scope reaches. */
  merchantId: z.string().max(64).optional(),
});
export type ReplayTransmitsInput = z.infer<typeof replayTransmitsInput>;
