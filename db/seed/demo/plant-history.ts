import type { Scope } from "#lib/access/open-scope.ts";
import { getMatrix } from "#lib/switching/queries.ts";
import { ENVIRONMENTS } from "#lib/terms.ts";
import { type HistoryOrder, history } from "./history.ts";
import { ledgerHistory } from "./ledger-history.ts";
import type { PlantedMerchant } from "./plant-merchant.ts";
import { plantWebhooks } from "./plant-webhooks.ts";
import { type OpenOrder, openSandboxOrders } from "./sandbox-accounts.ts";
import { analyzeHistory, writeHistory, writeLedger } from "./write-history.ts";

const SANDBOX_STATES: Record<string, string> = { submitted: "SUBMITTED", approved: "APPROVED" };
const DAY_MS = 24 * 60 * 60 * 1000;
/** Older approvals are history only: nobody refunds them in a demo. */
const REFUNDABLE_DAYS = 30;

/** Writes each merchant's past, and puts what is still open or refundable into the stand-in FlexCharge. */
export async function plantHistory(
  scope: Scope,
  ownerUrl: string,
  merchants: PlantedMerchant[],
): Promise<number> {
  const now = scope.clock.now();
  let written = 0;
  for (const [index, merchant] of merchants.entries()) {
    const { orderPrefix, ordersPerDay } = merchant.planted;
    if (merchant.planted.observed) await (await plantWebhooks(scope, ownerUrl, merchant, [], 3000 + index))();
    if (ordersPerDay === 0) continue;
    const { partner, merchant: config } = await getMatrix(scope, merchant.id);
    const plan = { prefix: orderPrefix, perDay: ordersPerDay, seed: 1000 + index, now };
    const orders = [...history(partner, config, plan)];
    const writeWebhooks =
      index === 0 ? await plantWebhooks(scope, ownerUrl, merchant, orders, 3000 + index) : null;
    const ledger = ledgerHistory(orders, { seed: 2000 + index, now });
    written += (await writeHistory(ownerUrl, orders)) + ledger.approved;
    await writeLedger(ownerUrl, ledger.rows);
    await writeWebhooks?.();
    for (const environment of ENVIRONMENTS) {
      const { mid } = merchant.flexcharge[environment];
      await openSandboxOrders(
        environment,
        orders.flatMap((told) => openOrder(told, environment, mid, now)),
      );
    }
  }
  await analyzeHistory(ownerUrl);
  return written;
}

function openOrder(
  { order, attempts }: HistoryOrder,
  environment: string,
  mid: string,
  now: Date,
): OpenOrder[] {
  const state = SANDBOX_STATES[order.state];
  const key = order.flexchargeOrderId;
  const old = now.getTime() - order.receivedAt.getTime() > REFUNDABLE_DAYS * DAY_MS;
  if (!state || !key || attempts[0]?.target !== environment || (old && state === "APPROVED")) return [];
  return [
    {
      mid,
      orderId: order.externalId,
      orderSessionKey: key,
      amount: order.amountMinor,
      currency: order.currency,
      state,
      createdOn: order.receivedAt.toISOString(),
      expiryDateUtc: order.expiresAt?.toISOString() ?? null,
      isMIT: order.channel === "mit",
    },
  ];
}
