import { eq } from "drizzle-orm";
import { describe, expect, test } from "vitest";
import { merchants } from "#db/schema/merchants.ts";
import { applicationDocuments } from "#db/schema/onboarding.ts";
import { EVERY_TENANT, inTenant } from "#db/tenant.ts";
import {
  actions,
  applicationId,
  attach,
  createsSeen,
  database,
  edit,
  fill,
  merchantId,
  openApplications,
  pdf,
  place,
  scopeOf,
  staff,
  state,
  submit,
  tools,
  view,
} from "#db/testing/application-world.ts";
import { NotFoundError, PermissionError } from "#lib/kit/errors.ts";
import { answerInfoRequest } from "./answer-info-request.ts";
import { cancelApplication } from "./cancel-application.ts";
import { convertApplication } from "./convert-application.ts";
import { createApplication } from "./create-application.ts";
import { deleteDocument } from "./delete-document.ts";
import { issueAccountKeys } from "./issue-account-keys.ts";
import { getApplication } from "./queries/get-application.ts";

openApplications();

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
  test("only read sees the tax id by its end", async () => {
    await fill();
    const seen = await getApplication(scopeOf("viewer"), merchantId, "sandbox");
    expect(seen.application?.details.taxId).toBe("•••• 6789");
    expect((await view()).details.taxId).toBe("12-3456789");
  });

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
