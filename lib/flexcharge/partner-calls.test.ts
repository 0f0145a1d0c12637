import { afterAll, beforeAll, describe, expect, test } from "vitest";
import { startTestSandbox, type TestSandbox } from "#db/testing/sandbox.ts";
import { createFlexchargeClient, type FlexchargeClient } from "./client.ts";
import type { CallResult, Session } from "./schema.ts";

const within = { deadlineMs: 6_000 };
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

let sandbox: TestSandbox;
let client: FlexchargeClient;
let partner: Session;

async function post(path: string, body: unknown) {
  const answer = await fetch(`${sandbox.sandboxUrl}/_control/${path}`, {
    method: "POST",
    headers: { "content-type": "application/json" },
    body: JSON.stringify(body),
  });
  if (!answer.ok) throw new Error(await answer.text());
  return (await answer.json()) as Record<string, string>;
}

async function account(settings: Record<string, unknown>): Promise<Session> {
  const { mid, appKey, appSecret } = await post("merchants", settings);
  return {
    merchantId: "partner",
    environment: "sandbox",
    version: 1,
    mid: mid!,
    appKey: appKey!,
    appSecret: appSecret!,
  };
}

function answered<Body>(result: CallResult<Body>): Body {
  if (result.kind !== "answer") throw new Error(JSON.stringify(result));
  return result.body;
}

beforeAll(async () => {
  sandbox = await startTestSandbox();
  client = createFlexchargeClient({
    baseUrls: { sandbox: sandbox.sandboxUrl, production: sandbox.productionUrl },
  });
  partner = await account({ name: "Northgate", isPartner: true });
});
afterAll(async () => {
  await client.close();
  await sandbox.stop();
});

describe("a partner's calls", () => {
  test("carry an application from its draft to a merchant with keys of its own", async () => {
    const { id, status } = answered(await client.createApplication(partner, { dba: "Kestrel" }, within));
    expect(status).toBe("DRAFT");
    answered(await client.updateApplication(partner, { id, body: details }, within));
    const content = new TextEncoder().encode("%PDF-1.7 sample");
    const file = {
      type: "BusinessLicense",
      description: "Licence",
      fileName: "licence.pdf",
      mediaType: "application/pdf",
    };
    const added = answered(
      await client.addApplicationDocument(partner, { applicationId: id, ...file, content }, within),
    );
    expect(answered(await client.listApplicationDocuments(partner, { id }, within))).toMatchObject([
      { id: added.uploadedDocumentId, fileName: "licence.pdf", size: content.length },
    ]);
    expect(answered(await client.submitApplication(partner, { id }, within)).success).toBe(true);
    await post(`applications/${id}/request-info`, { message: "Which bank?", fields: ["TaxId"] });
    expect(answered(await client.getApplication(partner, { id }, within)).infoRequest).toMatchObject({
      message: "Which bank?",
      fields: ["TaxId"],
    });
    await post(`applications/${id}/approve`, {});
    const { merchantId } = answered(await client.convertApplication(partner, { id }, within));
    const merchants = answered(await client.listMerchants(partner, { query: "Kestrel" }, within));
    expect(merchants).toMatchObject([{ mid: merchantId, sites: [{ descriptor: "KESTREL*COFFEE" }] }]);
    const keys = answered(
      await client.createMerchantKeys(partner, { mid: merchantId!, name: "Switchboard" }, within),
    );
    const merchant = { ...partner, merchantId: "mer_1", mid: merchantId!, ...keys };
    expect(answered(await client.token(merchant, within)).mid).toBe(merchantId);
    expect(answered(await client.listMerchants(merchant, {}, within))).toMatchObject([{ mid: merchantId }]);
  });

  test("tell a refusal from an answer: what was submitted is not submitted again", async () => {
    const { id } = answered(await client.createApplication(partner, details, within));
    answered(await client.submitApplication(partner, { id }, within));
    expect(await client.submitApplication(partner, { id }, within)).toMatchObject({
      kind: "refused",
      status: 400,
      body: { errors: ["Application is already submitted."] },
    });
    expect(await client.deleteApplicationDocument(partner, { id, documentId: id }, within)).toMatchObject({
      kind: "refused",
    });
    const list = answered(
      await client.listApplications(partner, { status: "SUBMITTED", pageSize: 50 }, within),
    );
    expect(list.rows.map((row) => row.id)).toContain(id);
  });

  test("are not a merchant's to make", async () => {
    const merchant = await account({ name: "Shop" });
    expect(await client.createApplication(merchant, details, within)).toMatchObject({
      kind: "refused",
      status: 403,
    });
    expect(await client.getMerchant(merchant, { mid: partner.mid }, within)).toMatchObject({
      kind: "refused",
      status: 404,
    });
  });

  test("end unknown when the answer is lost, and the list tells what was created", async () => {
    const fault = { path: "/v1/onboarding/application", kind: "hangup", times: 1 };
    await post("faults", { ...fault, kind: "timeout_after", ms: 50 });
    const lost = await client.createApplication(
      partner,
      { ...details, dba: "Lost and found" },
      { deadlineMs: 2_000 },
    );
    expect(lost.kind).toBe("unknown");
    const { rows } = answered(
      await client.listApplications(partner, { sortBy: "createdOn", sortOrder: "desc" }, within),
    );
    expect(rows[0]?.dba).toBe("Lost and found");
  });
});
