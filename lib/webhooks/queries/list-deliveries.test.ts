import { afterAll, beforeAll, describe, expect, test } from "vitest";
import { type Database, openDatabase } from "#db/client.ts";
import {
  deliveries,
  deliveryAttempts,
  webhookEndpoints,
  webhookEvents,
  webhookSecrets,
} from "#db/schema/webhooks.ts";
import { createTestDatabase, type TestDatabase } from "#db/testing/database.ts";
import { insertMerchants } from "#db/testing/merchants.ts";
import { inScope } from "#lib/access/in-scope.ts";
import { type Scope, systemScope, userScope } from "#lib/access/open-scope.ts";
import { fixedClock } from "#lib/kit/clock.ts";
import { NotFoundError, PermissionError } from "#lib/kit/errors.ts";
import { PARTNER_TENANT, type Role } from "#lib/terms.ts";
import { countDead } from "./count-dead.ts";
import { getDelivery } from "./get-delivery.ts";
import { type DeliveryFilter, listDeliveries } from "./list-deliveries.ts";
import { listEndpoints } from "./list-endpoints.ts";
import { listOrderDeliveries } from "./list-order-deliveries.ts";

const NOW = new Date("2026-11-20T14:30:00Z");
const minutesAgo = (minutes: number) => new Date(NOW.getTime() - minutes * 60_000);

let home: TestDatabase;
let database: Database;
let staff: Scope;
const person = (role: Role, merchantId: string) =>
  userScope(
    { id: `usr_${role}`, name: "Priya Nair", role, merchantId },
    { database, clock: fixedClock(NOW) },
  );

type Told = {
  id: string;
  merchantId?: string;
  event?: string;
  order?: string;
  state?: "pending" | "delivered" | "dead";
  came: number;
  tried?: number;
  attempts?: number;
  body?: string;
};

async function tell(told: Told): Promise<void> {
  const { id, merchantId = "mer_a", event = "order.completed", order = "LL-1", state = "delivered" } = told;
  const { came, tried, attempts = tried === undefined ? 0 : 1 } = told;
  const at = { createdAt: minutesAgo(came), lastAt: tried === undefined ? null : minutesAgo(tried) };
  const same = {
    merchantId,
    environment: "production" as const,
    event,
    orderId: `ord_${order}`,
    externalOrderId: order,
  };
  await inScope(systemScope("seed", { database }), async (tx) => {
    await tx.insert(webhookEvents).values({
      ...same,
      id: `msg_${id}`,
      body: told.body ?? `{"Event":"${event}"}`,
      occurredAt: at.createdAt,
      createdAt: at.createdAt,
      source: "notice",
      effectKey: id,
    });
    await tx.insert(deliveries).values({
      ...same,
      ...at,
      id: `dlv_${id}`,
      endpointId: `whe_${merchantId}`,
      eventId: `msg_${id}`,
      state,
      attempts,
      nextAt: state === "pending" ? minutesAgo(-24) : null,
    });
  });
}

beforeAll(async () => {
  home = await createTestDatabase();
  database = openDatabase(home.appUrl, { applicationName: "test", poolMax: 2 });
  staff = person("operator", PARTNER_TENANT);
  await insertMerchants(database, "mer_a", "mer_b");
  await inScope(systemScope("seed", { database }), async (tx) => {
    for (const merchantId of ["mer_a", "mer_b"]) {
      const endpoint = {
        merchantId,
        environment: "production" as const,
        createdAt: minutesAgo(9000),
        stateAt: NOW,
      };
      await tx.insert(webhookEndpoints).values({
        ...endpoint,
        id: `whe_${merchantId}`,
        url: `https://hooks.${merchantId.slice(-1)}.example/flex`,
        createdByName: "Priya Nair",
      });
      const secret = { merchantId, endpointId: `whe_${merchantId}`, secret: Buffer.from("sealed") };
      const day = { createdAt: minutesAgo(9000), leadsFrom: minutesAgo(9000) };
      await tx.insert(webhookSecrets).values([
        { ...secret, ...day, version: 1, last4: "0ld1", expiresAt: minutesAgo(5) },
        { ...secret, ...day, version: 2, last4: "a41f" },
      ]);
    }
  });
  await tell({ id: "first", came: 60, tried: 59 });
  await tell({ id: "again", came: 50, tried: 2, attempts: 3, state: "pending", order: "LL-2" });
  await tell({ id: "waits", came: 10, state: "pending", event: "order.expired", order: "LL-3" });
  await tell({ id: "dead", came: 2000, tried: 1500, attempts: 10, state: "dead", order: "LL-4" });
  await tell({ id: "other", came: 5, tried: 4, merchantId: "mer_b", order: "HP-1" });
  await inScope(systemScope("seed", { database }), (tx) =>
    tx.insert(deliveryAttempts).values(
      [1, 2, 3].map((number) => ({
        merchantId: "mer_a",
        deliveryId: "dlv_again",
        number,
        at: minutesAgo(50 - number),
        kind: "scheduled" as const,
        url: "https://hooks.a.example/flex",
        ms: 1204,
        status: 503,
        error: "STATUS",
        requestHeaders: `{"webhook-id":"msg_again"}`,
        responseBody: "<h1>Service Unavailable</h1>",
      })),
    ),
  );
});
afterAll(async () => {
  await database.close();
  await home.drop();
});

const names = async (filter: Partial<DeliveryFilter> = {}, scope = staff) => {
  const { rows } = await listDeliveries(scope, { environment: "production", ...filter }, { limit: 50 });
  return rows.map(({ id }) => id.slice(4));
};

