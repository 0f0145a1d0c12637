import { eq } from "drizzle-orm";
import { afterAll, beforeAll, describe, expect, test } from "vitest";
import { type Database, openDatabase } from "#db/client.ts";
import { noticeRejectionSamples, noticeRejections, notices } from "#db/schema/notices.ts";
import { createTestDatabase, type TestDatabase } from "#db/testing/database.ts";
import { insertMerchants } from "#db/testing/merchants.ts";
import { inScope } from "#lib/access/in-scope.ts";
import { type Scope, systemScope, userScope, viewingScope } from "#lib/access/open-scope.ts";
import { fixedClock } from "#lib/kit/clock.ts";
import { NotFoundError, PermissionError } from "#lib/kit/errors.ts";
import { type NoticeState, PARTNER_TENANT, type Role } from "#lib/terms.ts";
import { countNotices } from "./count-notices.ts";
import { countRejections } from "./count-rejections.ts";
import { getNotice } from "./get-notice.ts";
import { listNotices, type NoticeFilter } from "./list-notices.ts";
import { listOrderNotices } from "./list-order-notices.ts";

const NOW = new Date("2026-11-20T14:30:00Z");
const minutesAgo = (minutes: number) => new Date(NOW.getTime() - minutes * 60_000);
const where = { environment: "production" as const };

let home: TestDatabase;
let database: Database;
let staff: Scope;
const person = (role: Role, merchantId: string) =>
  userScope(
    { id: `usr_${role}`, name: "Priya Nair", role, merchantId },
    { database, clock: fixedClock(NOW) },
  );

beforeAll(async () => {
  home = await createTestDatabase();
  database = openDatabase(home.appUrl, { applicationName: "test", poolMax: 2 });
  staff = person("operator", PARTNER_TENANT);
  await insertMerchants(database, "mer_a", "mer_b");
  const came = (id: string, merchantId: string, minutes: number, state: NoticeState, event: string) => ({
    merchantId,
    id: `ntc_${id}`,
    environment: "production" as const,
    receivedAt: minutesAgo(minutes),
    body: Buffer.from(`{"Event":"${event}","Note":"é"}`),
    headers: `{"x-fc-nonce":"${id}"}`,
    nonce: id,
    contentHash: "hash",
    keyVersion: 2,
    event,
    flexchargeOrderId: `fc-${id}`,
    externalOrderId: `LL-${id}`,
    state,
    cause: state === "ignored" ? "CAME_AFTER_END" : null,
    orderId: `ord_${id}`,
  });
  await inScope(systemScope("seed", { database }), async (tx) => {
    await tx
      .insert(notices)
      .values([
        came("1", "mer_a", 90, "applied", "order.completed"),
        came("2", "mer_a", 30, "ignored", "order.completed"),
        came("3", "mer_a", 20, "parked", "order.expired"),
        came("4", "mer_b", 10, "duplicate", "order.completed"),
      ]);
    const refused = { merchantId: "mer_a", ...where, lastAt: minutesAgo(3) };
    await tx.insert(noticeRejections).values([
      { ...refused, day: "2026-11-20", reason: "FORGED", count: 7 },
      { ...refused, day: "2026-11-18", reason: "FORGED", count: 5 },
      { ...refused, day: "2026-11-19", reason: "STALE", count: 1 },
      { ...refused, day: "2026-10-01", reason: "FORGED", count: 900 },
    ]);
    const sample = { ...where, at: minutesAgo(3), reason: "FORGED", headers: "{}", body: "{" };
    await tx.insert(noticeRejectionSamples).values([
      { ...sample, merchantId: "mer_a", id: "smp_1" },
      { ...sample, merchantId: "mer_b", id: "smp_2" },
    ]);
  });
});
afterAll(async () => {
  await database.close();
  await home.drop();
});

const names = async (filter: Partial<NoticeFilter> = {}, scope = staff) =>
  (await listNotices(scope, { ...where, ...filter }, { limit: 50 })).rows.map(({ id }) => id.slice(4));

