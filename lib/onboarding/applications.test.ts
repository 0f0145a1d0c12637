import { and, eq } from "drizzle-orm";
import { describe, expect, test } from "vitest";
import { mails } from "#db/schema/alerts.ts";
import { auditEntries } from "#db/schema/audit.ts";
import { flexchargeAccounts, merchants } from "#db/schema/merchants.ts";
import { applications } from "#db/schema/onboarding.ts";
import { users } from "#db/schema/people.ts";
import { EVERY_TENANT, inTenant } from "#db/tenant.ts";
import {
  actions,
  applicationId,
  atCreation,
  attach,
  client,
  clock,
  createsSeen,
  database,
  edit,
  fill,
  filled,
  merchantId,
  openApplications,
  partner,
  place,
  row,
  sandbox,
  scopeOf,
  staff,
  state,
  submit,
  tools,
  underwriting,
  view,
  worker,
  workerLooks,
} from "#db/testing/application-world.ts";
import { insertMerchants } from "#db/testing/merchants.ts";
import { openCredentials } from "#lib/credentials/open-credentials.ts";
import type { FlexchargeClient } from "#lib/flexcharge/client.ts";
import { newId } from "#lib/kit/ids.ts";
import { answerInfoRequest } from "./answer-info-request.ts";
import { applyApplicationStatus } from "./apply-application-status.ts";
import { cancelApplication } from "./cancel-application.ts";
import { convertApplication } from "./convert-application.ts";
import { createApplication } from "./create-application.ts";
import { issueAccountKeys } from "./issue-account-keys.ts";
import type { OnboardingTools } from "./open-onboarding-tools.ts";
import { getApplication } from "./queries/get-application.ts";
import { listApplications } from "./queries/list-applications.ts";
import { submitApplication } from "./submit-application.ts";

openApplications();

