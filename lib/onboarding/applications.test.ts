import { and, eq } from "drizzle-orm";
import { afterAll, afterEach, beforeAll, beforeEach, describe, expect, test } from "vitest";
import { type Database, openDatabase } from "#db/client.ts";
import { auditEntries } from "#db/schema/audit.ts";
import { flexchargeAccounts, merchants } from "#db/schema/merchants.ts";
import { applicationDocuments, applications } from "#db/schema/onboarding.ts";
import { EVERY_TENANT, inTenant } from "#db/tenant.ts";
import { createTestDatabase, type TestDatabase } from "#db/testing/database.ts";
import { insertMerchants } from "#db/testing/merchants.ts";
import { startTestSandbox, type TestSandbox } from "#db/testing/sandbox.ts";
import { systemScope, userScope } from "#lib/access/open-scope.ts";
import { openCredentials } from "#lib/credentials/open-credentials.ts";
import { createFlexchargeClient, type FlexchargeClient } from "#lib/flexcharge/client.ts";
import type { Session } from "#lib/flexcharge/schema.ts";
import { NotFoundError, PermissionError } from "#lib/kit/errors.ts";
import { newId } from "#lib/kit/ids.ts";
import { PARTNER_TENANT, type Role } from "#lib/terms.ts";
import { addDocument } from "./add-document.ts";
import { answerInfoRequest } from "./answer-info-request.ts";
import { applyApplicationStatus } from "./apply-application-status.ts";
import { cancelApplication } from "./cancel-application.ts";
import { convertApplication } from "./convert-application.ts";
import { createApplication } from "./create-application.ts";
import { deleteDocument } from "./delete-document.ts";
import { editApplication } from "./edit-application.ts";
import { issueAccountKeys } from "./issue-account-keys.ts";
import { reconcileDue } from "./jobs.ts";
import type { OnboardingTools } from "./open-onboarding-tools.ts";
import { getApplication } from "./queries/get-application.ts";
import { listApplications } from "./queries/list-applications.ts";
import { submitApplication } from "./submit-application.ts";

let home: TestDatabase;
let database: Database;
let sandbox: TestSandbox;
let client: FlexchargeClient;
let partner: Session;
let tools: OnboardingTools;
let merchantId: string;
let applicationId: string;
let clockMs = Date.now();
const clock = { now: () => new Date(clockMs) };

