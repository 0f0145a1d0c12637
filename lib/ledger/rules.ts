import type { AttemptState } from "#lib/terms.ts";

/**
 * The keys under which an effect is written once. A transmit and an evaluate of one transaction are the same
 * attempt at the processor, so both roads make the same key; whoever comes first writes it.
 */
export const effectKeys = {
  attempt: (orderId: string, transactionId: string) => `attempt:${orderId}:${transactionId}`,
  evaluate: (orderId: string, attempt: number) => `evaluate:${orderId}:${attempt}`,
  outcome: (orderId: string, attempt: number, state: AttemptState) =>
    `outcome:${orderId}:${attempt}:${state}`,
  refund: (orderId: string, refundId: string) => `refund:${orderId}:${refundId}`,
  chargeback: (orderId: string, chargebackId: string) => `chargeback:${orderId}:${chargebackId}`,
};
