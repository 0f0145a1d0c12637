import { expect, test } from "vitest";
import { startTestSandbox } from "./sandbox.ts";

test("the two worlds of a test's sandbox are empty, apart, and gone afterwards", async () => {
  const sandbox = await startTestSandbox();
  const inSandbox = sandbox.control("sandbox");
  const inProduction = sandbox.control("production");
  const merchant = await inSandbox.createMerchant({ name: "Harbor Goods", mitMode: "managed", sites: [] });

  const body = JSON.stringify({ appKey: merchant.appKey, appSecret: merchant.appSecret });
  const token = { method: "POST", body, headers: { "content-type": "application/json" } };
  expect((await fetch(`${sandbox.sandboxUrl}/v1/oauth2/token`, token)).status).toBe(200);
  expect((await fetch(`${sandbox.productionUrl}/v1/oauth2/token`, token)).status).toBe(400);
  expect(await inSandbox.calls({ path: "/v1/oauth2" })).toMatchObject([
    { environment: "sandbox", status: 200 },
  ]);
  expect(await inProduction.calls()).toMatchObject([{ environment: "production", status: 400 }]);

  const before = Date.parse(await inProduction.now());
  expect(Date.parse(await inSandbox.clock({ advance: "P3D" })) - before).toBeGreaterThan(2.9 * 86_400_000);
  expect(Date.parse(await inProduction.now()) - before).toBeLessThan(86_400_000);

  await sandbox.stop();
  await expect(fetch(`${sandbox.sandboxUrl}/livez`)).rejects.toThrow();
});