const block = async () => (await getApplication(staff(), merchantId, "sandbox")).block;
/** The sandbox fails at the very call that submits: it does what is asked and answers too late, if nothing else is said. */
function atSubmission(
  fault: Parameters<typeof atCreation>[0] = { kind: "timeout_after", ms: 3_000 },
): OnboardingTools {
  const submitApplication: FlexchargeClient["submitApplication"] = async (session, asked, options) => {
    const path = `/v1/onboarding/application/${asked.id}/submit`;
    await sandbox.control("sandbox").addFault({ path, times: 1, ...fault });
    return client.submitApplication(session, asked, options);
  };
  return { ...tools, client: { ...client, submitApplication }, deadlineMs: 1_000 };
}

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
    expect(JSON.stringify(entries)).not.toContain(filled.taxId);
    expect(JSON.stringify(entries)).toContain("••6789");
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

  test("told that these are too many requests waits, and is no draft again", async () => {
    await fill();
    const busy = atCreation({ kind: "status", status: 429 });
    expect(await submitApplication(staff(), place(), busy)).toMatchObject({
      value: { state: "submitted", onItsWay: "FlexCharge refused (HTTP 429)." },
    });
    await workerLooks();
    expect((await row()).submittedAt).not.toBeNull();
  });

  test("sent by the merchant itself never takes another merchant's draft at FlexCharge for its own", async () => {
    await fill();
    const twin = { legalEntityName: filled.legalName, dba: `Kestrel ${merchantId}`, taxId: filled.taxId };
    const there = await client.createApplication(partner, twin, { deadlineMs: 5_000 });
    if (there.kind !== "answer") throw new Error(there.kind);
    const other = newId("merchant");
    await insertMerchants(database, other);
    const mine = await row();
    await inTenant(database, EVERY_TENANT, async (tx) => {
      await tx
        .insert(applications)
        .values({ ...mine, merchantId: other, id: newId("application"), upstreamId: there.body.id });
      await tx
        .update(merchants)
        .set({ activationPolicy: "merchant_self" })
        .where(eq(merchants.id, merchantId));
    });
    expect(await submit(scopeOf("merchant_admin", merchantId))).toMatchObject({ ok: true });
    expect((await row()).upstreamId).not.toBeNull();
    expect((await row()).upstreamId).not.toBe(there.body.id);
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

describe("a question of FlexCharge's", () => {
  test("goes to the merchant's own people who may answer it, once a question", async () => {
    const person = { merchantId, name: "Hana", passwordHash: "none" };
    await inTenant(database, EVERY_TENANT, (tx) =>
      tx.insert(users).values([
        { ...person, id: newId("user"), email: `hana@${merchantId}.example`, role: "merchant_admin" },
        { ...person, id: newId("user"), email: `view@${merchantId}.example`, role: "merchant_viewer" },
      ]),
    );
    await fill();
    await submit();
    await underwriting("request-info", { message: "Who owns it?", fields: ["Documents"] });
    await workerLooks();
    await workerLooks();
    const told = await inTenant(database, EVERY_TENANT, (tx) =>
      tx.select().from(mails).where(eq(mails.merchantId, merchantId)),
    );
    expect(told).toHaveLength(1);
    expect(told[0]).toMatchObject({ toAddress: `hana@${merchantId}.example` });
    expect(told[0]?.body).toContain("Who owns it?");
  });

  test("whose answer FlexCharge refused is still asked for, and followed to its end", async () => {
    await fill();
    await submit();
    await underwriting("request-info", { message: "Which descriptor?", fields: ["Descriptor"] });
    await workerLooks();
    const refusing = atSubmission({ kind: "status", status: 400 });
    expect(await answerInfoRequest(staff(), place(), refusing)).toMatchObject({
      reason: "FLEXCHARGE_REFUSED",
    });
    expect(await view()).toMatchObject({ state: "info_requested", request: { answeredAt: null } });
    await underwriting("approve");
    await workerLooks();
    expect(await state()).toBe("approved");
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

  test("of the submission: it is there, and nobody is told that it still has to be sent", async () => {
    await fill();
    expect(await submitApplication(staff(), place(), atSubmission())).toMatchObject({
      value: { onItsWay: "FlexCharge did not answer in time." },
    });
    await workerLooks();
    expect((await row()).submittedAt).not.toBeNull();
    expect(await block()).toMatchObject({ owner: "flexcharge", next: "Wait for FlexCharge" });
  }, 30_000);

  test("of an answer to FlexCharge: it is there, and the question is over", async () => {
    await fill();
    await submit();
    await underwriting("request-info", { message: "Which descriptor?", fields: ["Descriptor"] });
    await workerLooks();
    expect(await answerInfoRequest(staff(), place(), atSubmission())).toMatchObject({
      value: { onItsWay: "FlexCharge did not answer in time." },
    });
    await workerLooks();
    expect((await row()).infoRequest).toBeNull();
    expect(await block()).toMatchObject({ owner: "flexcharge", next: "Wait for FlexCharge" });
  }, 30_000);

  test("of an answer to FlexCharge does not answer what it asks next", async () => {
    await fill();
    await submit();
    await underwriting("request-info", { message: "Which descriptor?", fields: ["Descriptor"] });
    await workerLooks();
    await answerInfoRequest(staff(), place(), atSubmission());
    await underwriting("request-info", { message: "Why that one?", fields: ["Descriptor"] });
    await workerLooks();
    expect(await view()).toMatchObject({
      state: "info_requested",
      request: { message: "Why that one?", answeredAt: null },
    });
  }, 30_000);

  test("of the creation, then cancelled here: what it left is closed there, too, however often that fails", async () => {
    await fill();
    const losing = atCreation({ kind: "timeout_after", ms: 3_000 });
    await submitApplication(staff(), place(), { ...losing, deadlineMs: 1_000 });
    expect(await cancelApplication(staff(), place(), tools)).toMatchObject({ value: { changed: true } });
    const named = async () => {
      const listed = await client.listApplications(partner, { pageSize: 200 }, { deadlineMs: 5_000 });
      if (listed.kind !== "answer") throw new Error(listed.kind);
      return listed.body.rows.find(({ dba }) => dba === `Kestrel ${merchantId}`);
    };
    const there = await named();
    await sandbox.control("sandbox").addFault({
      ...{ path: `/v1/onboarding/application/${there?.id}/cancel`, times: 1 },
      ...{ kind: "status", status: 503 },
    });
    await workerLooks();
    expect((await named())?.status).toBe("DRAFT");
    await workerLooks();
    expect((await named())?.status).toBe("CANCELLED");
  }, 30_000);

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
