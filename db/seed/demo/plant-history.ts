import { eq } from "drizzle-orm";
import { apiKeys } from "#db/schema/credentials.ts";
import { users } from "#db/schema/people.ts";
import { inScope } from "#lib/access/in-scope.ts";
import type { Scope } from "#lib/access/open-scope.ts";
import { appendEntry } from "#lib/audit/append-entry.ts";
import { fixedClock } from "#lib/kit/clock.ts";
import { getMatrix } from "#lib/switching/queries.ts";
import { ENVIRONMENTS, type Environment, PARTNER_TENANT } from "#lib/terms.ts";
import { type HistoryOrder, history } from "./history.ts";
import { ledgerHistory } from "./ledger-history.ts";
import { type MoneyHistory, moneyHistory, type PaidBack } from "./money-history.ts";
import type { PlantedMerchant } from "./plant-merchant.ts";
import { plantWebhooks } from "./plant-webhooks.ts";
import { type OpenOrder, openSandboxOrders } from "./sandbox-accounts.ts";
import { transmitHistory } from "./transmit-history.ts";
import { PEOPLE } from "./world.ts";
import {
  analyzeHistory,
  passTransmits,
  writeHistory,
  writeLedger,
  writeTables,
  writeTransmits,
} from "./write-history.ts";

const SANDBOX_STATES: Record<string, string> = {
  submitted: "SUBMITTED",
  approved: "APPROVED",
  challenge: "CHALLENGE",
};
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
  const { keyIds, finance } = await findAuthors(scope);
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
    const money = moneyHistory(orders, { seed: 4000 + index, now, by: finance });
    const ledger = ledgerHistory(orders, { seed: 2000 + index, now });
    written += (await writeHistory(ownerUrl, orders)) + ledger.approved;
    await writeTables(ownerUrl, { refunds: money.refunds });
    await writeLedger(ownerUrl, [...ledger.rows, ...money.ledger]);
    await auditRefunds(scope, money, orders);
    await writeTransmits(ownerUrl, transmitHistory(ledger.rows, { seed: 5000 + index, now, keyIds }));
    await writeWebhooks?.();
    for (const environment of ENVIRONMENTS) {
      const { mid } = merchant.flexcharge[environment];
      await openSandboxOrders(
        environment,
        orders.flatMap((told) =>
          openOrder(told, money.paidBack.get(told.order.id), { environment, mid, now }),
        ),
      );
    }
  }
  await passTransmits(ownerUrl);
  await analyzeHistory(ownerUrl);
  return written;
}

/** Whose keys the copies came with, and who paid back. */
async function findAuthors(scope: Scope) {
  return inScope(scope, async (tx) => {
    const keys = await tx
      .select({ id: apiKeys.id, environment: apiKeys.environment })
      .from(apiKeys)
      .where(eq(apiKeys.merchantId, PARTNER_TENANT));
    const people = await tx.select({ id: users.id, name: users.name, email: users.email }).from(users);
    const email = PEOPLE.find(({ role }) => role === "finance")?.email;
    const finance = people.find((person) => person.email === email);
    if (!finance) throw new Error("nobody of the demo does its finance");
    const keyOf = (wanted: Environment) => keys.find(({ environment }) => environment === wanted)?.id ?? "";
    return { finance, keyIds: { sandbox: keyOf("sandbox"), production: keyOf("production") } };
  });
}

/** A person's refund stands in the audit as any other deed. */
async function auditRefunds(scope: Scope, { refunds }: MoneyHistory, orders: readonly HistoryOrder[]) {
  const names = new Map(orders.map(({ order }) => [order.id, `Order ${order.externalId}`]));
  await inScope(scope, async (tx) => {
    for (const refund of refunds) {
      if (refund.byKind !== "user") continue;
      const actor = { kind: refund.byKind, id: refund.byId, name: refund.byName };
      const author = { actor, clock: fixedClock(refund.requestedAt as Date), requestId: scope.requestId };
      const { merchantId, orderId: subject, id: refundId, amountMinor, currency } = refund;
      await appendEntry(tx, author, {
        ...{ merchantId, subject, subjectName: names.get(subject) ?? subject, action: "order.refund" },
        after: { refundId, amountMinor, currency },
        ...(refund.reason ? { reason: refund.reason } : {}),
      });
    }
  });
}

/** What the stand-in must know of an order: what is open, may be paid back, or was. */
function openOrder(
  { order, attempts }: HistoryOrder,
  paidBack: PaidBack | undefined,
  { environment, mid, now }: { environment: Environment; mid: string; now: Date },
): OpenOrder[] {
  const state = SANDBOX_STATES[order.state];
  const key = order.flexchargeOrderId;
  const old = now.getTime() - order.receivedAt.getTime() > REFUNDABLE_DAYS * DAY_MS;
  if (!state || !key || attempts[0]?.target !== environment || (old && state !== "SUBMITTED" && !paidBack))
    return [];
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
      amountRefunded: paidBack?.refundedMinor ?? 0,
      amountChargedBack: paidBack?.chargedBackMinor ?? 0,
    },
  ];
}
