import type { AttemptState } from "#lib/terms.ts";

/**
 * The keys under which an effect is written once. An evaluate and a transmit may both tell of one authorisation:
 * each road writes it once, and reports count it by its transaction id (transmit coverage needs to see both).
 */
export const effectKeys = {
  attempt: (orderId: string, transactionId: string) => `attempt:${orderId}:${transactionId}`,
  transmit: (orderId: string, transactionId: string) => `transmit:${orderId}:${transactionId}`,
  evaluate: (orderId: string, attempt: number) => `evaluate:${orderId}:${attempt}`,
  outcome: (orderId: string, attempt: number, state: AttemptState) =>
    `outcome:${orderId}:${attempt}:${state}`,
  refund: (orderId: string, refundId: string) => `refund:${orderId}:${refundId}`,
  chargeback: (orderId: string, chargebackId: string) => `chargeback:${orderId}:${chargebackId}`,
};
