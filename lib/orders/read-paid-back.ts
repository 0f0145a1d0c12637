import type { Session } from "#lib/flexcharge/schema.ts";
import type { Environment } from "#lib/terms.ts";
import { minorOf } from "./internal/minor-of.ts";
import { readCall } from "./internal/read-call.ts";
import type { OrderTools } from "./open-order-tools.ts";

const DEADLINE_MS = 5_000;

/** In all, in minor units; null where FlexCharge does not say. */
export type PaidBack = { refundedMinor: number | null; chargedBackMinor: number | null };

/**
 * What FlexCharge says of the money of one order that went back, by GET /orders/{id} (API sheet §2.5: the fields are
 * inferred and may be absent). Null: no answer.
 */
export async function readPaidBack(
  tools: OrderTools,
  account: { merchantId: string; environment: Environment },
  flexchargeOrderId: string,
): Promise<PaidBack | null> {
  const session: Session | null = await tools.openSession(account.merchantId, account.environment);
  if (!session) return null;
  const asked = { orderId: flexchargeOrderId };
  const heard = readCall(await tools.flexcharge.getOrder(session, asked, { deadlineMs: DEADLINE_MS }));
  if (heard.kind !== "answer") {
    if (heard.kind === "not_accepted" && heard.unauthorized) {
      await tools.onCredentialsRefused(session, heard.unauthorized);
    }
    return null;
  }
  const { amountRefunded, amountChargedBack } = heard.body;
  return { refundedMinor: minorOf(amountRefunded), chargedBackMinor: minorOf(amountChargedBack) };
}
