import { afterAll, beforeAll, describe, expect, test } from "vitest";
import { type Database, openDatabase } from "#db/client.ts";
import { orders } from "#db/schema/orders.ts";
import { siteHosts, sites } from "#db/schema/sites.ts";
import { EVERY_TENANT, inTenant } from "#db/tenant.ts";
import { createTestDatabase, type TestDatabase } from "#db/testing/database.ts";
import { insertMerchants } from "#db/testing/merchants.ts";
import { userScope } from "#lib/access/open-scope.ts";
import { fixedClock } from "#lib/kit/clock.ts";
import { newGuid, newId } from "#lib/kit/ids.ts";
import { PARTNER_TENANT, type Role } from "#lib/terms.ts";
import { countBySite, countInFlight, countNotSent, nameSites } from "./queries.ts";

const NOW = "2026-11-20T12:00:00.000Z";
const DAY_MS = 86_400_000;

let home: TestDatabase;
let database: Database;
const one = newId("merchant");
const two = newId("merchant");

const scopeOf = (role: Role = "operator", merchantId: string = PARTNER_TENANT) =>
  userScope({ id: "usr_1", name: "Sam", role, merchantId }, { database, clock: fixedClock(NOW) });

type Row = typeof orders.$inferInsert;
let serial = 0;
/** A live call-center order of the shop that was declined yesterday and kept back by a channel that is off. */
function order(over: Partial<Row> = {}, daysAgo = 1): Row {
  serial += 1;
  const at = new Date(Date.parse(NOW) - daysAgo * DAY_MS);
  return {
    merchantId: one,
    id: newId("order", at.getTime() + serial),
    environment: "production",
    externalId: `shop-${serial}`,
    sessionKey: newGuid(),
    state: "not_sent",
    sent: false,
    reason: "CHANNEL_OFF",
    channel: "cit_call_center",
    channelSource: "orderSource",
    siteId: "site_shop",
    amountMinor: 1000,
    currency: "USD",
    declinedAt: at,
    declinedAtGiven: true,
    receivedAt: at,
    updatedAt: at,
    transactionId: `tx-${serial}`,
    responseCode: "05",
    responseCodeSource: "nmi",
    ...over,
  };
}

beforeAll(async () => {
  home = await createTestDatabase();
  database = openDatabase(home.appUrl, { applicationName: "test" });
  await insertMerchants(database, one, two);
  await inTenant(database, EVERY_TENANT, async (tx) => {
    await tx.insert(sites).values({ merchantId: one, id: "site_shop", name: "Shop" });
    await tx.insert(sites).values({ merchantId: two, id: "site_other", name: "Other" });
    await tx.insert(siteHosts).values({ merchantId: one, host: "shop.example", siteId: "site_shop" });
    await tx.insert(orders).values([
      order(),
      order({ reason: "LIVE_ORDER_ON_SANDBOX_CHANNEL", amountMinor: 2500 }),
      order({ currency: "EUR", amountMinor: 700 }),
      order({ campaignId: "cmp_1" }),
      order({ reason: "UNKNOWN_SITE", siteId: null }),
      order({ channel: "mit" }),
      order({ environment: "sandbox" }),
      order({}, 8),
      order({ merchantId: two, siteId: "site_other" }),
      order({ state: "approved", sent: true, reason: null, channel: "mit" }),
      order({ state: "expired", sent: true, reason: null, channel: "mit" }),
      order({ state: "submitted", sent: true, reason: null, channel: "mit", amountMinor: 300 }),
      order({ state: "unknown", sent: true, reason: null, channel: "mit", amountMinor: 40 }),
      order({
        state: "submitted",
        sent: true,
        reason: null,
        channel: "mit",
        currency: "EUR",
        amountMinor: 5,
      }),
    ]);
  });
});
afterAll(async () => {
  await database.close();
  await home.drop();
});

const cell = () =>
  ({ merchantId: one, channel: "cit_call_center", environment: "production", days: 7 }) as const;

describe("orders that a cell kept back", () => {
  test("counts what a switch held in the last days, each currency for itself", async () => {
    expect(await countNotSent(scopeOf(), { ...cell(), siteId: "site_shop" })).toEqual({
      orders: 4,
      amounts: [
        { currency: "EUR", amountMinor: 700 },
        { currency: "USD", amountMinor: 4500 },
      ],
    });
  });

  test("counts a campaign's own orders only", async () => {
    expect((await countNotSent(scopeOf(), { ...cell(), campaignId: "cmp_1" })).orders).toBe(1);
  });

  test("leaves out test orders and older ones for live orders, and the other way round", async () => {
    expect((await countNotSent(scopeOf(), { ...cell(), environment: "sandbox" })).orders).toBe(1);
    expect((await countNotSent(scopeOf(), { ...cell(), days: 30 })).orders).toBe(5);
  });

  test("shows another merchant's people nothing", async () => {
    expect(await countNotSent(scopeOf("merchant_admin", two), cell())).toEqual({ orders: 0, amounts: [] });
  });
});

describe("orders of a week by site", () => {
  test("counts all orders of the site and how the settled ones ended", async () => {
    const counted = await countBySite(scopeOf(), { merchantId: one, environment: "production", days: 7 });
    expect(counted).toEqual({ site_shop: { orders: 10, rescued: 1, lost: 1 } });
  });
});

describe("orders that are with FlexCharge", () => {
  test("tells sites, channels and currencies apart, and counts unknown ones as in flight", async () => {
    const rows = await countInFlight(scopeOf(), { merchantId: one, environment: "production" });
    const told = rows.map((row) => `${row.channel} ${row.orders} ${row.amountMinor} ${row.currency}`).sort();
    expect(told).toEqual(["mit 1 5 EUR", "mit 2 340 USD"]);
  });

  test("reaches every merchant for the partner, and only its own for a merchant", async () => {
    const asked = { environment: "production" } as const;
    expect((await countInFlight(scopeOf(), asked)).length).toBe(2);
    expect(await countInFlight(scopeOf("merchant_viewer", two), asked)).toEqual([]);
  });
});

describe("names of sites", () => {
  test("are the first host, else the name, and never another merchant's", async () => {
    expect(await nameSites(scopeOf(), ["site_shop", "site_other", "site_shop"])).toEqual({
      site_shop: "shop.example",
      site_other: "Other",
    });
    expect(await nameSites(scopeOf("merchant_viewer", one), ["site_other"])).toEqual({});
    expect(await nameSites(scopeOf(), [])).toEqual({});
  });
});