describe("the notices of FlexCharge", () => {
  test("come newest first and are found by fate, event, time and any id of the order", async () => {
    expect(await names()).toEqual(["4", "3", "2", "1"]);
    expect(await names({ states: ["ignored", "parked"] })).toEqual(["3", "2"]);
    expect(await names({ events: ["order.expired"] })).toEqual(["3"]);
    expect(await names({ from: minutesAgo(25) })).toEqual(["4", "3"]);
    expect(await names({ after: minutesAgo(20) })).toEqual(["4"]);
    for (const id of ["LL-2", "ord_2", "fc-2", "ntc_2"]) expect(await names({ id })).toEqual(["2"]);
    expect(await countNotices(staff, { ...where, from: minutesAgo(25) })).toBe(2);
  });

  test("page by key", async () => {
    const first = await listNotices(staff, where, { limit: 3 });
    const rest = await listNotices(staff, where, { limit: 3, after: first.next });
    expect([...first.rows, ...rest.rows].map(({ id }) => id)).toEqual(["ntc_4", "ntc_3", "ntc_2", "ntc_1"]);
    expect(rest.next).toBeNull();
  });

  test("are shown to a merchant's people of their own merchant alone", async () => {
    const theirs = person("merchant_admin", "mer_b");
    expect(await names({}, theirs)).toEqual(["4"]);
    await expect(getNotice(theirs, { merchantId: "mer_a", noticeId: "ntc_2" })).rejects.toBeInstanceOf(
      NotFoundError,
    );
    expect((await countRejections(theirs, where)).samples.map(({ id }) => id)).toEqual(["smp_2"]);
    expect(await countNotices(theirs, { ...where, from: minutesAgo(999) })).toBe(1);
    expect(await listOrderNotices(theirs, { merchantId: "mer_a", id: "ord_2" })).toEqual([]);
  });

  test("stay closed to roles without the permission, who still read an order's story", async () => {
    const viewer = person("viewer", PARTNER_TENANT);
    await expect(listNotices(viewer, where, { limit: 1 })).rejects.toBeInstanceOf(PermissionError);
    await expect(countRejections(viewer, where)).rejects.toBeInstanceOf(PermissionError);
    await expect(countNotices(viewer, { ...where, from: NOW })).rejects.toBeInstanceOf(PermissionError);
    await expect(getNotice(viewer, { merchantId: "mer_a", noticeId: "ntc_2" })).rejects.toBeInstanceOf(
      PermissionError,
    );
    expect(await listOrderNotices(viewer, { merchantId: "mer_a", id: "ord_2" })).toMatchObject([
      { state: "ignored", cause: "CAME_AFTER_END" },
    ]);
  });
});

test("a notice shows the bytes and headers that came", async () => {
  expect(await getNotice(staff, { merchantId: "mer_a", noticeId: "ntc_2" })).toMatchObject({
    body: '{"Event":"order.completed","Note":"é"}',
    headers: { "x-fc-nonce": "2" },
    keyVersion: 2,
  });
});

test("a notice shows whose order it is only to those who may see customers", async () => {
  const body = { Event: "order.completed", EventData: { email: "ada@example.com", phone: "+15550100" } };
  await inScope(systemScope("seed", { database }), (tx) =>
    tx
      .update(notices)
      .set({ body: Buffer.from(JSON.stringify(body)) })
      .where(eq(notices.id, "ntc_1")),
  );
  const read = (scope: Scope) => getNotice(scope, { merchantId: "mer_a", noticeId: "ntc_1" });
  expect((await read(person("merchant_admin", "mer_a"))).body).toContain("ada@example.com");
  const user = { id: "usr_1", name: "Priya Nair", role: "admin" as const, merchantId: PARTNER_TENANT };
  for (const scope of [
    person("merchant_developer", "mer_a"),
    viewingScope(user, "mer_a", { database, clock: fixedClock(NOW) }),
  ]) {
    const shown = await read(scope);
    expect(JSON.parse(shown.body)).toEqual({
      Event: "order.completed",
      EventData: { email: "•••", phone: "•••" },
    });
    const { samples } = await countRejections(scope, where);
    expect(samples.map((sample) => sample.body)).toEqual(["•••"]);
  }
});

test("rejections are counted by reason over seven days, the most frequent first", async () => {
  const { counts } = await countRejections(staff, { ...where, merchantId: "mer_a" });
  expect(counts.map(({ reason, count }) => [reason, count])).toEqual([
    ["FORGED", 12],
    ["STALE", 1],
  ]);
});
