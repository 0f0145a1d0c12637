import { afterAll, beforeAll, beforeEach, expect, test } from "vitest";
import { merchants } from "#db/schema/merchants.ts";
import { openTestWorld, type Planted, type TestWorld } from "#db/testing/partner-world.ts";
import { plantTroubles } from "#db/testing/troubles.ts";
import { inScope } from "#lib/access/in-scope.ts";
import { apiKeyScope, type Scope } from "#lib/access/open-scope.ts";
import { PermissionError } from "#lib/kit/errors.ts";
import type { Attention } from "../schema.ts";
import { listAttention } from "./list-attention.ts";

let world: TestWorld;
let lumen: Planted;
let harbor: Planted;
let counter = 0;
const now = new Date();
const minutesAgo = (minutes: number) => new Date(now.getTime() - minutes * 60_000).toISOString();

beforeAll(async () => {
  world = await openTestWorld();
});
afterAll(() => world.close());
beforeEach(async () => {
  counter += 1;
  lumen = await world.merchant(`Lumen ${counter}`, { ready: false });
  harbor = await world.merchant(`Harbor ${counter}`, { ready: false });
  await inScope(world.system, (tx) => tx.update(merchants).set({ state: "active" }));
});

const at = (scope: Scope): Scope => ({ ...scope, clock: { now: () => now } }) as Scope;
const staff = () => at(world.person("viewer"));
const troubles = (of: Planted, environment: "sandbox" | "production" = "production") =>
  plantTroubles(world.system, { merchantId: of.id, siteId: of.siteId, environment }, now);
const seen = (of: Planted, scope = staff()) => listAttention(scope, "production", of.id);
const only = async (of: Planted): Promise<Attention> => {
  const lines = await seen(of);
  expect(lines).toHaveLength(1);
  return lines[0] as Attention;
};

test("late approvals are one line with their money, since the oldest", async () => {
  await troubles(lumen).lateApproval(30, { amountMinor: 1500 });
  await troubles(lumen).order({ state: "late_approval", minutesAgo: 90, amountMinor: 900, currency: "EUR" });
  await troubles(lumen, "sandbox").lateApproval(500);
  await troubles(harbor).lateApproval(5);
  expect(await only(lumen)).toEqual({
    ...{ kind: "late_approval", merchantId: lumen.id, merchantName: lumen.name, subject: "" },
    ...{ subjectName: null, since: minutesAgo(90), count: 2, facts: {} },
    amounts: [
      { currency: "EUR", amountMinor: 900 },
      { currency: "USD", amountMinor: 1500 },
    ],
  });
});

test("copies that gave up, and those tried in vain for a while, are stuck; one that just failed is not", async () => {
  await troubles(lumen).copy("retrying", 5);
  expect(await seen(lumen)).toEqual([]);
  await troubles(lumen).copy("retrying", 20);
  await troubles(lumen).copy("dead", 60);
  expect(await only(lumen)).toMatchObject({
    ...{ kind: "transmits_stuck", count: 2, facts: { dead: 1, waiting: 1 }, since: minutesAgo(60) },
  });
});

test("an endpoint that fails counts what waits; a paused one is left alone; dead letters stay until sent", async () => {
  const plant = troubles(lumen);
  const paused = await plant.endpoint({ state: "paused", failingSince: new Date() });
  await plant.delivery(paused, "pending", 5);
  const deleted = await plant.endpoint({ failingSince: new Date(), deletedAt: new Date() });
  await plant.delivery(deleted, "dead", 5);
  expect(await seen(lumen)).toEqual([]);

  const id = await plant.endpoint({ failingSince: new Date(minutesAgo(45)) });
  await plant.delivery(id, "pending", 40);
  await plant.delivery(id, "pending", 30);
  await plant.delivery(id, "delivered", 90);
  expect(await only(lumen)).toMatchObject({
    ...{ kind: "endpoint_failing", subject: id, subjectName: "hooks.example", count: 2 },
    ...{ since: minutesAgo(45), facts: { waiting: 2, dead: 0, isFailing: true, isDisabled: false } },
  });
  const healthy = await plant.endpoint();
  await plant.delivery(healthy, "dead", 200);
  const off = await plant.endpoint({ state: "disabled", failingSince: new Date(minutesAgo(8000)) });
  expect((await seen(lumen)).map((line) => [line.subject, line.since, line.facts.isDisabled])).toEqual([
    [off, minutesAgo(8000), true],
    [id, minutesAgo(45), false],
    [healthy, minutesAgo(200), false],
  ]);
});

