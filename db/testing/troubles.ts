import { randomUUID } from "node:crypto";
import type { Transaction } from "#db/client.ts";
import { inScope } from "#lib/access/in-scope.ts";
import type { Scope } from "#lib/access/open-scope.ts";
import type { AttemptState, Environment } from "#lib/terms.ts";
import { credentialSets } from "../schema/credentials.ts";
import { noticeRejections } from "../schema/notices.ts";
import { attempts, orders } from "../schema/orders.ts";
import { streams, transmitRetries, transmits } from "../schema/transmits.ts";
import { deliveries, webhookEndpoints, webhookEvents } from "../schema/webhooks.ts";

type Place = { merchantId: string; siteId: string | null; environment?: Environment };

/** Rows as they stand when something went wrong, written as they are: for tests of what looks at them. */
export function plantTroubles(scope: Scope, place: Place, now: Date) {
  const { merchantId } = place;
  const environment = place.environment ?? "production";
  const ago = (minutes: number) => new Date(now.getTime() - minutes * 60_000);
  const write = <Value>(work: (tx: Transaction) => Promise<Value>) => inScope(scope, work);
  const next = (prefix: string) => `${prefix}_${randomUUID()}`;

  async function order(
    of: Partial<typeof orders.$inferInsert> & { state: AttemptState; minutesAgo: number },
    attempt: Partial<typeof attempts.$inferInsert> = {},
  ): Promise<string> {
    const { minutesAgo, ...over } = of;
    const id = next("ord");
    const at = ago(minutesAgo);
    const shared = {
      ...{ merchantId, sent: true, channel: "cit_website" as const, amountMinor: 1000, currency: "USD" },
      ...{ transactionId: id, state: of.state },
    };
    await write(async (tx) => {
      await tx.insert(orders).values({
        ...{ ...shared, id, environment, externalId: id, sessionKey: randomUUID(), channelSource: "default" },
        ...{ siteId: place.siteId, declinedAt: at, declinedAtGiven: true, receivedAt: at, updatedAt: at },
        ...{ responseCode: "51", responseCodeSource: "processor" },
        ...over,
      });
      await tx.insert(attempts).values({
        ...{ ...shared, ...over, id: undefined, environment: undefined, orderId: id, number: 1 },
        ...{ switchVersion: 1, trace: "{}", upstreamKey: randomUUID(), begunAt: at, answeredAt: at },
        ...attempt,
      });
    });
    return id;
  }

  return {
    order,
    lateApproval: (minutesAgo: number, over: { amountMinor?: number; currency?: string } = {}) =>
      order({ state: "late_approval", minutesAgo, ...over }),
    rebill: (minutesAgo: number, expiresInDays: number) =>
      order({
        ...{ state: "submitted", minutesAgo, channel: "mit" },
        expiresAt: new Date(now.getTime() + expiresInDays * 86_400_000),
      }),
    gap: (minutesAgo: number, over: Partial<typeof attempts.$inferInsert> = {}) =>
      order({ state: "approved", minutesAgo }, { endedBy: "poll", ...over }),
    copy: (state: "dead" | "retrying", minutesAgo: number) =>
      write((tx) =>
        tx.insert(transmitRetries).values({
          ...{ merchantId, transmitId: randomUUID(), environment, externalId: next("copy"), state },
          ...{ receivedAt: ago(minutesAgo), failedAt: ago(minutesAgo), nextAt: now, attempts: 3 },
          lastError: "refused with 400",
        }),
      ),
    async endpoint(over: Partial<typeof webhookEndpoints.$inferInsert> = {}): Promise<string> {
      const id = next("whe");
      await write((tx) =>
        tx.insert(webhookEndpoints).values({
          ...{ merchantId, id, environment, url: `https://hooks.example/${id}`, stateAt: ago(60) },
          ...{ createdAt: ago(600), createdByName: "Priya" },
          ...over,
        }),
      );
      return id;
    },
    async delivery(endpointId: string, state: "dead" | "pending" | "delivered", minutesAgo: number) {
      const eventId = next("msg");
      const at = ago(minutesAgo);
      await write(async (tx) => {
        await tx.insert(webhookEvents).values({
          ...{ merchantId, id: eventId, environment, event: "order.completed", body: "{}", source: "notice" },
          ...{ occurredAt: at, createdAt: at, effectKey: eventId },
        });
        await tx.insert(deliveries).values({
          ...{
            merchantId,
            id: next("dlv"),
            environment,
            endpointId,
            eventId,
            event: "order.completed",
            state,
          },
          ...{ createdAt: at, lastAt: at },
        });
      });
    },
    rejections: (count: number, minutesAgo: number, reason = "SIGNATURE") =>
      write((tx) =>
        tx.insert(noticeRejections).values({
          ...{ merchantId, environment, day: ago(minutesAgo).toISOString().slice(0, 10), reason, count },
          lastAt: ago(minutesAgo),
        }),
      ),
    failingCredentials: (minutesAgo: number) =>
      write((tx) =>
        tx.insert(credentialSets).values({
          ...{ merchantId, environment, version: 9, state: "failing", current: true },
          ...{ failingSince: ago(minutesAgo) },
          verification: { ok: false, at: ago(minutesAgo).toISOString(), tookMs: 40, status: 401 },
        }),
      ),
    /** A copy that the named stream has not read. */
    unread: (stream: string, minutesAgo: number) =>
      write(async (tx) => {
        await tx
          .insert(streams)
          .values({ name: stream, xid: "0", seq: 0n, epoch: "1", leader: "gone", movedAt: ago(minutesAgo) })
          .onConflictDoNothing();
        await tx.insert(transmits).values({
          ...{
            merchantId,
            id: randomUUID(),
            receivedAt: ago(minutesAgo),
            environment,
            externalId: next("copy"),
          },
          ...{ transactionId: next("txn"), channel: "cit_website", declined: true, amountMinor: 1000 },
          ...{ currency: "USD", keyId: "key_1", requestId: "req_1", payload: "{}" },
        });
      }),
    /** Orders of the site, one each `everyMinutes`, from `fromDays` ago until `untilMinutes` ago. */
    async habit(fromDays: number, untilMinutes: number, everyMinutes: number) {
      for (let at = fromDays * 1440; at >= untilMinutes; at -= everyMinutes)
        await order({ state: "declined", minutesAgo: at });
    },
  };
}
