import { eq } from "drizzle-orm";
import { afterAll, beforeAll, beforeEach, describe, expect, test } from "vitest";
import { alertPosts } from "#db/schema/alerts.ts";
import { credentialSets } from "#db/schema/credentials.ts";
import { merchants } from "#db/schema/merchants.ts";
import { noticeRejections } from "#db/schema/notices.ts";
import { attempts, orders } from "#db/schema/orders.ts";
import { users } from "#db/schema/people.ts";
import { streams, transmitRetries } from "#db/schema/transmits.ts";
import { webhookEndpoints } from "#db/schema/webhooks.ts";
import { type AlertWorld, openAlertWorld } from "#db/testing/alert-world.ts";
import type { Planted } from "#db/testing/partner-world.ts";
import { inScope } from "#lib/access/in-scope.ts";
import { runExclusively } from "#lib/queue/periodic-job.ts";
import { ALERT_KINDS, type AlertKind } from "#lib/terms.ts";
import { editAlertSettings } from "./edit-alert-settings.ts";
import { raiseAlertsJob } from "./jobs.ts";
import { listAlerts } from "./queries/list-alerts.ts";
import { raiseAlerts } from "./raise-alerts.ts";

let world: AlertWorld;
let lumen: Planted;
const at: AlertWorld["at"] = (...when) => world.at(...when);
const admin = () => world.admin();
const plant = () => world.plant(lumen);

beforeAll(async () => {
  world = await openAlertWorld();
});
afterAll(() => world.close());
beforeEach(async () => {
  lumen = await world.fresh();
});

test("what goes wrong is told once to the partner's admins, with what, why, since when and where", async () => {
  await plant().lateApproval(90, { amountMinor: 24_700 });
  expect(await raiseAlerts(at(0), "production")).toBe(1);
  expect(await raiseAlerts(at(1), "production")).toBe(0);
  const sent = await world.mailed();
  expect(sent).toHaveLength(1);
  expect(sent[0]).toMatchObject({
    ...{ merchantId: "partner", kind: "alert", toAddress: "daniel@northgate.example" },
    subject: `Production: ${lumen.name}, 1 late approval needs a decision`,
  });
  expect(sent[0]?.body).toContain("247.00 USD approved after the checkout had given up. Since ");
  expect(sent[0]?.body).toContain(
    `https://console.northgate.example/production/m/${lumen.id}/orders?view=late-approvals&period=all`,
  );
  expect(await world.kept()).toMatchObject([
    {
      kind: "late_approval",
      count: 1,
      since: world.minute(-90),
      openedAt: world.minute(0),
      notifiedAt: world.minute(0),
    },
  ]);
});

test("everything of one look is one mail, and each environment speaks for itself", async () => {
  await plant().lateApproval(90);
  await plant().failingCredentials(40);
  await plant().copy("dead", 600);
  const id = await plant().endpoint({ failingSince: world.minute(-60) });
  await plant().delivery(id, "pending", 50);
  await world.plant(lumen, "sandbox").copy("dead", 600);
  expect(await raiseAlertsJob.run(at(0))).toBe(5);
  const sent = await world.mailed();
  expect(sent.map(({ subject }) => subject).sort()).toEqual([
    `Production: 4 things need somebody, ${lumen.name}`,
    `Sandbox: ${lumen.name}, 1 copy did not reach FlexCharge`,
  ]);
  const body = sent.find(({ subject }) => subject.startsWith("Production"))?.body ?? "";
  expect(body.match(/^! /gm)).toHaveLength(2);
  expect(body.indexOf("credentials stopped")).toBeLessThan(body.indexOf("late approval"));
});