test("rejected notices are listed from five a day on", async () => {
  await troubles(lumen).rejections(4, 60);
  expect(await seen(lumen)).toEqual([]);
  await troubles(lumen).rejections(8, 30, "STALE");
  await troubles(lumen).rejections(900, 3000, "NONCE");
  expect(await only(lumen)).toMatchObject({
    ...{ kind: "notices_rejected", count: 12, since: minutesAgo(60), facts: { reason: "STALE" } },
  });
});

test("an order that only polling ended is a gap, after a grace and for a week, unless its notice came", async () => {
  const plant = troubles(lumen);
  await plant.gap(5);
  await plant.gap(8 * 1440);
  await plant.gap(60, { noticeAt: now });
  await plant.gap(60, { endedBy: "notice" });
  expect(await seen(lumen)).toEqual([]);
  await plant.gap(60);
  expect(await only(lumen)).toMatchObject({
    kind: "webhook_gap",
    count: 1,
    amounts: [],
    since: minutesAgo(60),
  });
});

test("rebills within three days of their end are listed with their money", async () => {
  const plant = troubles(lumen);
  await plant.rebill(600, 4);
  expect(await seen(lumen)).toEqual([]);
  await plant.rebill(90_000, 2);
  await plant.rebill(90_000, -1);
  expect(await only(lumen)).toMatchObject({
    ...{ kind: "mit_near_expiry", count: 2, since: minutesAgo(4 * 1440) },
    amounts: [{ currency: "USD", amountMinor: 2000 }],
  });
});

test("credentials in use that FlexCharge refuses are an alarm with its status", async () => {
  await troubles(lumen).failingCredentials(34);
  await troubles(lumen).lateApproval(9000);
  expect((await seen(lumen)).map(({ kind, since, facts }) => [kind, since, facts])).toEqual([
    ["credentials_failing", minutesAgo(34), { status: 401 }],
    ["late_approval", minutesAgo(9000), {}],
  ]);
});

test("a website with a habit of a week that stopped is silent, one without the habit never", async () => {
  await troubles(lumen).habit(8, 600, 240);
  await troubles(harbor).habit(3, 600, 60);
  expect(await only(lumen)).toMatchObject({
    ...{ kind: "site_silent", subject: lumen.siteId, subjectName: lumen.name },
    facts: { usualGapMinutes: 240 },
  });
  expect(await seen(harbor)).toEqual([]);
  await troubles(lumen).order({ state: "declined", minutesAgo: 1 });
  expect(await seen(lumen)).toEqual([]);
});

test("a worker that reads nothing is the partner's to see, and only theirs", async () => {
  await troubles(lumen).unread("transmits", 1);
  const later = (scope: Scope) =>
    ({ ...scope, clock: { now: () => new Date(now.getTime() + 600_000) } }) as Scope;
  const kinds = async (scope: Scope) => (await listAttention(scope, "production")).map(({ kind }) => kind);
  expect(await kinds(staff())).not.toContain("worker_silent");
  const lines = await listAttention(later(staff()), "production");
  expect(lines.filter((line) => line.kind === "worker_silent")).toMatchObject([
    { merchantId: "partner", merchantName: "Northgate", subject: "transmits", since: minutesAgo(1) },
  ]);
  expect(await kinds(later(world.person("merchant_admin", lumen.id)))).not.toContain("worker_silent");
});

test("a merchant's people see their own lines only, whomever they ask about", async () => {
  await troubles(lumen).lateApproval(30);
  await troubles(harbor).failingCredentials(5);
  const own = at(world.person("merchant_viewer", lumen.id));
  expect((await listAttention(own, "production")).map((line) => line.merchantId)).toEqual([lumen.id]);
  expect(await seen(harbor, own)).toEqual([]);
  expect(await listAttention(at(world.person("merchant_viewer", "mer_none")), "production")).toEqual([]);
});

test("whoever may not read orders sees nothing", async () => {
  const key = apiKeyScope({ id: "key_1", name: "x", merchantId: lumen.id }, { database: world.database });
  const none = { ...key, permissions: new Set() } as unknown as Scope;
  await expect(listAttention(none, "production")).rejects.toThrow(PermissionError);
});
