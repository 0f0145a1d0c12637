import { expect, test } from "vitest";
import { testSandbox } from "../testing/test-sandbox.ts";

const sandbox = testSandbox();

test("good keys in any letter case give a ten-minute bearer for their merchant", async () => {
  const merchant = await sandbox.merchant();
  const before = Date.now();
  for (const keys of [
    { AppKey: merchant.appKey, AppSecret: merchant.appSecret },
    { appKey: merchant.appKey, appsecret: merchant.appSecret },
  ]) {
    const { status, body, headers } = await sandbox.call("POST", "/v1/oauth2/token", keys);
    expect(status).toBe(200);
    expect(headers.get("content-type")).toBe("application/json; charset=utf-8");
    expect(headers.get("apigw-requestid")).toMatch(/.{10,}/);
    expect(body).toMatchObject({
      session: null,
      daysToEnforceMFA: null,
      skipAvailable: null,
      success: true,
      result: null,
      status: null,
      statusCode: null,
      errors: [],
      customProperties: {},
    });
    expect(body.refreshToken).toEqual(expect.any(String));
    expect(body.expires - before).toBeGreaterThan(598_000);
    expect(body.expires - before).toBeLessThan(605_000);
    const claims = JSON.parse(Buffer.from(body.accessToken.split(".")[1], "base64url").toString());
    expect(claims).toMatchObject({
      sub: body.id,
      unique_name: body.id,
      iat: expect.stringMatching(/^\d{13}$/),
      aud: ["payments", "orders", "merchants", "eligibility-sftp", "eligibility", "contact"],
      "custom:mid": merchant.mid,
      exp: claims.nbf + 600,
      iss: "Api-Client-Service",
    });
  }
});

test("bad keys are a 400, not a 401", async () => {
  const merchant = await sandbox.merchant();
  for (const AppSecret of ["wrong", `${merchant.appSecret}x`]) {
    const keys = { AppKey: merchant.appKey, AppSecret };
    expect((await sandbox.call("POST", "/v1/oauth2/token", keys)).status).toBe(400);
  }
});

test("missing keys are named", async () => {
  const { status, body } = await sandbox.call("POST", "/v1/oauth2/token", { appKey: "x" });
  expect(status).toBe(400);
  expect(body.errors).toEqual({ AppSecret: ["The AppSecret field is required."] });
});

test("a missing, broken, expired or foreign bearer is a 401 with a JSON body", async () => {
  const merchant = await sandbox.merchant();
  const token = merchant.bearer.authorization.slice(7);
  for (const authorization of ["", "Bearer", "Bearer nonsense", `Bearer ${token}x`, token]) {
    const answer = await sandbox.call("GET", "/v1/orders", undefined, { authorization });
    expect(answer.status).toBe(401);
    expect(answer.body).toEqual({ errors: [expect.any(String)] });
  }
  const production = await fetch(sandbox.url("/v1/orders", "production"), { headers: merchant.bearer });
  expect(production.status).toBe(401);
});
