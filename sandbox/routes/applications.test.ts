import { describe, expect, test } from "vitest";
import type { Heard } from "../testing/listener.ts";
import { openListener } from "../testing/listener.ts";
import { testSandbox } from "../testing/test-sandbox.ts";

const sandbox = testSandbox();

const whole = {
  LegalEntityName: "Kestrel Coffee LLC",
  Dba: "Kestrel Coffee",
  TaxId: "12-3456789",
  Descriptor: "KESTREL*COFFEE",
  PrimaryContact: {
    FirstName: "Hana",
    LastName: "Lindqvist",
    Email: "hana@kestrel.example",
    Phone: "+15550100",
  },
  CustomerSupportInformation: {
    SupportLink: "https://kestrel.example/help",
    SupportEmail: "help@kestrel.example",
    SupportName: "Support",
    SupportPhone: "+15550101",
  },
  BankAccountInformation: {
    BankName: "First Example",
    AccountNumber: "000123456789",
    RoutingNumber: "110000000",
    AccountType: "checking",
  },
  Address: {
    AddressLine1: "1 Roast Way",
    City: "Portland",
    Zipcode: "97201",
    StateCode: "OR",
    CountryCode: "US",
  },
};

const partner = (settings: Record<string, unknown> = {}) =>
  sandbox.merchant({ name: "Northgate", isPartner: true, sites: [], ...settings });

async function openOne(account: Awaited<ReturnType<typeof partner>>, body: unknown = whole): Promise<string> {
  const made = await account.post("onboarding/application", body);
  expect(made.status).toBe(200);
  return made.body.id;
}
const path = (id: string, rest = "") => `onboarding/application/${id}${rest}`;
const put = (account: { bearer: Record<string, string> }, id: string, body: unknown) =>
  sandbox.call("PUT", `/v1/${path(id)}`, body, account.bearer);

describe("an application", () => {
  test("is a draft that may be changed field by field, and names what it lacks when it is submitted", async () => {
    const account = await partner();
    const id = await openOne(account, { legalEntityName: "Kestrel Coffee LLC" });
    expect((await account.post(path(id, "/submit"))).body).toMatchObject({
      success: false,
      statusCode: "400",
      errors: expect.arrayContaining([
        "Dba is required.",
        "BankAccountInformation.AccountNumber is required.",
      ]),
    });
    const { Address, ...others } = whole;
    await put(account, id, others);
    await put(account, id, { address: Address });
    await put(account, id, { primaryContact: { phone: "+15550199" } });
    const { body } = await account.get(path(id));
    expect(body).toMatchObject({
      id,
      status: "DRAFT",
      dba: "Kestrel Coffee",
      primaryContact: { firstName: "Hana", phone: "+15550199" },
      customerSupportInfo: { supportEmail: "help@kestrel.example" },
      address: { zip: "97201" },
      bankAccountInformation: { accountNumber: "****6789" },
    });
    expect((await account.post(path(id, "/submit"))).body).toMatchObject({
      success: true,
      result: "Application submitted successfully.",
    });
    expect((await account.post(path(id, "/submit"))).body.errors).toEqual([
      "Application is already submitted.",
    ]);
    expect((await put(account, id, { dba: "Other" })).body.success).toBe(false);
  });

  test("is looked at, asked about, answered, approved and becomes a merchant once", async () => {
    const account = await partner();
    const id = await openOne(account);
    await account.post(path(id, "/submit"));
    await sandbox.advance("PT6S");
    expect((await account.get(path(id))).body.status).toBe("IN_REVIEW");
    expect((await account.post(path(id, "/convert"))).status).toBe(400);
    const ask = { message: "Which bank is it?", fields: ["BankAccountInformation"] };
    expect(
      (await sandbox.control("POST", `applications/${id}/request-info`, ask)).body.infoRequest,
    ).toMatchObject(ask);
    expect((await put(account, id, { dba: "Other" })).body.errors).toEqual(["dba was not asked for."]);
    const answer = { bankAccountInformation: { bankName: "Second Example" } };
    expect((await put(account, id, answer)).status).toBe(200);
    await account.post(path(id, "/submit"));
    expect((await account.get(path(id))).body).toMatchObject({ status: "IN_REVIEW", infoRequest: null });
    expect((await sandbox.control("POST", `applications/${id}/approve`)).body.status).toBe("APPROVED");
    expect((await sandbox.control("POST", `applications/${id}/approve`)).status).toBe(409);
    const both = await Promise.all([1, 2].map(() => account.post(path(id, "/convert"))));
    expect(both.map(({ status }) => status).sort()).toEqual([200, 400]);
    const { merchantId } = both.find(({ status }) => status === 200)?.body ?? {};
    const merchants = (await account.get("merchants")).body;
    expect(merchants).toHaveLength(1);
    expect(merchants[0]).toMatchObject({
      mid: merchantId,
      dba: "Kestrel Coffee",
      statusName: "ACTIVE",
      bankAccountInformation: { maskedAccountNumber: "****6789" },
      sites: [{ descriptor: "KESTREL*COFFEE" }],
    });
    expect((await account.get(path(id))).body).toMatchObject({ status: "CONVERTED", merchantId });
  });

  test("is declined with a reason, and closed by a cancel", async () => {
    const account = await partner();
    const [one, two] = [await openOne(account), await openOne(account)];
    await account.post(path(one, "/submit"));
    await sandbox.control("POST", `applications/${one}/decline`, { reason: "Restricted goods" });
    expect((await account.get(path(one))).body).toMatchObject({
      status: "DECLINED",
      declineReason: "Restricted goods",
    });
    expect((await account.post(path(two, "/cancel"))).body.success).toBe(true);
    expect((await account.post(path(two, "/cancel"))).body.success).toBe(false);
    const { body } = await account.get(
      "onboarding/application/list?status=CANCELLED&sortBy=createdOn&sortOrder=asc",
    );
    expect(body).toMatchObject({
      totalItemCount: 1,
      pageNumber: 1,
      pageSize: 10,
      rows: [{ id: two, dba: whole.Dba }],
    });
  });

  test("tells the partner's listener of each step", async () => {
    const listener = await openListener();
    const account = await partner({ webhookUrl: listener.url });
    const id = await openOne(account);
    await account.post(path(id, "/submit"));
    await sandbox.control("POST", `applications/${id}/request-info`, { fields: ["TaxId"] });
    await sandbox.control("POST", `applications/${id}/approve`);
    await account.post(path(id, "/convert"));
    const heard: Heard[] = await listener.waitFor(4);
    await listener.close();
    expect(heard.map(({ body }) => body.Event).sort()).toEqual([
      "application.approved",
      "application.converted",
      "application.info_requested",
      "application.submitted",
    ]);
    expect(heard[0]?.body).toMatchObject({ OrderId: null, EventData: { applicationId: id } });
  });

  test("is nobody else's: another partner finds none, a merchant's token may not ask", async () => {
    const id = await openOne(await partner());
    const other = await partner();
    expect((await other.get(path(id))).body).toEqual({ errors: ["Application not found."] });
    expect((await other.post(path(id, "/cancel"))).status).toBe(404);
    const merchant = await sandbox.merchant();
    expect((await merchant.post("onboarding/application", whole)).status).toBe(403);
    expect((await sandbox.call("GET", `/v1/${path(id)}`)).status).toBe(401);
  });
});

