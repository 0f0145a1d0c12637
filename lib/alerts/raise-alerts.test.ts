import { createHmac } from "node:crypto";
import { once } from "node:events";
import { createServer, type IncomingHttpHeaders } from "node:http";
import type { AddressInfo } from "node:net";
import { eq } from "drizzle-orm";
import { afterAll, beforeAll, beforeEach, describe, expect, test } from "vitest";
import { alertPosts, alertSettings, alerts, mails } from "#db/schema/alerts.ts";
import { auditEntries } from "#db/schema/audit.ts";
import { credentialSets } from "#db/schema/credentials.ts";
import { merchants } from "#db/schema/merchants.ts";
import { noticeRejections } from "#db/schema/notices.ts";
import { attempts, orders } from "#db/schema/orders.ts";
import { users } from "#db/schema/people.ts";
import { transmitRetries } from "#db/schema/transmits.ts";
import { webhookEndpoints } from "#db/schema/webhooks.ts";
import { openTestWorld, type Planted, type TestWorld } from "#db/testing/partner-world.ts";
import { plantTroubles } from "#db/testing/troubles.ts";
import { inScope } from "#lib/access/in-scope.ts";
import type { Scope } from "#lib/access/open-scope.ts";
import { NotFoundError, PermissionError } from "#lib/kit/errors.ts";
import { runExclusively } from "#lib/queue/periodic-job.ts";
import { editAlertSettings } from "./edit-alert-settings.ts";
import { raiseAlertsJob, sendAlertPosts } from "./jobs.ts";
import { getAlertSettings } from "./queries/get-alert-settings.ts";
import { listAlerts } from "./queries/list-alerts.ts";
import { raiseAlerts } from "./raise-alerts.ts";
import { sendTestAlert } from "./send-test-alert.ts";

process.env.SWITCHBOARD_ENCRYPTION_KEY ??= Buffer.alloc(32, 7).toString("base64");
process.env.WEBHOOK_ALLOW_LOOPBACK = "1";
process.env.NEXTAUTH_URL = "https://console.northgate.example";

let world: TestWorld;
let lumen: Planted;
let counter = 0;
const start = new Date();
const minute = (minutes: number) => new Date(start.getTime() + minutes * 60_000);
const at = (minutes: number, scope: Scope = world.system) =>
  ({ ...scope, clock: { now: () => minute(minutes) } }) as Scope;
const admin = (minutes = 0) => at(minutes, world.person("admin"));
const plant = () => plantTroubles(world.system, { merchantId: lumen.id, siteId: lumen.siteId }, start);
const mailed = () =>
  inScope(world.system, (tx) => tx.select().from(mails).orderBy(mails.createdAt, mails.id));
const kept = () => inScope(world.system, (tx) => tx.select().from(alerts));

beforeAll(async () => {
  world = await openTestWorld();
  const person = { merchantId: "partner", passwordHash: "-" } as const;
  await inScope(world.system, (tx) =>
    tx.insert(users).values([
      { ...person, id: "usr_1", email: "daniel@northgate.example", name: "Daniel", role: "admin" },
      {
        ...person,
        id: "usr_2",
        email: "gone@northgate.example",
        name: "G",
        role: "admin",
        disabledAt: start,
      },
      { ...person, id: "usr_3", email: "priya@northgate.example", name: "Priya", role: "operator" },
    ]),
  );
});
afterAll(() => world.close());
beforeEach(async () => {
  counter += 1;
  await inScope(world.system, async (tx) => {
    for (const table of [mails, alerts, alertPosts, alertSettings]) await tx.delete(table);
    await tx.update(attempts).set({ state: "declined", endedBy: null });
    await tx.update(orders).set({ state: "declined" });
    await tx.delete(transmitRetries);
    await tx.delete(credentialSets);
    await tx.delete(noticeRejections);
    await tx.update(webhookEndpoints).set({ deletedAt: start });
    await tx.update(merchants).set({ archivedAt: start });
  });
  lumen = await world.merchant(`Lumen ${counter}`, { ready: false });
});

