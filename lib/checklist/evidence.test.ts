import { eq } from "drizzle-orm";
import { pino } from "pino";
import { afterAll, beforeAll, expect, test, vi } from "vitest";
import { mails } from "#db/schema/alerts.ts";
import { users } from "#db/schema/people.ts";
import { EVERY_TENANT, inTenant } from "#db/tenant.ts";
import { declinedOrder, declinedRebill } from "#db/testing/gateway-bodies.ts";
import { createWorld, type World, type WorldMerchant } from "#db/testing/gateway-world.ts";
import { processedPayment } from "#db/testing/transmits.ts";
import { systemScope, userScope } from "#lib/access/open-scope.ts";
import { listAuditEntries } from "#lib/audit/queries.ts";
import { NotFoundError, PermissionError, StepUpError } from "#lib/kit/errors.ts";
import type { Integration, Role } from "#lib/terms.ts";
import { recordAttempts } from "#lib/transmits/record-attempts.ts";
import { collectEvidence } from "./collect-evidence.ts";
import { overrideStep } from "./override-step.ts";
import { listSteps } from "./queries/list-steps.ts";
import { remindStep } from "./remind-step.ts";
import type { StepId } from "./schema.ts";
import { setIntegrationComponent } from "./set-integration-component.ts";

let world: World;
let stream: { stop(): Promise<void> };

beforeAll(async () => {
  world = await createWorld();
  stream = recordAttempts(world.scope, { directUrl: world.appUrl, log: pino({ level: "silent" }) });
});
afterAll(async () => {
  await stream?.stop();
  await world?.stop();
});

const SOON_MS = 10_000;
/** What was recorded just now counts after some seconds; these tests do not wait for them. */
const soon = (ms = SOON_MS) =>
  systemScope("seed", { database: world.database, clock: { now: () => new Date(Date.now() + ms) } });

const person = (role: Role, merchantId = "*", provenAt: Date | null = new Date()) =>
  userScope(
    { id: "usr_1", name: "Ana", role, merchantId: merchantId === "*" ? "partner" : merchantId },
    {
      database: world.database,
      provenAt,
    },
  );

async function merchantWith(name: string, integration: Integration): Promise<WorldMerchant> {
  const merchant = await world.addMerchant(name);
  await world.changeMerchant(merchant.id, { integration });
  return merchant;
}

/** The ids of the steps that are done, after the job has looked. */
async function doneOf(merchant: WorldMerchant): Promise<StepId[]> {
  await collectEvidence(soon());
  const { steps } = await listSteps(world.scope, merchant.id);
  return steps.filter(({ state }) => state === "done").map(({ step }) => step.id);
}

const at = (merchant: WorldMerchant) => ({ siteUrl: `https://${merchant.host}` });

async function evaluate(merchant: WorldMerchant, json: Record<string, unknown>) {
  const token = await world.bearer(merchant.keys.sandbox);
  const answer = await world.call("/v1/evaluate", { token, json });
  expect(answer.status).toBe(200);
  return answer.body as { status: string; orderId: string };
}

async function transmit(merchant: WorldMerchant, json: Record<string, unknown>, mark: string) {
  const token = await world.bearer(merchant.keys.sandbox);
  expect((await world.call("/v1/transmit", { token, json })).status).toBe(200);
  await vi.waitFor(
    async () => {
      await collectEvidence(soon());
      const { steps } = await listSteps(world.scope, merchant.id);
      expect(steps.flatMap(({ seen }) => seen.map((one) => one.mark as string))).toContain(mark);
    },
    { timeout: 10_000 },
  );
}

const SET_UP: StepId[] = ["application", "sandbox_credentials", "site"];

