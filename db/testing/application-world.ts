import { eq } from "drizzle-orm";
import { afterAll, afterEach, beforeAll, beforeEach, expect } from "vitest";
import { EVERY_TENANT, inTenant } from "#db/tenant.ts";
import { systemScope, userScope } from "#lib/access/open-scope.ts";
import { createFlexchargeClient, type FlexchargeClient } from "#lib/flexcharge/client.ts";
import type { Session } from "#lib/flexcharge/schema.ts";
import { newId } from "#lib/kit/ids.ts";
import { addDocument } from "#lib/onboarding/add-document.ts";
import { createApplication } from "#lib/onboarding/create-application.ts";
import { editApplication } from "#lib/onboarding/edit-application.ts";
import { reconcileDue } from "#lib/onboarding/jobs.ts";
import type { OnboardingTools } from "#lib/onboarding/open-onboarding-tools.ts";
import { getApplication } from "#lib/onboarding/queries/get-application.ts";
import { submitApplication } from "#lib/onboarding/submit-application.ts";
import { PARTNER_TENANT, type Role } from "#lib/terms.ts";
import { type Database, openDatabase } from "../client.ts";
import { auditEntries } from "../schema/audit.ts";
import { applications } from "../schema/onboarding.ts";
import { createTestDatabase, type TestDatabase } from "./database.ts";
import { insertMerchants } from "./merchants.ts";
import { startTestSandbox, type TestSandbox } from "./sandbox.ts";

export let home: TestDatabase;
export let database: Database;
export let sandbox: TestSandbox;
export let client: FlexchargeClient;
export let partner: Session;
export let tools: OnboardingTools;
export let merchantId: string;
export let applicationId: string;
export let clockMs = Date.now();
export const clock = { now: () => new Date(clockMs) };

export const filled = {
  legalName: "Kestrel Coffee LLC",
  taxId: "12-3456789",
  addressLine1: "1 Roast Way",
  city: "Portland",
  zip: "97201",
  firstName: "Hana",
  lastName: "Lindqvist",
  email: "hana@kestrel.example",
  phone: "+1 555 0100",
  descriptor: "KESTREL*COFFEE",
  supportEmail: "help@kestrel.example",
  supportPhone: "+1 555 0101",
  accountNumber: "000123456789",
  routingNumber: "110000000",
  sites: [{ name: "Shop", url: "https://kestrel.example", descriptor: "KESTREL*COFFEE" }],
};
export const pdf: Uint8Array<ArrayBuffer> = new TextEncoder().encode("%PDF-1.7 licence");

export const scopeOf = (role: Role, owner: string = PARTNER_TENANT) =>
  userScope({ id: `usr_${role}`, name: `Sam ${role}`, role, merchantId: owner }, { database, clock });
export const staff = () => scopeOf("operator");
export const worker = () => systemScope("worker", { database, clock });
export const place = () => ({ merchantId, applicationId });
export const view = async () => (await getApplication(staff(), merchantId, "sandbox")).application!;
export const state = async () => (await view()).state;
export const edit = async (values: Record<string, unknown>, version?: number, scope = staff()) =>
  editApplication(scope, { ...place(), version: version ?? (await view()).version, values });
export const fill = async () => {
  const edited = await edit({ ...filled, dba: `Kestrel ${merchantId}` });
  expect(edited).toMatchObject({ ok: true, value: { problems: {} } });
};
export const attach = (fileName = "licence.pdf", content: Uint8Array<ArrayBuffer> = pdf, scope = staff()) =>
  addDocument(scope, { ...place(), type: "BusinessLicense", fileName, content });
export const submit = (scope = staff()) => submitApplication(scope, place(), tools);
export const row = async () =>
  inTenant(database, EVERY_TENANT, async (tx) => {
    const [found] = await tx.select().from(applications).where(eq(applications.id, applicationId));
    return found!;
  });
export const actions = () =>
  inTenant(database, EVERY_TENANT, (tx) =>
    tx
      .select({ action: auditEntries.action })
      .from(auditEntries)
      .where(eq(auditEntries.merchantId, merchantId)),
  ).then((rows) => rows.map(({ action }) => action));
/** What underwriting does in the sandbox. */
export async function underwriting(verdict: string, body: unknown = {}) {
  const { upstreamId } = await row();
  const answer = await fetch(`${sandbox.sandboxUrl}/_control/applications/${upstreamId}/${verdict}`, {
    method: "POST",
    headers: { "content-type": "application/json" },
    body: JSON.stringify(body),
  });
  if (!answer.ok) throw new Error(await answer.text());
}
/** Later, when everything is due again. */
export async function workerLooks(afterMs = 70_000) {
  clockMs += afterMs;
  return reconcileDue(worker(), tools);
}
/** The real client; the sandbox fails at the very call that creates. */
export function atCreation(fault: {
  kind: "status" | "timeout_after";
  status?: number;
  ms?: number;
}): OnboardingTools {
  const createApplication: FlexchargeClient["createApplication"] = async (...call) => {
    await sandbox.control("sandbox").addFault({ path: "/v1/onboarding/application", times: 1, ...fault });
    return client.createApplication(...call);
  };
  return { ...tools, client: { ...client, createApplication } };
}
export const createsSeen = async () =>
  (await sandbox.control("sandbox").calls({ path: "/v1/onboarding/application" })).filter(
    (call) => call.method === "POST" && call.path === "/v1/onboarding/application",
  ).length;

/** One sandbox and database a file, one merchant with a draft a test. */
export function openApplications(): void {
  beforeAll(async () => {
    process.env.SWITCHBOARD_ENCRYPTION_KEY = Buffer.alloc(32, 1).toString("base64");
    [home, sandbox] = await Promise.all([createTestDatabase(), startTestSandbox()]);
    database = openDatabase(home.appUrl, { applicationName: "test" });
    client = createFlexchargeClient({
      baseUrls: { sandbox: sandbox.sandboxUrl, production: sandbox.productionUrl },
      limits: { failuresMax: 1_000 },
    });
    const account = await fetch(`${sandbox.sandboxUrl}/_control/merchants`, {
      method: "POST",
      headers: { "content-type": "application/json" },
      body: JSON.stringify({ name: "Northgate", isPartner: true }),
    }).then((answer) => answer.json() as Promise<{ mid: string; appKey: string; appSecret: string }>);
    partner = { merchantId: "partner", environment: "sandbox", version: 1, ...account };
    tools = { client, partner: async () => partner, deadlineMs: 5_000 };
  });
  beforeEach(async () => {
    merchantId = newId("merchant");
    await insertMerchants(database, merchantId);
    const created = await createApplication(staff(), { merchantId, environment: "sandbox" });
    if (!created.ok) throw new Error(created.reason);
    applicationId = created.value.applicationId;
  });
  afterEach(() => sandbox.control("sandbox").clearFaults());
  afterAll(async () => {
    await Promise.all([client.close(), database.close()]);
    await Promise.all([home.drop(), sandbox.stop()]);
  });
}
