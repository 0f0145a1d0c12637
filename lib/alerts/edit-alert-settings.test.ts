import { eq } from "drizzle-orm";
import { afterAll, beforeAll, beforeEach, describe, expect, test } from "vitest";
import { alertSettings, mails } from "#db/schema/alerts.ts";
import { auditEntries } from "#db/schema/audit.ts";
import { type AlertWorld, openAlertWorld } from "#db/testing/alert-world.ts";
import type { Planted } from "#db/testing/partner-world.ts";
import { inScope } from "#lib/access/in-scope.ts";
import type { Scope } from "#lib/access/open-scope.ts";
import { NotFoundError, PermissionError } from "#lib/kit/errors.ts";
import { editAlertSettings } from "./edit-alert-settings.ts";
import { getAlertSettings } from "./queries/get-alert-settings.ts";
import { listAlerts } from "./queries/list-alerts.ts";
import { raiseAlerts } from "./raise-alerts.ts";
import { sendTestAlert } from "./send-test-alert.ts";

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
    expect((await world.mailed()).map(({ toAddress }) => toAddress).sort()).toEqual(view.emails);
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
