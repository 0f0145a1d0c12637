import { describe, expect, test } from "vitest";
import { testSandbox } from "../testing/test-sandbox.ts";

const sandbox = testSandbox();

async function family() {
  const partner = await sandbox.merchant({ name: "Northgate", isPartner: true, sites: [] });
  const merchant = await sandbox.merchant({ name: "Harbor", partnerMid: partner.mid });
  return { partner, merchant, stranger: await sandbox.merchant({ name: "Elsewhere" }) };
}
const signIn = (AppKey: string, AppSecret: string) =>
  sandbox.call("POST", "/v1/oauth2/token", { AppKey, AppSecret });

describe("accounts", () => {
  test("a partner lists its own merchants, a merchant sees itself alone", async () => {
    const { partner, merchant, stranger } = await family();
    expect((await partner.get("merchants")).body).toMatchObject([
      { mid: merchant.mid, companyName: "Harbor" },
    ]);
    expect((await partner.get("merchants?query=nobody")).body).toEqual([]);
    expect((await partner.get(`merchants/${stranger.mid}`)).status).toBe(404);
    expect((await merchant.get("merchants")).body).toMatchObject({ mid: merchant.mid });
    expect((await merchant.get(`merchants/${partner.mid}`)).status).toBe(404);
  });
});

describe("keys made by a partner", () => {
  test("open the merchant's account; the secret is shown once, a new pair may put out every earlier one", async () => {
    const { partner, merchant } = await family();
    const made = await partner.post(`merchants/${merchant.mid}/api-keys`, { name: "Switchboard" });
    expect(made.body).toMatchObject({
      name: "Switchboard",
      uniqueName: expect.stringMatching(/^switchboard-/),
    });
    const { clientId, clientSecret } = made.body;
    expect((await signIn(clientId, clientSecret)).status).toBe(200);
    expect(JSON.stringify((await partner.get(`api-keys/${merchant.mid}`)).body)).not.toContain(clientSecret);
    const next = await partner.post(`merchants/${merchant.mid}/api-keys`, {
      name: "Next",
      overwriteExistingKey: true,
    });
    expect((await signIn(clientId, clientSecret)).status).toBe(400);
    expect((await signIn(merchant.appKey, merchant.appSecret)).status).toBe(400);
    expect((await signIn(next.body.clientId, next.body.clientSecret)).status).toBe(200);
  });

  test("of the older form are made, read and revoked one by one", async () => {
    const { partner, merchant } = await family();
    const body = { mid: merchant.mid, name: "Old form", type: "secret", scopes: ["payments"] };
    const { id, value } = (await partner.post("api-keys", body)).body;
    expect((await signIn(id, value)).status).toBe(200);
    expect((await partner.get(`api-keys/${id}`)).body).toMatchObject({
      id,
      value: null,
      scopes: ["payments"],
    });
    const tokenization = await partner.post("api-keys", { ...body, type: "tokenization" });
    expect(tokenization.body.value).toBe(merchant.tokenizationKey);
    await sandbox.call("DELETE", `/v1/api-keys/${id}`, undefined, partner.bearer);
    expect((await signIn(id, value)).status).toBe(400);
    expect((await partner.get(`api-keys/${id}`)).status).toBe(404);
  });

  test("are refused for a name with markup, for another partner's merchant and to a merchant", async () => {
    const { partner, merchant, stranger } = await family();
    expect((await partner.post(`merchants/${merchant.mid}/api-keys`, { name: "<b>" })).status).toBe(400);
    expect((await partner.post(`merchants/${stranger.mid}/api-keys`, { name: "Ours" })).status).toBe(404);
    expect((await merchant.post(`merchants/${merchant.mid}/api-keys`, { name: "Own" })).status).toBe(403);
  });
});