describe("each kind", () => {
  const all = (
    table: typeof orders | typeof attempts | typeof webhookEndpoints | typeof credentialSets,
    set: object,
  ) => inScope(world.system, (tx) => tx.update(table).set(set).where(eq(table.merchantId, lumen.id)));
  const gone = (table: typeof transmitRetries | typeof noticeRejections | typeof streams) =>
    inScope(world.system, (tx) => tx.delete(table));

  const opens: [AlertKind, () => Promise<unknown>, () => Promise<unknown>][] = [
    ["late_approval", () => plant().lateApproval(10), () => all(attempts, { state: "approved" })],
    ["transmits_stuck", () => plant().copy("dead", 60), () => gone(transmitRetries)],
    [
      "endpoint_failing",
      () => plant().endpoint({ failingSince: world.minute(-20) }),
      () => all(webhookEndpoints, { failingSince: null }),
    ],
    [
      "credentials_failing",
      () => plant().failingCredentials(5),
      () => all(credentialSets, { state: "verified" }),
    ],
    ["mit_near_expiry", () => plant().rebill(9000, 2), () => all(orders, { state: "approved" })],
    [
      "webhook_gap",
      async () => {
        for (let count = 0; count < 3; count += 1) await plant().gap(60);
      },
      () => all(attempts, { noticeAt: world.start }),
    ],
    [
      "site_silent",
      async () => {
        await inScope(world.system, (tx) =>
          tx.update(merchants).set({ state: "active" }).where(eq(merchants.id, lumen.id)),
        );
        await plant().habit(8, 600, 240);
      },
      () => plant().order({ state: "declined", minutesAgo: -30 }),
    ],
    ["notices_rejected", () => plant().rejections(12, 5), () => gone(noticeRejections)],
    ["worker_silent", () => plant().unread("transmits", 10), () => gone(streams)],
  ];
  test("is among those that follow", () => {
    expect(opens.map(([kind]) => kind).sort()).toEqual([...ALERT_KINDS].sort());
  });

  test.each(opens)(
    "%s below its threshold is quiet, above it is told by mail and webhook, again after its time, and solved when it is gone",
    async (kind, begin, end) => {
      const webhookUrl = "https://hooks.northgate.example/alerts";
      await editAlertSettings(admin(), {
        webhookUrl,
        repeatHours: 1,
        thresholds: { [kind]: { count: 1_000 } },
      });
      const look = (minutes: number) => raiseAlerts(at(minutes), "production");
      await begin();
      expect(await look(0)).toBe(0);
      await editAlertSettings(admin(), { thresholds: { [kind]: { count: 1 } } });
      expect(await look(1)).toBe(1);
      expect(await look(4)).toBe(0);
      expect(await look(61)).toBe(1);
      expect(await world.kept()).toMatchObject([{ kind, lastSeenAt: world.minute(61), resolvedAt: null }]);
      await end();
      expect(await look(65)).toBe(0);
      expect(await look(66)).toBe(1);
      expect(await look(90)).toBe(0);
      expect(await world.kept()).toMatchObject([{ kind, resolvedAt: world.minute(66) }]);
      const whose = kind === "worker_silent" ? "Northgate" : lumen.name;
      expect((await world.mailed()).map(({ subject }) => subject.split(", ")[0])).toEqual([
        `Production: ${whose}`,
        `Production: still open: ${whose}`,
        `Production: solved: ${whose}`,
      ]);
      const posts = await inScope(world.system, (tx) =>
        tx.select().from(alertPosts).orderBy(alertPosts.createdAt),
      );
      const told = posts.map(({ body }) => JSON.parse(body) as Record<string, { kind: string }[]>);
      expect(
        told.map(({ opened, again, resolved }) => [opened, again, resolved].map((lines) => lines!.length)),
      ).toEqual([
        [1, 0, 0],
        [0, 1, 0],
        [0, 0, 1],
      ]);
      expect(told[0]?.opened).toMatchObject([{ kind }]);
    },
  );
});

test("it is repeated when its time has come, or when it got clearly worse", async () => {
  await plant().lateApproval(10);
  await raiseAlerts(at(0), "production");
  expect(await raiseAlerts(at(23 * 60), "production")).toBe(0);
  expect(await raiseAlerts(at(24 * 60), "production")).toBe(1);
  for (let count = 0; count < 4; count += 1) await plant().lateApproval(5);
  expect(await raiseAlerts(at(24 * 60 + 30), "production")).toBe(0);
  expect(await raiseAlerts(at(25 * 60), "production")).toBe(1);
  expect((await world.mailed()).map(({ subject }) => subject.split(", ")[0])).toEqual([
    `Production: ${lumen.name}`,
    `Production: still open: ${lumen.name}`,
    `Production: still open: ${lumen.name}`,
  ]);
});

test("two workers that look at once tell it once", async () => {
  await plant().lateApproval(10);
  const told = await Promise.all([
    raiseAlerts(at(0), "production"),
    raiseAlerts(at(0), "production"),
    raiseAlerts(at(0), "production"),
    runExclusively(at(0), raiseAlertsJob),
  ]);
  expect(told.reduce<number>((sum, one) => sum + (one ?? 0), 0)).toBe(1);
  expect(await world.mailed()).toHaveLength(1);
  expect(await world.kept()).toHaveLength(1);
});

test("where nobody is there to be told, it is told as soon as somebody is", async () => {
  await plant().lateApproval(10);
  await inScope(world.system, (tx) => tx.update(users).set({ role: "viewer" }).where(eq(users.id, "usr_1")));
  expect(await raiseAlerts(at(0), "production")).toBe(0);
  await inScope(world.system, (tx) => tx.update(users).set({ role: "admin" }).where(eq(users.id, "usr_1")));
  expect(await raiseAlerts(at(1), "production")).toBe(1);
});

test("the history tells what was open and what was solved, newest first", async () => {
  await plant().lateApproval(10);
  await raiseAlerts(at(0), "production");
  await plant().failingCredentials(1);
  await raiseAlerts(at(1), "production");
  const kinds = async (state?: "open" | "solved") =>
    (await listAlerts(admin(), { environment: "production", state })).rows.map(({ line }) => line.kind);
  expect(await kinds()).toEqual(["credentials_failing", "late_approval"]);
  expect(await kinds("solved")).toEqual([]);
  expect((await listAlerts(admin(), { environment: "sandbox" })).rows).toEqual([]);
});
