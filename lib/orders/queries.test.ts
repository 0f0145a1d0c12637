import { afterAll, beforeAll, describe, expect, test } from "vitest";
import { type Database, openDatabase } from "#db/client.ts";
import { attempts, orderEvents, orders } from "#db/schema/orders.ts";
import { EVERY_TENANT, inTenant } from "#db/tenant.ts";
import { createTestDatabase, type TestDatabase } from "#db/testing/database.ts";
import { insertMerchants } from "#db/testing/merchants.ts";
import { apiKeyScope, userScope } from "#lib/access/open-scope.ts";
import { NotFoundError } from "#lib/kit/errors.ts";
import { newGuid, newId } from "#lib/kit/ids.ts";
import { PARTNER_TENANT, type Role } from "#lib/terms.ts";
import { findOrder, getOrder, listOrders, pageOrders, searchOrders } from "./queries.ts";

let home: TestDatabase;
let database: Database;
const one = newId("merchant");
const two = newId("merchant");
const made: (typeof orders.$inferInsert)[] = [];

const scopeOf = (role: Role, merchantId: string = PARTNER_TENANT) =>
  userScope({ id: "usr_1", name: "Sam", role, merchantId }, { database });

beforeAll(async () => {
  home = await createTestDatabase();
  database = openDatabase(home.appUrl, { applicationName: "test" });
  await insertMerchants(database, one, two);
  const at = Date.parse("2026-11-01T00:00:00Z");
  for (let n = 0; n < 25; n += 1) {
    // Pairs decline in the same millisecond: a page must neither lose nor repeat one.
    const declinedAt = new Date(at + Math.floor(n / 2) * 60_000);
    made.push({
      ...{ merchantId: n % 5 === 0 ? two : one, id: newId("order", at + n), environment: "production" },
      ...{ externalId: `shop-${n}`, sessionKey: newGuid(), flexchargeOrderId: n % 2 ? newGuid() : null },
      ...{
        state: n % 3 === 0 ? "not_sent" : "approved",
        sent: n % 3 !== 0,
        reason: n % 3 === 0 ? "CHANNEL_OFF" : null,
      },
      ...{
        channel: n % 4 === 0 ? "mit" : "cit_website",
        channelSource: "default",
        flags: n === 7 ? ["DEFAULT_SITE"] : [],
      },
      ...{
        siteId: n === 9 ? null : "site_1",
        amountMinor: 1000 + n,
        currency: "USD",
        declinedAt,
        declinedAtGiven: true,
      },
      ...{ receivedAt: declinedAt, updatedAt: declinedAt, transactionId: `tx-${n}`, responseCode: "05" },
      ...{
        responseCodeSource: "nmi",
        customerEmail: "ada@example.com",
        customerName: "Ada Sample",
        customerId: "c-1",
        cardLast4: n === 4 ? "4242" : "0000",
      },
    } as typeof orders.$inferInsert);
  }
  await inTenant(database, EVERY_TENANT, (tx) => tx.insert(orders).values(made));
});
afterAll(async () => {
  await database.close();
  await home.drop();
});

describe("the list", () => {
  test("its pages hold every order once, newest decline first", async () => {
    const seen: string[] = [];
    let after: string | null = null;
    do {
      const page = await listOrders(scopeOf("admin"), { environment: "production" }, { after, limit: 4 });
      seen.push(...page.rows.map(({ externalId }) => externalId));
      after = page.next;
    } while (after);
    expect(seen).toHaveLength(25);
    expect(new Set(seen).size).toBe(25);
    expect(seen[0]).toBe("shop-24");
  });

  test("a made-up cursor is the first page", async () => {
    for (const after of ["garbage", "", Buffer.from("2026-99-99T00:00:00Z|x").toString("base64url")]) {
      const page = await listOrders(scopeOf("admin"), { environment: "production" }, { after, limit: 1 });
      expect(page.rows[0]?.externalId).toBe("shop-24");
    }
  });

  test("filters narrow it, and the other environment is empty", async () => {
    const count = async (filter: object) =>
      (await listOrders(scopeOf("admin"), { environment: "production", ...filter }, { limit: 200 })).rows
        .length;
    expect(await count({ sent: false })).toBe(9);
    expect(await count({ reasons: ["CHANNEL_OFF"] })).toBe(9);
    expect(await count({ states: ["approved"] })).toBe(16);
    expect(await count({ channels: ["mit"] })).toBe(7);
    expect(await count({ unattributed: true })).toBe(1);
    expect(await count({ flagged: true })).toBe(1);
    expect(await count({ merchantId: two })).toBe(5);
    expect(
      await count({ from: new Date("2026-11-01T00:01:00Z"), to: new Date("2026-11-01T00:02:00Z") }),
    ).toBe(2);
    expect(await count({ environment: "sandbox" })).toBe(0);
  });

  test("a merchant's people see their own orders only", async () => {
    const page = await listOrders(
      scopeOf("merchant_support", two),
      { environment: "production" },
      { limit: 200 },
    );
    expect(new Set(page.rows.map(({ merchantId }) => merchantId))).toEqual(new Set([two]));
  });

  test("those who may not see customers see that there is one, and no more", async () => {
    const [row] = (await listOrders(scopeOf("viewer"), { environment: "production" }, { limit: 1 })).rows;
    expect(row).toMatchObject({
      customerName: "A••• S•••",
      customerEmail: "a•••@example.com",
      customerId: "•••",
    });
    const [open] = (await listOrders(scopeOf("operator"), { environment: "production" }, { limit: 1 })).rows;
    expect(open?.customerEmail).toBe("ada@example.com");
  });
});