describe("documents", () => {
  const upload = (
    account: { bearer: Record<string, string> },
    id: string,
    file: File | null,
    type = "ID",
  ) => {
    const form = new FormData();
    if (file) form.set("document", file);
    form.set("documentType", type);
    return fetch(sandbox.url(`/v1/${path(id, "/documents")}`), {
      method: "POST",
      headers: account.bearer,
      body: form,
    });
  };

  test("are added, listed, read and deleted while the application is a draft", async () => {
    const account = await partner();
    const id = await openOne(account);
    const added = await upload(
      account,
      id,
      new File(["%PDF-1.7 sample"], "licence.pdf", { type: "application/pdf" }),
    );
    const { uploadedDocumentId } = (await added.json()) as { uploadedDocumentId: string };
    expect((await account.get(path(id, "/documents"))).body).toMatchObject([
      { id: uploadedDocumentId, documentType: "ID", fileName: "licence.pdf", size: 15 },
    ]);
    expect((await account.get(path(id, `/documents/${uploadedDocumentId}`))).body.contentType).toBe(
      "application/pdf",
    );
    const gone = (method: string) =>
      sandbox.call(method, `/v1/${path(id, `/documents/${uploadedDocumentId}`)}`, undefined, account.bearer);
    await account.post(path(id, "/submit"));
    expect((await gone("DELETE")).body.errors).toEqual(["Documents cannot be deleted after submission."]);
    await sandbox.control("POST", `applications/${id}/request-info`, { fields: ["Documents"] });
    expect((await gone("DELETE")).status).toBe(200);
    expect((await gone("GET")).body).toEqual({ errors: ["Document not found."] });
  });

  test("of another kind, of none, or of more than 10 MB are refused", async () => {
    const account = await partner();
    const id = await openOne(account);
    expect((await upload(account, id, new File(["x"], "run.exe"))).status).toBe(400);
    expect((await upload(account, id, null)).status).toBe(400);
    const large = new File([new Uint8Array(10 * 1024 * 1024 + 1)], "large.pdf");
    expect((await upload(account, id, large)).status).toBe(400);
    const { calls } = (await sandbox.control("GET", "calls?path=/v1/onboarding")).body;
    expect(JSON.stringify(calls)).not.toContain("000123456789");
  });
});
