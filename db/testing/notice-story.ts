import { eq } from "drizzle-orm";
import { expect } from "vitest";
import { ledgerEvents } from "../schema/ledger.ts";
import { notices } from "../schema/notices.ts";
import { orders } from "../schema/orders.ts";
import { webhookEvents } from "../schema/webhooks.ts";
import { EVERY_TENANT, inTenant } from "../tenant.ts";
import { declinedRebill } from "./gateway-bodies.ts";
import type { World, WorldMerchant } from "./gateway-world.ts";
import { type NoticeFields, noticeBody, signedNotice } from "./signed-notice.ts";

export type ToldOrder = { id: string; externalId: string; status: unknown };

/** What tests of notices ask of a world in production: orders, notices with their fates, what was written of them. */
export function noticeStory(world: World) {
  const all = <Value>(work: Parameters<typeof inTenant<Value>>[2]) =>
    inTenant(world.database, EVERY_TENANT, work);
  const noticesOf = (id: string) =>
    all((tx) =>
      tx
        .select()
        .from(notices)
        .where(eq(notices.flexchargeOrderId, id))
        .orderBy(notices.receivedAt, notices.id),
    );
  async function evaluate(body: Record<string, unknown>, merchant = world.alpha): Promise<ToldOrder> {
    const token = await world.bearer(merchant.keys.production);
    const json = { ...body, siteUrl: `https://${merchant.host}` };
    const { orderSessionKey, status } = (await world.call("/v1/evaluate", { token, json })).body;
    return { id: String(orderSessionKey), externalId: String(body.orderId), status };
  }
  return {
    all,
    evaluate,
    noticesOf,
    async submitted() {
      const order = await evaluate(declinedRebill());
      expect(order.status).toBe("SUBMITTED");
      return order;
    },
    async orderOf({ externalId }: { externalId: string }) {
      const [order] = await all((tx) => tx.select().from(orders).where(eq(orders.externalId, externalId)));
      return order;
    },
    /** Waits until the order's notices have come to these ends, in any order: `event state CAUSE`. */
    until: (id: string, expected: string[]) =>
      expect
        .poll(
          async () => {
            const rows = await noticesOf(id);
            const fates = rows.map(({ event, state, cause }) =>
              [event, state, cause].filter(Boolean).join(" "),
            );
            return fates.toSorted();
          },
          { timeout: 25_000, interval: 100 },
        )
        .toEqual(expected.toSorted()),
    /** What the merchant's endpoints are told of the order. */
    async told({ externalId }: { externalId: string }) {
      const rows = await all((tx) =>
        tx
          .select()
          .from(webhookEvents)
          .where(eq(webhookEvents.externalOrderId, externalId))
          .orderBy(webhookEvents.id),
      );
      return rows.map(({ event, body }) => ({ event, body }));
    },
    async ledger({ externalId }: { externalId: string }) {
      const rows = await all((tx) =>
        tx
          .select()
          .from(ledgerEvents)
          .where(eq(ledgerEvents.orderId, externalId))
          .orderBy(ledgerEvents.recordedAt),
      );
      return rows.map(({ type, state, source, amountMinor }) => ({ type, state, source, amountMinor }));
    },
    /** A notice of our own making, signed as FlexCharge signs. */
    post(merchant: WorldMerchant, fields: NoticeFields) {
      const key = merchant.webhookKeys.production;
      const body = noticeBody({ IsTestMode: false, ...fields });
      const { path, init } = signedNotice({ merchantId: merchant.id, environment: "production", key }, body);
      return world.call(path, { ...init, body: new Uint8Array(init.body) });
    },
  };
}