describe("free text", () => {
  const found = async (role: Role, text: string) => {
    const page = { offset: 0, limit: 50, orderBy: "createdOn", ascending: true } as const;
    return (await pageOrders(scopeOf(role), { environment: "production", text }, page)).total;
  };

  test("finds a card by its last four, and the customer only for those who may see customers", async () => {
    expect(await found("viewer", "4242")).toBe(1);
    expect(await found("operator", "ada@")).toBe(25);
    expect(await found("viewer", "ada@")).toBe(0);
    expect(await found("viewer", "Sample")).toBe(0);
  });
});

describe("one order", () => {
  test("is found by each of its ids, and by a stranger by none", async () => {
    const order = made[1]!;
    const ids = [order.id, order.sessionKey, order.flexchargeOrderId!, order.sessionKey.toUpperCase()];
    for (const id of ids) {
      expect((await findOrder(scopeOf("admin"), id, { environment: "production" }))?.id).toBe(order.id);
      expect(await findOrder(scopeOf("merchant_admin", two), id, { environment: "production" })).toBeNull();
      expect(await findOrder(scopeOf("admin"), id, { environment: "sandbox" })).toBeNull();
    }
    const foreign = getOrder(scopeOf("merchant_admin", two), one, order.id);
    await expect(foreign).rejects.toBeInstanceOf(NotFoundError);
  });

  test("search finds it by the shop's own ids too, across merchants", async () => {
    for (const text of ["shop-1", " tx-1 ", made[1]!.id]) {
      expect((await searchOrders(scopeOf("viewer"), "production", text)).map(({ id }) => id)).toEqual([
        made[1]!.id,
      ]);
    }
    expect(await searchOrders(scopeOf("viewer"), "production", "a\u0000")).toEqual([]);
    expect(await searchOrders(scopeOf("viewer"), "production", "  ")).toEqual([]);
  });

  test("comes with its attempts and its history, in order, with payloads that hide the customer", async () => {
    const { merchantId, id: orderId } = made[2]!;
    const begunAt = new Date();
    await inTenant(database, EVERY_TENANT, async (tx) => {
      await tx.insert(attempts).values({
        ...{
          merchantId,
          orderId,
          number: 1,
          state: "approved",
          sent: true,
          channel: "cit_website",
          switchVersion: 3,
        },
        ...{
          trace: JSON.stringify({ sent: true, steps: [] }),
          upstreamKey: newGuid(),
          transactionId: "tx-2",
        },
        request: JSON.stringify({
          orderId: "shop-2",
          payer: { email: "ada@example.com" },
          customerIp: "198.51.100.7",
        }),
        answer: JSON.stringify({ status: "APPROVED", firstName: "Ada" }),
        ...{ amountMinor: 1002, currency: "USD", begunAt },
      });
      const event = (id: string, type: string) => ({
        merchantId,
        orderId,
        id,
        at: begunAt,
        type,
        attempt: 1,
        data: "{}",
      });
      await tx
        .insert(orderEvents)
        .values([event("evt_2", "evaluate.decided"), event("evt_1", "decline.received")]);
    });
    const open = await getOrder(
      apiKeyScope({ id: "key_1", name: "shop", merchantId }, { database }),
      merchantId,
      orderId,
    );
    expect(open.attempts[0]?.request).toContain("ada@example.com");
    const masked = await getOrder(scopeOf("viewer"), merchantId, orderId);
    expect(masked.attempts[0]?.trace).toEqual({ sent: true, steps: [] });
    expect(JSON.parse(masked.attempts[0]?.request ?? "")).toEqual({
      orderId: "shop-2",
      payer: "•••",
      customerIp: "•••",
    });
    expect(masked.attempts[0]?.answer).toBe('{"status":"APPROVED","firstName":"•••"}');
    expect(masked.events.map(({ type }) => type)).toEqual(["decline.received", "evaluate.decided"]);
  });
});