const filled = {
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
const pdf: Uint8Array<ArrayBuffer> = new TextEncoder().encode("%PDF-1.7 licence");

const scopeOf = (role: Role, owner: string = PARTNER_TENANT) =>
  userScope({ id: `usr_${role}`, name: `Sam ${role}`, role, merchantId: owner }, { database, clock });
const staff = () => scopeOf("operator");
const worker = () => systemScope("worker", { database, clock });
const place = () => ({ merchantId, applicationId });
const view = async () => (await getApplication(staff(), merchantId, "sandbox")).application!;
const state = async () => (await view()).state;
const edit = async (values: Record<string, unknown>, version?: number, scope = staff()) =>
  editApplication(scope, { ...place(), version: version ?? (await view()).version, values });
const fill = async () => {
  const edited = await edit({ ...filled, dba: `Kestrel ${merchantId}` });
  expect(edited).toMatchObject({ ok: true, value: { problems: {} } });
};
const attach = (fileName = "licence.pdf", content: Uint8Array<ArrayBuffer> = pdf, scope = staff()) =>
  addDocument(scope, { ...place(), type: "BusinessLicense", fileName, content });
const submit = (scope = staff()) => submitApplication(scope, place(), tools);
const row = async () =>
  inTenant(database, EVERY_TENANT, async (tx) => {
    const [found] = await tx.select().from(applications).where(eq(applications.id, applicationId));
    return found!;
  });
const actions = () =>
  inTenant(database, EVERY_TENANT, (tx) =>
    tx
      .select({ action: auditEntries.action })
      .from(auditEntries)
      .where(eq(auditEntries.merchantId, merchantId)),
  ).then((rows) => rows.map(({ action }) => action));
/** What underwriting does in the sandbox. */
async function underwriting(verdict: string, body: unknown = {}) {
  const { upstreamId } = await row();
  const answer = await fetch(`${sandbox.sandboxUrl}/_control/applications/${upstreamId}/${verdict}`, {
    method: "POST",
    headers: { "content-type": "application/json" },
    body: JSON.stringify(body),
  });
  if (!answer.ok) throw new Error(await answer.text());
}
/** Later, when everything is due again. */
async function workerLooks(afterMs = 70_000) {
  clockMs += afterMs;
  return reconcileDue(worker(), tools);
}
/** The real client; the sandbox fails at the very call that creates. */
function atCreation(fault: {
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
const createsSeen = async () =>
  (await sandbox.control("sandbox").calls({ path: "/v1/onboarding/application" })).filter(
    (call) => call.method === "POST" && call.path === "/v1/onboarding/application",
  ).length;

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

describe("an application", () => {
  test("goes from its draft to a merchant with proven keys and its site", async () => {
    await fill();
    expect(await attach()).toMatchObject({ ok: true });
    expect(await submit()).toMatchObject({ ok: true, value: { state: "submitted", onItsWay: null } });
    expect((await view()).documents).toMatchObject([{ fileName: "licence.pdf", isThere: true, cause: null }]);
    await underwriting("request-info", {
      message: "Which bank?",
      fields: ["BankAccountInformation", "Documents"],
    });
    await workerLooks();
    expect(await view()).toMatchObject({ state: "info_requested", request: { message: "Which bank?" } });
    expect(await edit({ legalName: "Other" })).toMatchObject({ reason: "NOT_ASKED", fields: ["legalName"] });
    const admin = scopeOf("merchant_admin", merchantId);
    expect(await edit({ bankName: "First Bank" }, undefined, admin)).toMatchObject({ ok: true });
    await attach("statement.csv", new TextEncoder().encode("day;sum"), admin);
    expect(await answerInfoRequest(admin, place(), tools)).toMatchObject({ ok: true });
    expect(["submitted", "in_review"]).toContain(await state());
    expect((await view()).documents.every(({ isThere }) => isThere)).toBe(true);
    await underwriting("approve");
    await workerLooks();
    expect(await state()).toBe("approved");

    const converted = await convertApplication(staff(), { ...place(), confirmed: true }, tools);
    expect(converted).toMatchObject({ ok: true });
    expect(await convertApplication(staff(), { ...place(), confirmed: true }, tools)).toEqual(converted);
    const [account] = await inTenant(database, EVERY_TENANT, (tx) =>
      tx
        .select({ standing: flexchargeAccounts.standing, merchant: merchants.state })
        .from(merchants)
        .innerJoin(
          flexchargeAccounts,
          and(eq(flexchargeAccounts.merchantId, merchants.id), eq(flexchargeAccounts.environment, "sandbox")),
        )
        .where(eq(merchants.id, merchantId)),
    );
    expect(account).toEqual({ standing: "converted", merchant: "active" });
    expect(await issueAccountKeys(staff(), place(), tools)).toMatchObject({
      value: { credentials: "verified", sites: 1 },
    });
    expect(await issueAccountKeys(staff(), place(), tools)).toMatchObject({ value: { credentials: "kept" } });
    expect(await openCredentials(database, merchantId, "sandbox")).toMatchObject({ mid: (await row()).mid });
    expect(await actions()).toEqual(
      expect.arrayContaining([
        "application.submit",
        "application.answer",
        "application.convert",
        "credentials.verify",
      ]),
    );
  }, 30_000);

  test("keeps the bank's numbers sealed: page, audit and row show the last four", async () => {
    await fill();
    const kept = JSON.stringify([
      await getApplication(staff(), merchantId, "sandbox"),
      (await row()).details,
    ]);
    expect(kept).not.toContain("000123456789");
    expect(await view()).toMatchObject({ bankLast4: "6789", hasRouting: true });
    const entries = await inTenant(database, EVERY_TENANT, (tx) =>
      tx
        .select({ after: auditEntries.after })
        .from(auditEntries)
        .where(eq(auditEntries.merchantId, merchantId)),
    );
    expect(JSON.stringify(entries)).not.toContain("000123456789");
  });

  test("refused by FlexCharge is a draft again, with FlexCharge's words", async () => {
    await fill();
    const refusing = atCreation({ kind: "status", status: 400 });
    expect(await submitApplication(staff(), place(), refusing)).toMatchObject({
      ok: false,
      reason: "FLEXCHARGE_REFUSED",
    });
    expect(await view()).toMatchObject({ state: "draft" });
    expect(await submit()).toMatchObject({ ok: true });
  });

  test("is one at a time, and a new one after a decline keeps what was told but not the bank's numbers", async () => {
    expect(await createApplication(staff(), { merchantId, environment: "sandbox" })).toMatchObject({
      reason: "APPLICATION_EXISTS",
      applicationId,
    });
    await fill();
    await submit();
    await underwriting("decline", { reason: "High risk." });
    await workerLooks();
    expect(await view()).toMatchObject({ state: "declined", cause: "High risk." });
    await createApplication(staff(), { merchantId, environment: "sandbox" });
    expect(await view()).toMatchObject({ state: "draft", bankLast4: null, hasRouting: false });
    expect((await view()).missing).toEqual(["accountNumber", "routingNumber"]);
  });
});

describe("two people", () => {
  test("who edit at once: the second is told who and when, nothing is lost", async () => {
    const { version } = await view();
    expect(await edit({ city: "Portland" }, version)).toMatchObject({ ok: true });
    expect(await edit({ city: "Salem" }, version, scopeOf("merchant_admin", merchantId))).toMatchObject({
      reason: "VERSION_CONFLICT",
      version: version + 1,
      byName: "Sam operator",
    });
    expect((await view()).details.city).toBe("Portland");
  });

  test("the same again changes nothing and makes no version", async () => {
    await edit({ city: "Portland" });
    const { version } = await view();
    expect(await edit({ city: "Portland" })).toMatchObject({ value: { changed: false, version } });
    expect((await actions()).filter((action) => action === "application.edit")).toHaveLength(1);
  });

  test("who submit at once: one submission, one application at FlexCharge", async () => {
    await fill();
    const before = await createsSeen();
    const ended = await Promise.all([submit(), submit(), submit()]);
    expect(ended.filter(({ ok }) => ok)).toHaveLength(1);
    expect((await createsSeen()) - before).toBe(1);
  });
});

describe("a lost answer", () => {
  test("of the creation: the worker finds what was created and creates nothing again", async () => {
    await fill();
    const before = await createsSeen();
    const losing = atCreation({ kind: "timeout_after", ms: 3_000 });
    const first = await submitApplication(staff(), place(), { ...losing, deadlineMs: 1_000 });
    expect(first).toMatchObject({ ok: true, value: { onItsWay: "FlexCharge did not answer in time." } });
    expect(await row()).toMatchObject({ state: "submitted", upstreamId: null });
    await workerLooks();
    await workerLooks();
    expect((await row()).upstreamId).not.toBeNull();
    expect((await createsSeen()) - before).toBe(1);
    const listed = await client.listApplications(partner, { pageSize: 200 }, { deadlineMs: 5_000 });
    if (listed.kind !== "answer") throw new Error(listed.kind);
    expect(listed.body.rows.filter(({ dba }) => dba === `Kestrel ${merchantId}`)).toHaveLength(1);
  }, 30_000);

  test("between the creation and our row: a killed program leaves one application", async () => {
    await fill();
    // What stands there after a kill: created at FlexCharge, unknown here.
    const created = await client.createApplication(
      partner,
      { legalEntityName: filled.legalName, dba: `Kestrel ${merchantId}`, taxId: filled.taxId },
      { deadlineMs: 5_000 },
    );
    if (created.kind !== "answer") throw new Error(created.kind);
    await submit();
    expect((await row()).upstreamId).toBe(created.body.id);
    expect(await state()).toBe("submitted");
  });

  test("of the conversion: asked how it stands, the same account comes out", async () => {
    await fill();
    await submit();
    await underwriting("approve");
    await workerLooks();
    const { upstreamId } = await row();
    const there = await client.convertApplication(partner, { id: upstreamId! }, { deadlineMs: 5_000 });
    if (there.kind !== "answer") throw new Error(there.kind);
    expect(await convertApplication(staff(), { ...place(), confirmed: true }, tools)).toEqual({
      ok: true,
      value: { mid: there.body.merchantId },
    });
  });

  test("without the partner's own account it waits with its cause, and goes once there is one", async () => {
    await fill();
    const without = { ...tools, partner: async () => null };
    expect(await submitApplication(staff(), place(), without)).toMatchObject({
      ok: true,
      value: { onItsWay: "The partner's own FlexCharge account has no verified credentials." },
    });
    const line = (await listApplications(staff(), "sandbox")).find((one) => one.merchantId === merchantId);
    expect(line).toMatchObject({ state: "submitted", block: { owner: "partner" } });
    await workerLooks();
    expect((await row()).submittedAt).not.toBeNull();
  });
});

describe("a notice", () => {
  const hear = async (status: string, more = {}) =>
    inTenant(database, EVERY_TENANT, async (tx) =>
      applyApplicationStatus(tx, worker(), {
        environment: "sandbox",
        upstreamId: (await row()).upstreamId!,
        status,
        at: clock.now(),
        source: "notice",
        ...more,
      }),
    );

  test("of an application that nobody knows waits; twice is one move; late ones go nowhere", async () => {
    const unknown = {
      environment: "sandbox",
      upstreamId: "none",
      status: "APPROVED",
      at: clock.now(),
      source: "notice",
    };
    await inTenant(database, EVERY_TENANT, async (tx) => {
      expect(await applyApplicationStatus(tx, worker(), unknown as never)).toEqual({
        kind: "unknown",
        state: null,
      });
    });
    await fill();
    await submit();
    expect(await hear("APPROVED")).toEqual({ kind: "moved", state: "approved" });
    expect(await hear("APPROVED")).toMatchObject({ kind: "same" });
    expect(await hear("DECLINED")).toMatchObject({ kind: "ignored" });
    expect(await hear("SUBMITTED")).toMatchObject({ kind: "asked" });
    expect(await state()).toBe("approved");
  });
});

describe("documents", () => {
  test("of a wrong kind, empty or too large are refused and nothing is kept", async () => {
    expect(await attach("run.exe")).toMatchObject({ reason: "DOCUMENT_TYPE", found: "exe" });
    expect(await attach("licence.png")).toMatchObject({ reason: "DOCUMENT_TYPE" });
    expect(await attach("empty.pdf", new Uint8Array())).toMatchObject({ reason: "DOCUMENT_EMPTY" });
    const large = new Uint8Array(10 * 1024 * 1024 + 1);
    large.set(pdf);
    expect(await attach("large.pdf", large)).toMatchObject({ reason: "DOCUMENT_TOO_LARGE" });
    expect((await view()).documents).toEqual([]);
  });

  test("the same file twice is one document; FlexCharge has it, we let go of its content", async () => {
    const first = await attach();
    expect(await attach()).toEqual(first);
    await fill();
    await submit();
    const [kept] = await inTenant(database, EVERY_TENANT, (tx) =>
      tx.select().from(applicationDocuments).where(eq(applicationDocuments.applicationId, applicationId)),
    );
    expect(kept).toMatchObject({ content: null, bytes: pdf.length });
    const gone = { ...place(), documentId: kept!.id };
    expect(await deleteDocument(staff(), gone, tools)).toMatchObject({ reason: "WRONG_STATE" });
  });

  test("are removed from a draft, once", async () => {
    const added = await attach();
    if (!added.ok) throw new Error(added.reason);
    const gone = { ...place(), ...added.value };
    expect(await deleteDocument(staff(), gone, tools)).toMatchObject({ ok: true });
    expect(await deleteDocument(staff(), gone, tools)).toMatchObject({ reason: "UNKNOWN_DOCUMENT" });
  });
});

describe("who may", () => {
  test("another merchant's people find nothing, readers change nothing", async () => {
    const stranger = scopeOf("merchant_admin", "mer_other");
    const asked = [
      () => edit({ city: "X" }, 1, stranger),
      () => attach("licence.pdf", pdf, stranger),
      () => submit(stranger),
      () => answerInfoRequest(stranger, place(), tools),
      () => getApplication(stranger, merchantId, "sandbox"),
      () => createApplication(stranger, { merchantId, environment: "sandbox" }),
    ];
    for (const one of asked) await expect(one()).rejects.toThrow(NotFoundError);
    const viewer = scopeOf("viewer");
    await expect(edit({ city: "X" }, 1, viewer)).rejects.toThrow(PermissionError);
    await expect(submit(viewer)).rejects.toThrow(PermissionError);
    const admin = scopeOf("merchant_admin", merchantId);
    await expect(cancelApplication(admin, place(), tools)).rejects.toThrow(PermissionError);
    await expect(convertApplication(admin, { ...place(), confirmed: true }, tools)).rejects.toThrow(
      PermissionError,
    );
    await expect(issueAccountKeys(admin, place(), tools)).rejects.toThrow(PermissionError);
    expect(await state()).toBe("draft");
  });

  test("the merchant submits itself only where its policy lets it; what is missing is named", async () => {
    const admin = scopeOf("merchant_admin", merchantId);
    expect(await submit(admin)).toMatchObject({ reason: "STAFF_SUBMITS" });
    expect(await submit()).toMatchObject({ reason: "MISSING_FIELDS" });
    await fill();
    await inTenant(database, EVERY_TENANT, (tx) =>
      tx.update(merchants).set({ activationPolicy: "merchant_self" }).where(eq(merchants.id, merchantId)),
    );
    expect(await submit(admin)).toMatchObject({ ok: true });
    expect(await cancelApplication(staff(), place(), tools)).toMatchObject({ value: { changed: true } });
    expect(await cancelApplication(staff(), place(), tools)).toMatchObject({ value: { changed: false } });
  });
});
