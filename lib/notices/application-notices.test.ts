import { eq } from "drizzle-orm";
import { afterAll, beforeAll, describe, expect, test, vi } from "vitest";
import { notices } from "#db/schema/notices.ts";
import { applications } from "#db/schema/onboarding.ts";
import { webhookEvents } from "#db/schema/webhooks.ts";
import { EVERY_TENANT, inTenant } from "#db/tenant.ts";
import { createWorld, type World } from "#db/testing/gateway-world.ts";
import { noticeBody, signedNotice } from "#db/testing/signed-notice.ts";
import { systemScope } from "#lib/access/open-scope.ts";
import { enterCredentials } from "#lib/credentials/enter-credentials.ts";
import { openCredentials } from "#lib/credentials/open-credentials.ts";
import { verifyCredentials } from "#lib/credentials/verify-credentials.ts";
import type { Session } from "#lib/flexcharge/schema.ts";
import { newGuid, newId } from "#lib/kit/ids.ts";
import { createLog } from "#lib/kit/log.ts";
import { ENVIRONMENTS, PARTNER_TENANT } from "#lib/terms.ts";
import { startNotices } from "./jobs.ts";

const details = {
  legalEntityName: "Kestrel Coffee LLC",
  dba: "Kestrel Coffee",
  taxId: "12-3456789",
  descriptor: "KESTREL*COFFEE",
  primaryContact: {
    firstName: "Hana",
    lastName: "Lindqvist",
    email: "hana@kestrel.example",
    phone: "+15550100",
  },
  customerSupportInformation: { supportEmail: "help@kestrel.example", supportPhone: "+15550101" },
  bankAccountInformation: { accountNumber: "000123456789", routingNumber: "110000000" },
  address: { addressLine1: "1 Roast Way", city: "Portland", zipcode: "97201" },
};
const environment = "sandbox" as const;
const within = { deadlineMs: 6_000 };

let world: World;
let working: ReturnType<typeof startNotices>;
let partner: Session;
let webhookKey: string;
const silent = createLog("test", { write: () => {} });
const control = () => world.sandbox.control(environment);

beforeAll(async () => {
  world = await createWorld();
  const account = await control().createMerchant({ name: "Northgate", isPartner: true });
  const { appKey, appSecret } = account;
  webhookKey = account.webhookKey;
  const place = { merchantId: PARTNER_TENANT, environment };
  await enterCredentials(world.scope, { ...place, appKey, appSecret, webhookKey });
  await verifyCredentials(world.scope, place, { client: world.flexcharge });
  const opened = await openCredentials(world.database, PARTNER_TENANT, environment);
  if (!opened) throw new Error("the partner's account is not verified");
  partner = opened;
  await world.deliverNotices({
    ...world.alpha,
    id: PARTNER_TENANT,
    mids: { sandbox: account.mid, production: world.alpha.mids.production },
  });
  working = startNotices(systemScope("worker", { database: world.database }), {
    flexcharge: world.flexcharge,
    log: silent,
  });
}, 90_000);
afterAll(async () => {
  await working.stop();
  await world.stop();
});

/** A merchant of ours whose application FlexCharge has, submitted. */
async function submitted(): Promise<{ upstreamId: string; merchantId: string }> {
  const created = await world.flexcharge.createApplication(partner, details, within);
  if (created.kind !== "answer") throw new Error(created.kind);
  const upstreamId = created.body.id;
  const merchantId = await ours(upstreamId);
  await world.flexcharge.submitApplication(partner, { id: upstreamId }, within);
  return { upstreamId, merchantId };
}

async function ours(upstreamId: string): Promise<string> {
  const { id: merchantId } = await world.addMerchant(`m-${upstreamId.slice(0, 6)}`);
  const at = new Date();
  await inTenant(world.database, merchantId, (tx) =>
    tx.insert(applications).values({
      ...{
        merchantId,
        environment,
        upstreamId,
        state: "submitted",
        details: JSON.stringify({ dba: "Kestrel" }),
      },
      ...{ id: newId("application"), createdAt: at, updatedAt: at, stateAt: at, submittedAt: at },
    }),
  );
  return merchantId;
}

