import { afterAll, beforeAll, expect, test } from "vitest";
import { type Database, openDatabase } from "#db/client.ts";
import { attempts, orders } from "#db/schema/orders.ts";
import { createTestDatabase, type TestDatabase } from "#db/testing/database.ts";
import { insertMerchants } from "#db/testing/merchants.ts";
import { inScope } from "#lib/access/in-scope.ts";
import { systemScope, userScope } from "#lib/access/open-scope.ts";
import { PermissionError } from "#lib/kit/errors.ts";
import { newGuid } from "#lib/kit/ids.ts";
import { PARTNER_TENANT, type Role } from "#lib/terms.ts";
import { listWebhookGaps } from "./list-webhook-gaps.ts";

const NOW = new Date("2026-11-20T14:30:00Z");
const daysAgo = (days: number) => new Date(NOW.getTime() - days * 86_400_000);
const period = { environment: "production" as const, from: daysAgo(30), to: NOW };

let home: TestDatabase;
let database: Database;
const person = (role: Role, merchantId: string) =>
  userScope({ id: `usr_${role}`, name: "Priya Nair", role, merchantId }, { database });

async function end(
  id: string,
  merchantId: string,
  days: number,
  endedBy: "poll" | "notice",
  noticeAt?: Date,
) {
  const facts = { merchantId, channel: "mit" as const, amountMinor: 4599, currency: "USD" };
  await inScope(systemScope("seed", { database }), async (tx) => {
    await tx.insert(orders).values({
      ...facts,
      id: `ord_${id}`,
      environment: "production",
      externalId: id,
      sessionKey: newGuid(),
      state: "approved",
      sent: true,
      channelSource: "body",
      declinedAt: daysAgo(days + 5),
      declinedAtGiven: true,
      receivedAt: daysAgo(days + 5),
      updatedAt: daysAgo(days),
      transactionId: `pay-${id}`,
      responseCode: "203",
      responseCodeSource: "nmi",
    });
    await tx.insert(attempts).values({
      ...facts,
      orderId: `ord_${id}`,
      number: 1,
      state: "approved",
      sent: true,
      switchVersion: 1,
      trace: "{}",
      upstreamKey: newGuid(),
      transactionId: `pay-${id}`,
      begunAt: daysAgo(days + 5),
      answeredAt: daysAgo(days),
      endedBy,
      noticeAt: noticeAt ?? null,
    });
  });
}

beforeAll(async () => {
  home = await createTestDatabase();
  database = openDatabase(home.appUrl, { applicationName: "test", poolMax: 2 });
  await insertMerchants(database, "mer_a", "mer_b");
  await end("LL-1", "mer_a", 1, "poll");
  await end("LL-2", "mer_a", 2, "poll", daysAgo(1));
  await end("LL-3", "mer_a", 3, "notice", daysAgo(3));
  await end("LL-4", "mer_a", 40, "poll");
  await end("HP-1", "mer_b", 4, "poll");
});
afterAll(async () => {
  await database.close();
  await home.drop();
});

test("gaps are the orders that polling ended, with each merchant's totals in the period", async () => {
  const found = await listWebhookGaps(person("operator", PARTNER_TENANT), period, { limit: 50 });
  expect(found.rows.map(({ externalOrderId, noticeAt }) => [externalOrderId, noticeAt])).toEqual([
    ["LL-1", null],
    ["LL-2", daysAgo(1)],
    ["HP-1", null],
  ]);
  expect(found.totals).toMatchObject([
    { merchantId: "mer_a", gaps: 2, missing: 1 },
    { merchantId: "mer_b", gaps: 1, missing: 1 },
  ]);
});

test("gaps page by key", async () => {
  const staff = person("operator", PARTNER_TENANT);
  const first = await listWebhookGaps(staff, period, { limit: 2 });
  const rest = await listWebhookGaps(staff, period, { limit: 2, after: first.next });
  expect([...first.rows, ...rest.rows].map(({ externalOrderId }) => externalOrderId)).toEqual([
    "LL-1",
    "LL-2",
    "HP-1",
  ]);
  expect(rest.next).toBeNull();
});

test("a merchant's people see their own gaps alone, and a viewer none", async () => {
  const theirs = await listWebhookGaps(person("merchant_developer", "mer_b"), period, { limit: 50 });
  expect(theirs.rows.map(({ externalOrderId }) => externalOrderId)).toEqual(["HP-1"]);
  expect(theirs.totals.map(({ merchantId }) => merchantId)).toEqual(["mer_b"]);
  await expect(
    listWebhookGaps(person("viewer", PARTNER_TENANT), period, { limit: 1 }),
  ).rejects.toBeInstanceOf(PermissionError);
});