test("what goes wrong is told once to the partner's admins, with what, why, since when and where", async () => {
  await plant().lateApproval(90, { amountMinor: 24_700 });
  expect(await raiseAlerts(at(0), "production")).toBe(1);
  expect(await raiseAlerts(at(1), "production")).toBe(0);
  const sent = await mailed();
  expect(sent).toHaveLength(1);
  expect(sent[0]).toMatchObject({
    ...{ merchantId: "partner", kind: "alert", toAddress: "daniel@northgate.example" },
    subject: `Production: Lumen ${counter}, 1 late approval needs a decision`,
  });
  expect(sent[0]?.body).toContain("247.00 USD approved after the checkout had given up. Since ");
  expect(sent[0]?.body).toContain(
    `https://console.northgate.example/production/m/${lumen.id}/orders?view=late-approvals&period=all`,
  );
  expect(await kept()).toMatchObject([
    { kind: "late_approval", count: 1, since: minute(-90), openedAt: minute(0), notifiedAt: minute(0) },
  ]);
});

test("everything of one look is one mail, and each environment speaks for itself", async () => {
  await plant().lateApproval(90);
  await plant().failingCredentials(40);
  await plant().copy("dead", 600);
  const id = await plant().endpoint({ failingSince: minute(-60) });
  await plant().delivery(id, "pending", 50);
  await plantTroubles(
    world.system,
    { merchantId: lumen.id, siteId: null, environment: "sandbox" },
    start,
  ).copy("dead", 600);
  expect(await raiseAlertsJob.run(at(0))).toBe(5);
  const sent = await mailed();
  expect(sent.map(({ subject }) => subject).sort()).toEqual([
    `Production: 4 things need somebody, Lumen ${counter}`,
    `Sandbox: Lumen ${counter}, 1 copy did not reach FlexCharge`,
  ]);
  const body = sent.find(({ subject }) => subject.startsWith("Production"))?.body ?? "";
  expect(body.match(/^! /gm)).toHaveLength(2);
  expect(body.indexOf("credentials stopped")).toBeLessThan(body.indexOf("late approval"));
});