describe("the delivery log", () => {
  test("puts what was tried last on top, so that a retry comes up again", async () => {
    expect(await names()).toEqual(["again", "other", "waits", "first", "dead"]);
  });

  test("is found by result, event, endpoint, time and any id of the order or the event", async () => {
    expect(await names({ results: ["failing"] })).toEqual(["again"]);
    expect(await names({ results: ["waiting", "dead"] })).toEqual(["waits", "dead"]);
    expect(await names({ results: ["delivered"], merchantId: "mer_a" })).toEqual(["first"]);
    expect(await names({ events: ["order.expired"] })).toEqual(["waits"]);
    expect(await names({ endpointId: "whe_mer_b" })).toEqual(["other"]);
    expect(await names({ from: minutesAgo(15) })).toEqual(["again", "other", "waits"]);
    expect(await names({ after: minutesAgo(4) })).toEqual(["again"]);
    for (const id of ["LL-2", "ord_LL-2", "msg_again", "dlv_again"])
      expect(await names({ id })).toEqual(["again"]);
    expect(await names({ environment: "sandbox" })).toEqual([]);
  });

  test("pages by key without losing or repeating one, and begins at the top when the key was tampered with", async () => {
    const seen: string[] = [];
    let after: string | null = null;
    do {
      const page = await listDeliveries(staff, { environment: "production" }, { limit: 2, after });
      seen.push(...page.rows.map(({ id }) => id.slice(4)));
      after = page.next;
    } while (after);
    expect(seen).toEqual(["again", "other", "waits", "first", "dead"]);
    const again = await listDeliveries(staff, { environment: "production" }, { limit: 1, after: "x|y" });
    expect(again.rows[0]?.id).toBe("dlv_again");
  });

  test("shows a merchant's people their own merchant's deliveries alone", async () => {
    const theirs = person("merchant_developer", "mer_b");
    expect(await names({}, theirs)).toEqual(["other"]);
    expect(await names({ merchantId: "mer_a" }, theirs)).toEqual([]);
    const foreign = { merchantId: "mer_a", deliveryId: "dlv_again" };
    await expect(getDelivery(theirs, foreign)).rejects.toBeInstanceOf(NotFoundError);
    expect(await listEndpoints(theirs, { environment: "production" })).toMatchObject([{ id: "whe_mer_b" }]);
    expect(await countDead(theirs, { environment: "production" })).toBe(0);
    expect(await listOrderDeliveries(theirs, { merchantId: "mer_a", id: "ord_LL-2" })).toEqual([]);
  });

  test("stays closed to roles without the permission, who still read an order's story", async () => {
    const viewer = person("viewer", PARTNER_TENANT);
    const where = { environment: "production" as const };
    await expect(listDeliveries(viewer, where, { limit: 1 })).rejects.toBeInstanceOf(PermissionError);
    await expect(listEndpoints(viewer, where)).rejects.toBeInstanceOf(PermissionError);
    await expect(countDead(viewer, where)).rejects.toBeInstanceOf(PermissionError);
    const place = { merchantId: "mer_a", deliveryId: "dlv_again" };
    await expect(getDelivery(viewer, place)).rejects.toBeInstanceOf(PermissionError);
    const story = await listOrderDeliveries(viewer, { merchantId: "mer_a", id: "ord_LL-2" });
    expect(story).toMatchObject([{ id: "dlv_again", attempts: 3, state: "pending" }]);
  });
});

test("a delivery tells what was sent and heard each time, the last first", async () => {
  const found = await getDelivery(staff, { merchantId: "mer_a", deliveryId: "dlv_again" });
  expect(found).toMatchObject({ url: "https://hooks.a.example/flex", body: '{"Event":"order.completed"}' });
  expect(found.tried.map(({ number, status }) => [number, status])).toEqual([
    [3, 503],
    [2, 503],
    [1, 503],
  ]);
  expect(found.tried[0]?.requestHeaders).toEqual({ "webhook-id": "msg_again" });
});

test("an endpoint tells how it did today, what waits, and the secrets that are still good", async () => {
  const [endpoint] = await listEndpoints(staff, { environment: "production", merchantId: "mer_a" });
  expect(endpoint).toMatchObject({
    day: { total: 3, delivered: 1, failing: 1 },
    pending: 2,
    nextAt: minutesAgo(-24),
    secrets: [{ version: 2, last4: "a41f" }],
  });
  expect(await countDead(staff, { environment: "production" })).toBe(1);
});

test("what was sent and heard names a customer only to those who may see customers", async () => {
  const said = '{"Event":"order.completed","EventData":{"email":"ada@example.com"}}';
  await tell({ id: "named", came: 3, tried: 2, merchantId: "mer_b", body: said });
  const heard = { merchantId: "mer_b", deliveryId: "dlv_named", at: NOW, kind: "resend" as const };
  await inScope(systemScope("seed", { database }), (tx) =>
    tx.insert(deliveryAttempts).values(
      [said, "<h1>Bad Gateway</h1>"].map((responseBody, index) => ({
        ...{ ...heard, number: index + 1, url: "https://hooks.b.example/flex", ms: 12, status: 502 },
        ...{ requestHeaders: "{}", responseBody },
      })),
    ),
  );
  const read = (role: Role) =>
    getDelivery(person(role, "mer_b"), { merchantId: "mer_b", deliveryId: "dlv_named" });
  expect((await read("merchant_admin")).body).toBe(said);
  const masked = await read("merchant_developer");
  expect(JSON.stringify(masked)).not.toContain("ada@example.com");
  const words = masked.tried.map(({ responseBody }) => responseBody);
  expect(words).toEqual(["<h1>Bad Gateway</h1>", said.replace("ada@example.com", "•••")]);
});