async function applicationOf(merchantId: string) {
  const [row] = await inTenant(world.database, merchantId, (tx) => tx.select().from(applications));
  return row;
}
const fatesOf = (upstreamId: string) =>
  inTenant(world.database, EVERY_TENANT, async (tx) => {
    const rows = await tx.select().from(notices).where(eq(notices.flexchargeOrderId, upstreamId));
    return rows.map(({ event, state, cause }) => [event, state, cause].filter(Boolean).join(" ")).sort();
  });
const until = (upstreamId: string, fates: string[]) =>
  vi.waitFor(async () => expect(await fatesOf(upstreamId)).toEqual(expect.arrayContaining(fates)), {
    timeout: 15_000,
    interval: 100,
  });

describe("notices of the partner's own account", () => {
  test("underwriting's word moves the merchant's application, once however often it is told", async () => {
    const { upstreamId, merchantId } = await submitted();
    await control().webhooks("duplicate");
    await control().underwrite(upstreamId, "approve");
    await until(upstreamId, ["application.approved applied", "application.approved duplicate SAME_EVENT"]);
    await control().webhooks("normal");
    expect(await applicationOf(merchantId)).toMatchObject({ state: "approved" });
    const told = await inTenant(world.database, EVERY_TENANT, (tx) => tx.select().from(webhookEvents));
    expect(told.filter(({ event }) => event.startsWith("application."))).toEqual([]);
  });

  test("what is asked reaches the application in FlexCharge's words", async () => {
    const { upstreamId, merchantId } = await submitted();
    const asked = { message: "A clearer ID, please.", fields: ["PrimaryContact"] };
    await control().underwrite(upstreamId, "request-info", asked);
    await until(upstreamId, ["application.info_requested applied"]);
    const row = await applicationOf(merchantId);
    expect(row?.state).toBe("info_requested");
    expect(JSON.parse(row?.infoRequest ?? "{}")).toMatchObject(asked);
  });

  test("an application that nobody here knows yet waits, and is applied when it appears", async () => {
    const upstreamId = newGuid();
    await post(PARTNER_TENANT, webhookKey, applicationBody(upstreamId, "APPROVED"));
    await until(upstreamId, ["application.approved parked APPLICATION_NOT_KNOWN"]);
    const merchantId = await ours(upstreamId);
    await until(upstreamId, ["application.approved applied"]);
    expect(await applicationOf(merchantId)).toMatchObject({ state: "approved" });
  });

  test("an order's notice changes nothing here, whoever's order it is", async () => {
    const OrderId = newGuid();
    await post(PARTNER_TENANT, webhookKey, noticeBody({ OrderId }));
    await until(OrderId, ["order.completed recorded NO_EFFECT"]);
  });
});

test("a merchant cannot approve its own application with its own webhook key", async () => {
  const { upstreamId, merchantId } = await submitted();
  const { alpha } = world;
  expect(await post(alpha.id, alpha.webhookKeys.sandbox, applicationBody(upstreamId, "APPROVED"))).toBe(200);
  await until(upstreamId, ["application.approved recorded NO_EFFECT"]);
  expect(await applicationOf(merchantId)).toMatchObject({ state: "submitted" });
  const forged = applicationBody(upstreamId, "DECLINED");
  expect(await post(PARTNER_TENANT, alpha.webhookKeys.sandbox, forged)).toBe(401);
});

test.each(ENVIRONMENTS)(
  "the partner's %s address is there, and closed to whoever has no key",
  async (one) => {
    const call = signedNotice(
      { merchantId: PARTNER_TENANT, environment: one, key: world.alpha.webhookKeys[one] },
      applicationBody(newGuid(), "APPROVED"),
    );
    expect((await world.call(call.path, { ...call.init, body: new Uint8Array(call.init.body) })).status).toBe(
      401,
    );
  },
);

function applicationBody(applicationId: string, status: string): string {
  const Event = `application.${status.toLowerCase()}`;
  return noticeBody({ Event, EventData: { applicationId, status }, OrderId: null, ExternalOrderId: null });
}

async function post(merchantId: string, key: string, body: string): Promise<number> {
  const { path, init } = signedNotice({ merchantId, environment, key }, body);
  return (await world.call(path, { ...init, body: new Uint8Array(init.body) })).status;
}