test("the standard CIT guide's steps tick one by one as its traffic is seen", async () => {
  const merchant = await merchantWith("standard", "standard_cit");
  const { steps } = await listSteps(world.scope, merchant.id);
  expect(steps.map(({ step }) => step.id)).toEqual([
    ...SET_UP,
    "sense_js",
    "card_vaulted",
    "transmit_approved",
    "evaluate",
    "refund",
    "go_live",
  ]);
  // The test world has production switched on from the start.
  const proven: StepId[] = [...SET_UP, "go_live"];
  expect(await doneOf(merchant)).toEqual(proven);
  expect(steps.filter(({ state }) => state === "now").map(({ step }) => step.id)).toEqual(["sense_js"]);

  const paid = await evaluate(merchant, declinedOrder({ ...at(merchant), senseKey: "f3b1f0d2-0001" }));
  expect(paid.status).toBe("APPROVED");
  expect(await doneOf(merchant)).toEqual([...SET_UP, "sense_js", "card_vaulted", "go_live"]);

  await transmit(merchant, processedPayment(at(merchant)), "transmit.approved");
  expect(await doneOf(merchant)).toContain("transmit_approved");
  expect(await doneOf(merchant)).not.toContain("evaluate");

  await evaluate(merchant, declinedOrder({ ...at(merchant), payer: { phone: "+99.2001a/+99.2001b" } }));
  expect(await doneOf(merchant)).not.toContain("evaluate");
  const lost = declinedOrder({ ...at(merchant), payer: { phone: "+12025550147" } });
  expect((await evaluate(merchant, lost)).status).toBe("DECLINED");
  expect(await doneOf(merchant)).toContain("evaluate");

  const token = await world.bearer(merchant.keys.sandbox);
  const refund = (amountToRefund: number) =>
    world.call(`/v1/orders/${paid.orderId}/refund`, { token, json: { amountToRefund } });
  expect((await refund(10)).status).toBe(200);
  expect(await doneOf(merchant)).not.toContain("refund");
  expect((await refund(35.99)).status).toBe(200);
  expect(await doneOf(merchant)).toContain("refund");
});

test("a partner backend's steps need every payment transmitted, the channel told and the site named", async () => {
  const merchant = await merchantWith("backend", "partner_backend");
  const { steps } = await listSteps(world.scope, merchant.id);
  const ids = steps.map(({ step }) => step.id);
  expect(ids).not.toContain("sense_js");
  expect(ids).not.toContain("transmit_approved");
  expect(ids.slice(-6)).toEqual([
    "evaluate",
    "call_center",
    "site_named",
    "mit_fields",
    "mit_outcome",
    "go_live",
  ]);
  await transmit(merchant, processedPayment(at(merchant)), "transmit.approved");
  expect(await doneOf(merchant)).not.toContain("transmit_every");
  const declined = processedPayment({ ...at(merchant), isDeclined: true });
  await transmit(merchant, declined, "transmit.declined");
  expect(await doneOf(merchant)).toContain("transmit_every");
  await evaluate(merchant, declinedOrder(at(merchant)));
  const afterWeb = await doneOf(merchant);
  expect(afterWeb).toContain("site_named");
  expect(afterWeb).not.toContain("call_center");
  await evaluate(merchant, declinedOrder({ ...at(merchant), orderSource: "moto" }));
  expect(await doneOf(merchant)).toContain("call_center");
});

test("rebills of both MIT guides tick their fields, and their outcome when it is heard", async () => {
  for (const integration of ["partner_mit", "merchant_direct_mit"] as const) {
    const merchant = await world.addMerchant(integration.replaceAll("_", "-"), "sync");
    await world.changeMerchant(merchant.id, { integration });
    expect(await doneOf(merchant)).not.toContain("mit_fields");
    await evaluate(merchant, declinedRebill(at(merchant)));
    const done = await doneOf(merchant);
    expect(done).toContain("mit_enabled");
    expect(done).toContain("mit_fields");
    expect(done).toContain("mit_outcome");
  }
});

test("what was read is not counted again, and each evidence leads to its order", async () => {
  const merchant = await merchantWith("once", "partner_backend");
  const order = declinedOrder(at(merchant));
  await evaluate(merchant, order);
  await doneOf(merchant);
  await doneOf(merchant);
  const { steps } = await listSteps(world.scope, merchant.id);
  const [seen] = steps.find(({ step }) => step.id === "card_vaulted")?.seen ?? [];
  expect(seen).toMatchObject({ environment: "sandbox", count: 1, externalOrderId: order.orderId });
  expect(seen?.orderId).toMatch(/^ord_/);
});

