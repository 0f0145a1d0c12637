import { afterAll, beforeAll, expect, test } from "vitest";
import { type Database, openDatabase } from "#db/client.ts";
import { createTestDatabase, type TestDatabase } from "#db/testing/database.ts";
import { insertMerchants } from "#db/testing/merchants.ts";
import { userScope } from "#lib/access/open-scope.ts";
import { newId } from "#lib/kit/ids.ts";
import { PARTNER_TENANT } from "#lib/terms.ts";
import { enterCredentials } from "./enter-credentials.ts";
import { listCredentials } from "./queries.ts";
import { recordCredentialUses } from "./record-credential-uses.ts";

let home: TestDatabase;
let database: Database;

beforeAll(async () => {
  process.env.SWITCHBOARD_ENCRYPTION_KEY = Buffer.alloc(32, 1).toString("base64");
  home = await createTestDatabase();
  database = openDatabase(home.appUrl, { applicationName: "test" });
});
afterAll(async () => {
  await database.close();
  await home.drop();
});

test("two programs' uses of one version add up, and the latest of them is the last use", async () => {
  const merchantId = newId("merchant");
  await insertMerchants(database, merchantId);
  const scope = userScope(
    { id: "usr_1", name: "Sam", role: "operator", merchantId: PARTNER_TENANT },
    { database },
  );
  const environment = "sandbox" as const;
  const account = { mid: "5a0e7c11-2222-4333-8444-555566667777", appKey: "OnlyForCountingUses" };
  await enterCredentials(scope, {
    merchantId,
    environment,
    ...account,
    appSecret: "OnlyForCountingUses-Secret",
  });
  expect(await listCredentials(scope, merchantId)).toMatchObject([{ lastUsedAt: null, uses: 0 }]);

  const [gateway, worker] = [recordCredentialUses(database), recordCredentialUses(database)];
  const set = { merchantId, environment, version: 1 };
  const late = new Date("2026-01-15T10:21:00Z");
  gateway.record(set, new Date("2026-01-15T10:20:00Z"));
  gateway.record(set, late);
  worker.record(set, new Date("2026-01-15T10:20:30Z"));
  expect(await listCredentials(scope, merchantId)).toMatchObject([{ uses: 0 }]);
  await gateway.flush();
  await worker.stop();
  await worker.flush();
  expect(await listCredentials(scope, merchantId)).toMatchObject([{ lastUsedAt: late, uses: 3 }]);
});