describe("each kind", () => {
  const opens: [string, () => Promise<unknown>, () => Promise<unknown>][] = [
    ["late_approval", () => plant().lateApproval(10), () => all(attempts, { state: "approved" })],
    [
      "transmits_stuck",
      () => plant().copy("dead", 60),
      () => inScope(world.system, (tx) => tx.delete(transmitRetries)),
    ],
    [
      "endpoint_failing",
      () => plant().endpoint({ failingSince: minute(-20) }),
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
      () => all(attempts, { noticeAt: start }),
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
    ["notices_rejected", () => plant().rejections(12, 5), () => Promise.resolve()],
  ];
  const all = (
    table: typeof orders | typeof attempts | typeof webhookEndpoints | typeof credentialSets,
    set: object,
  ) => inScope(world.system, (tx) => tx.update(table).set(set).where(eq(table.merchantId, lumen.id)));

  test.each(opens)("%s opens, is quiet, and is solved when it is gone", async (kind, begin, end) => {
    await begin();
    expect(await raiseAlerts(at(0), "production")).toBe(1);
    expect(await raiseAlerts(at(3), "production")).toBe(0);
    expect(await kept()).toMatchObject([{ kind, lastSeenAt: minute(3), resolvedAt: null }]);
    await end();
    // Rejections are gone by themselves, a day later.
    const late = kind === "notices_rejected" ? 24 * 60 + 10 : 0;
    expect(await raiseAlerts(at(late + 5), "production")).toBe(late > 0 ? 1 : 0);
    if (late === 0) expect(await raiseAlerts(at(9), "production")).toBe(1);
    expect(await raiseAlerts(at(late + 20), "production")).toBe(0);
    expect(await kept()).toMatchObject([{ kind, resolvedAt: minute(late > 0 ? late + 5 : 9) }]);
    const sent = await mailed();
    expect(sent).toHaveLength(2);
    expect(sent[1]?.subject).toMatch(/^Production: solved: Lumen/);
  });
});

test("it is repeated when its time has come, or when it got clearly worse", async () => {
  await plant().lateApproval(10);
  await raiseAlerts(at(0), "production");
  expect(await raiseAlerts(at(23 * 60), "production")).toBe(0);
  expect(await raiseAlerts(at(24 * 60), "production")).toBe(1);
  for (let count = 0; count < 4; count += 1) await plant().lateApproval(5);
  expect(await raiseAlerts(at(24 * 60 + 30), "production")).toBe(0);
  expect(await raiseAlerts(at(25 * 60), "production")).toBe(1);
  expect((await mailed()).map(({ subject }) => subject.split(", ")[0])).toEqual([
    `Production: Lumen ${counter}`,
    `Production: still open: Lumen ${counter}`,
    `Production: still open: Lumen ${counter}`,
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
  expect(await mailed()).toHaveLength(1);
  expect(await kept()).toHaveLength(1);
});

test("where nobody is there to be told, it is told as soon as somebody is", async () => {
  await plant().lateApproval(10);
  await inScope(world.system, (tx) => tx.update(users).set({ role: "viewer" }).where(eq(users.id, "usr_1")));
  expect(await raiseAlerts(at(0), "production")).toBe(0);
  await inScope(world.system, (tx) => tx.update(users).set({ role: "admin" }).where(eq(users.id, "usr_1")));
  expect(await raiseAlerts(at(1), "production")).toBe(1);
});

describe("the settings", () => {
  test("name who is told instead of the admins, and what is worth it; the same again changes nothing", async () => {
    const change = {
      emails: [" Ops@Northgate.example", "night@northgate.example", "ops@northgate.example"],
      thresholds: { late_approval: { count: 2 }, webhook_gap: { count: 3 } },
      repeatHours: 4,
    };
    expect(await editAlertSettings(admin(), change)).toEqual({
      ok: true,
      value: { changed: true, secret: null },
    });
    expect(await editAlertSettings(admin(), change)).toMatchObject({ value: { changed: false } });
    const view = await getAlertSettings(admin());
    expect(view).toMatchObject({
      emails: ["night@northgate.example", "ops@northgate.example"],
      fallback: ["daniel@northgate.example"],
      repeatHours: 4,
      thresholds: { late_approval: { enabled: true, count: 2, minutes: 0 } },
    });
    const [row] = await inScope(world.system, (tx) => tx.select().from(alertSettings));
    expect(row?.thresholds).toEqual({ late_approval: { count: 2 } });
    await plant().lateApproval(10);
    expect(await raiseAlerts(at(0), "production")).toBe(0);
    await plant().lateApproval(10);
    expect(await raiseAlerts(at(1), "production")).toBe(1);
    expect((await mailed()).map(({ toAddress }) => toAddress).sort()).toEqual(view.emails);
    const audit = await inScope(world.system, (tx) =>
      tx.select().from(auditEntries).where(eq(auditEntries.action, "alerts.edit")),
    );
    expect(audit.filter(({ actorName }) => actorName === "Daniel the admin")).toHaveLength(1);
  });

  test("show a webhook's secret once, when it is made, and keep it sealed", async () => {
    const url = "https://hooks.northgate.example/alerts";
    const made = await editAlertSettings(admin(), { webhookUrl: url });
    if (!made.ok) throw new Error(made.reason);
    expect(made.value.secret).toMatch(/^whsec_[\w+/]{80,}={0,2}$/);
    expect(await editAlertSettings(admin(), { webhookUrl: url })).toMatchObject({
      value: { changed: false, secret: null },
    });
    const rotated = await editAlertSettings(admin(), { newSecret: true });
    expect(rotated.ok && rotated.value.secret).not.toBe(made.value.secret);
    const dump = JSON.stringify(await inScope(world.system, (tx) => tx.select().from(auditEntries)));
    expect(dump).not.toContain("whsec_");
    expect(await editAlertSettings(admin(), { webhookUrl: null })).toMatchObject({
      value: { changed: true },
    });
    expect(await getAlertSettings(admin())).toMatchObject({ webhookUrl: null, webhookSecretLast4: null });
    expect(await editAlertSettings(admin(), { newSecret: true })).toEqual({
      ok: false,
      reason: "NO_WEBHOOK",
    });
  });

  test.each([
    ["http://hooks.example/a", "NOT_HTTPS"],
    ["https://10.0.0.8/a", "HOST_NOT_PUBLIC"],
    ["https://169.254.169.254/latest", "HOST_NOT_PUBLIC"],
    ["https://u:p@hooks.example/a", "CREDENTIALS_IN_URL"],
  ])("refuse the address %s", async (webhookUrl, cause) => {
    expect(await editAlertSettings(admin(), { webhookUrl })).toEqual({
      ok: false,
      reason: "URL_REFUSED",
      cause,
    });
  });

  test("are for those who may change them, and to merchants they do not exist", async () => {
    for (const role of ["viewer", "finance"] as const)
      for (const refused of [
        () => editAlertSettings(world.person(role), { repeatHours: 2 }),
        () => sendTestAlert(world.person(role), { environment: "sandbox" }),
        () => getAlertSettings(world.person(role)),
        () => listAlerts(world.person(role), { environment: "sandbox" }),
      ])
        await expect(refused()).rejects.toThrow(PermissionError);
    const own = world.person("merchant_admin", lumen.id);
    const stranger = { ...own, permissions: world.person("admin").permissions } as Scope;
    for (const missing of [
      () => editAlertSettings(stranger, { repeatHours: 2 }),
      () => sendTestAlert(stranger, { environment: "sandbox" }),
      () => getAlertSettings(stranger),
      () => listAlerts(stranger, { environment: "sandbox" }),
    ])
      await expect(missing()).rejects.toThrow(NotFoundError);
  });

  test("are not read by a merchant's own queries, nor are its alerts' mails", async () => {
    await plant().lateApproval(10);
    await raiseAlerts(at(0), "production");
    const merchant = world.person("merchant_admin", lumen.id);
    expect(await inScope(merchant, (tx) => tx.select().from(mails))).toEqual([]);
    expect(await inScope(merchant, (tx) => tx.select().from(alertSettings))).toEqual([]);
  });
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

describe("by webhook", () => {
  async function receiver() {
    const calls: { headers: IncomingHttpHeaders; body: string }[] = [];
    const answer = { status: 204 };
    const server = createServer((request, response) => {
      let body = "";
      request.setEncoding("utf8").on("data", (chunk) => (body += chunk));
      request.on("end", () => {
        calls.push({ headers: request.headers, body });
        response.writeHead(answer.status, { location: "http://127.0.0.1:1/" }).end();
      });
    });
    server.listen(0, "127.0.0.1");
    await once(server, "listening");
    const url = `http://127.0.0.1:${(server.address() as AddressInfo).port}/alerts`;
    return { calls, answer, url, stop: () => server.close() };
  }

  test("a post is signed as Standard Webhooks says, tried again with the same id, and told to one receiver once", async () => {
    const { calls, answer, url, stop } = await receiver();
    const made = await editAlertSettings(admin(), { webhookUrl: url });
    const secret = made.ok ? (made.value.secret ?? "") : "";
    await plant().lateApproval(90, { amountMinor: 24_700 });
    await raiseAlerts(at(0), "production");
    answer.status = 302;
    expect(await sendAlertPosts.run(at(0))).toBe(0);
    expect(await getAlertSettings(admin())).toMatchObject({
      lastPost: { sentAt: null, lastError: "STATUS 302" },
    });
    answer.status = 204;
    expect(await sendAlertPosts.run(at(0.5))).toBe(0);
    const sent = await Promise.all([sendAlertPosts.run(at(1)), sendAlertPosts.run(at(1))]);
    expect(sent.sort()).toEqual([0, 1]);
    expect(calls).toHaveLength(2);
    const [first, second] = calls as [(typeof calls)[0], (typeof calls)[0]];
    expect(second.headers["webhook-id"]).toBe(first.headers["webhook-id"]);
    const signed = `${second.headers["webhook-id"]}.${second.headers["webhook-timestamp"]}.${second.body}`;
    const key = Buffer.from(secret.replace("whsec_", ""), "base64");
    expect(second.headers["webhook-signature"]).toBe(
      `v1,${createHmac("sha256", key).update(signed).digest("base64")}`,
    );
    expect(JSON.parse(second.body)).toMatchObject({
      ...{ type: "alerts", environment: "production", again: [], resolved: [] },
      opened: [
        {
          ...{ kind: "late_approval", merchantId: lumen.id, subject: null, isAlarm: false, count: 1 },
          amounts: [{ currency: "USD", amountMinor: 24_700 }],
          what: "1 late approval needs a decision",
        },
      ],
    });
    stop();
  });

  test("a test reaches everybody who would be told, and says that nothing is wrong", async () => {
    const { calls, url, stop } = await receiver();
    await editAlertSettings(admin(), { webhookUrl: url });
    expect(await sendTestAlert(admin(), { environment: "sandbox" })).toEqual({
      ok: true,
      value: { mails: ["daniel@northgate.example"], hasPost: true },
    });
    await sendAlertPosts.run(at(0));
    expect(JSON.parse(calls[0]?.body ?? "{}")).toMatchObject({ type: "test", opened: [] });
    expect(await mailed()).toMatchObject([{ subject: "Sandbox: a test of alerts", kind: "alert_test" }]);
    stop();
  });
});