test("a component that is taken away takes its steps along, is audited, and comes back", async () => {
  const merchant = await merchantWith("parts", "standard_cit");
  const change = { merchantId: merchant.id, component: "sense_js", used: false } as const;
  const operator = person("operator");
  expect(await setIntegrationComponent(operator, change)).toEqual({ ok: true, value: { changed: true } });
  expect(await setIntegrationComponent(operator, change)).toEqual({ ok: true, value: { changed: false } });
  const ids = async () => (await listSteps(world.scope, merchant.id)).steps.map(({ step }) => step.id);
  expect(await ids()).not.toContain("sense_js");
  const entries = await listAuditEntries(world.scope, { merchantId: merchant.id });
  expect(entries.rows.filter(({ action }) => action === "merchant.set_component")).toHaveLength(1);
  await setIntegrationComponent(operator, { ...change, used: true });
  expect(await ids()).toContain("sense_js");
  await expect(setIntegrationComponent(person("viewer"), change)).rejects.toThrow(PermissionError);
  await expect(setIntegrationComponent(operator, { ...change, merchantId: "mer_none" })).rejects.toThrow(
    NotFoundError,
  );
});

test("an approver lets a step pass in writing, once; nobody else does", async () => {
  const merchant = await merchantWith("passing", "standard_cit");
  const pass = {
    merchantId: merchant.id,
    step: "refund",
    channels: ["cit_website", "cit_call_center"],
    reason: "Refunds go through our own back office",
  } as const;
  const before = await listSteps(world.scope, merchant.id);
  expect(before.open.cit_website).toContain("refund");
  const given = { ...pass, channels: [...pass.channels] };
  await expect(overrideStep(person("operator"), given)).rejects.toThrow(PermissionError);
  await expect(overrideStep(person("merchant_admin", merchant.id), given)).rejects.toThrow(PermissionError);
  await expect(overrideStep(person("admin", "*", null), given)).rejects.toThrow(StepUpError);
  await expect(overrideStep(person("admin"), { ...given, merchantId: "mer_none" })).rejects.toThrow(
    NotFoundError,
  );
  expect(await overrideStep(person("admin"), given)).toMatchObject({ value: { changed: true } });
  expect(await overrideStep(person("admin"), given)).toMatchObject({ value: { changed: false } });
  const after = await listSteps(world.scope, merchant.id);
  expect(after.open.cit_website).not.toContain("refund");
  expect(after.steps.find(({ step }) => step.id === "refund")).toMatchObject({
    state: "overridden",
    override: { byName: "Ana", reason: pass.reason },
  });
  const entries = await listAuditEntries(world.scope, { merchantId: merchant.id });
  expect(entries.rows.filter(({ action }) => action === "checklist.override_step")).toHaveLength(1);
});

test("a step of which nothing was seen for fourteen days has regressed", async () => {
  const merchant = await merchantWith("silent", "partner_backend");
  await evaluate(merchant, declinedOrder(at(merchant)));
  expect(await doneOf(merchant)).toContain("card_vaulted");
  const { steps } = await listSteps(soon(15 * 86_400_000), merchant.id);
  expect(steps.find(({ step }) => step.id === "card_vaulted")?.state).toBe("regressed");
  expect(steps.find(({ step }) => step.id === "application")?.state).toBe("done");
});

test("another merchant's checklist is not there", async () => {
  await expect(listSteps(person("merchant_viewer", world.beta.id), world.alpha.id)).rejects.toThrow(
    NotFoundError,
  );
});

test("the merchant's administrators are reminded of what waits on them, once a day", async () => {
  const merchant = await merchantWith("reminded", "standard_cit");
  const wish = { merchantId: merchant.id, step: "sense_js" } as const;
  expect(await remindStep(person("operator"), wish)).toEqual({ ok: false, reason: "NOBODY" });
  await inTenant(world.database, EVERY_TENANT, (tx) =>
    tx.insert(users).values({
      id: "usr_reminded",
      merchantId: merchant.id,
      email: "hana@reminded.example",
      name: "Hana Lind",
      role: "merchant_admin",
      passwordHash: "x",
    }),
  );
  expect(await remindStep(person("operator"), wish)).toEqual({ ok: true, value: { told: 1 } });
  expect(await remindStep(person("operator"), wish)).toMatchObject({ ok: false, reason: "REMINDED" });
  const ours = { ...wish, step: "sandbox_credentials" } as const;
  expect(await remindStep(person("operator"), ours)).toEqual({ ok: false, reason: "NOT_THEIRS" });
  await expect(remindStep(person("merchant_admin", merchant.id), wish)).rejects.toThrow(PermissionError);
  const sent = await inTenant(world.database, EVERY_TENANT, (tx) =>
    tx.select().from(mails).where(eq(mails.merchantId, merchant.id)),
  );
  expect(sent).toMatchObject([
    { toAddress: "hana@reminded.example", subject: 'reminded: "SenseJS on the checkout page" waits on you' },
  ]);
});
