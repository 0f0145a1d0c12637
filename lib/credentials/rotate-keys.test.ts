import { eq, sql } from "drizzle-orm";
import postgres from "postgres";
import { afterAll, afterEach, beforeAll, describe, expect, test } from "vitest";
import { type Database, openDatabase } from "#db/client.ts";
import { credentialSets, merchantDataKeys } from "#db/schema/credentials.ts";
import { EVERY_TENANT, inTenant } from "#db/tenant.ts";
import { createTestDatabase, type TestDatabase } from "#db/testing/database.ts";
import { insertMerchants } from "#db/testing/merchants.ts";
import { userScope } from "#lib/access/open-scope.ts";
import { newId } from "#lib/kit/ids.ts";
import { PARTNER_TENANT } from "#lib/terms.ts";
import { enterCredentials } from "./enter-credentials.ts";
import { openSet } from "./open-credentials.ts";
import { openEndpointSecret } from "./open-endpoint-secret.ts";
import { rotateKeys, SEALED_COLUMNS } from "./rotate-keys.ts";
import { openBankNumbers, sealBankNumbers } from "./seal-bank-numbers.ts";
import { sealEndpointSecret } from "./seal-endpoint-secret.ts";
import { openSecondFactor, sealSecondFactor } from "./seal-second-factor.ts";

const key = (byte: number) => Buffer.alloc(32, byte).toString("base64");
const APP_SECRET = "AQAAAAEAACcQOnlyForTheRotation00000000==";
const WEBHOOK_KEY = Buffer.alloc(64, 77).toString("base64");
const TOTP = "JBSWY3DPEHPK3PXPJBSWY3DP";
const BANK = { accountNumber: "000123456789", routingNumber: "021000021" };
const ENDPOINT = Buffer.alloc(64, 55);

let home: TestDatabase;
let database: Database;

const all = <Value>(work: Parameters<typeof inTenant<Value>>[2]) => inTenant(database, EVERY_TENANT, work);
const setsOf = (merchantId: string) =>
  all((tx) =>
    tx
      .select()
      .from(credentialSets)
      .where(eq(credentialSets.merchantId, merchantId))
      .orderBy(credentialSets.environment),
  );
const openAll = async (merchantId: string) => {
  const sets = await setsOf(merchantId);
  return all(async (tx) => {
    const opened = [];
    for (const set of sets) opened.push(await openSet(tx, set));
    return opened;
  });
};

beforeAll(async () => {
  home = await createTestDatabase();
  database = openDatabase(home.appUrl, { applicationName: "test" });
});
afterEach(() => {
  delete process.env.SWITCHBOARD_ENCRYPTION_KEY_PREVIOUS;
});
afterAll(async () => {
  await database.close();
  await home.drop();
});

async function newMerchant(): Promise<string> {
  const merchantId = newId("merchant");
  await insertMerchants(database, merchantId);
  const scope = userScope(
    { id: "usr_1", name: "Sam", role: "operator", merchantId: PARTNER_TENANT },
    { database },
  );
  for (const environment of ["sandbox", "production"] as const) {
    const entry = {
      merchantId,
      environment,
      mid: "5a0e7c11-2222-4333-8444-555566667777",
      appKey: "Xk3r9OnlyForRotation",
    };
    await enterCredentials(scope, { ...entry, appSecret: APP_SECRET, webhookKey: WEBHOOK_KEY });
  }
  return merchantId;
}

/** One sealed row of every other kind, in the columns that rotation must know. */
async function plantOthers(merchantId: string) {
  const owner = postgres(home.ownerUrl, { max: 1, onnotice: () => {} });
  const at = { merchantId, environment: "sandbox" as const };
  const place = { ...at, endpointId: "whe_1", version: 1 };
  const application = { ...at, applicationId: "app_1" };
  const alerts = { merchantId, environment: "production" as const, endpointId: "alerts", version: 1 };
  const [endpoint, totp, bank, alert] = await all(async (tx) => [
    await sealEndpointSecret(tx, place, ENDPOINT),
    await sealSecondFactor(tx, { merchantId, userId: `usr_${merchantId}` }, TOTP),
    await sealBankNumbers(tx, application, BANK),
    await sealEndpointSecret(tx, alerts, ENDPOINT),
  ]);
  await owner.begin(async (own) => {
    await own`SET LOCAL session_replication_role = replica`;
    await own`INSERT INTO webhook_endpoints (merchant_id, id, environment, url, state_at, created_at, created_by_name)
      VALUES (${merchantId}, 'whe_1', 'sandbox', 'https://x.example', now(), now(), 'Sam')`;
    await own`INSERT INTO webhook_secrets (merchant_id, endpoint_id, version, secret, last4, created_at, leads_from)
      VALUES (${merchantId}, 'whe_1', 1, ${endpoint!}, 'abcd', now(), now())`;
    await own`INSERT INTO users (id, merchant_id, email, name, role, password_hash, totp_secret)
      VALUES (${`usr_${merchantId}`}, ${merchantId}, ${`${merchantId}@x.example`}, 'A', 'merchant_admin', 'x', ${totp!})`;
    await own`INSERT INTO alert_settings (merchant_id, webhook_secret, updated_at) VALUES (${merchantId}, ${alert!}, now())`;
    await own`INSERT INTO applications (merchant_id, id, environment, state, details, bank, created_at, updated_at, state_at)
      VALUES (${merchantId}, 'app_1', 'sandbox', 'draft', '{}', ${bank!}, now(), now(), now())`;
  });
  await owner.end();
  return async () => {
    const [row] = await all((tx) =>
      tx.execute<{ endpoint: Buffer; totp: Buffer; bank: Buffer; alert: Buffer }>(sql`
        SELECT (SELECT secret FROM webhook_secrets WHERE merchant_id = ${merchantId}) AS endpoint,
          (SELECT totp_secret FROM users WHERE merchant_id = ${merchantId}) AS totp,
          (SELECT bank FROM applications WHERE merchant_id = ${merchantId}) AS bank,
          (SELECT webhook_secret FROM alert_settings WHERE merchant_id = ${merchantId}) AS alert`),
    );
    return all(async (tx) => ({
      endpoint: (await openEndpointSecret(tx, place, row!.endpoint)).equals(ENDPOINT),
      alert: (await openEndpointSecret(tx, alerts, row!.alert)).equals(ENDPOINT),
      totp: await openSecondFactor(tx, { merchantId, userId: `usr_${merchantId}` }, row!.totp),
      bank: await openBankNumbers(tx, application, row!.bank),
    }));
  };
}

const WHOLE = { endpoint: true, alert: true, totp: TOTP, bank: BANK };

describe("rotating both keys", () => {
  test("wraps every data key under the new deployment key and seals every secret under a new data key", async () => {
    process.env.SWITCHBOARD_ENCRYPTION_KEY = key(1);
    const merchantId = await newMerchant();
    const readOthers = await plantOthers(merchantId);
    const before = await setsOf(merchantId);

    process.env.SWITCHBOARD_ENCRYPTION_KEY = key(2);
    process.env.SWITCHBOARD_ENCRYPTION_KEY_PREVIOUS = key(1);
    expect(await openAll(merchantId), "before the rotation both keys open").toMatchObject([
      { appSecret: APP_SECRET },
      { appSecret: APP_SECRET },
    ]);
    const rotation = await rotateKeys(database);
    expect(rotation).toMatchObject({ rewrapped: rotation.tenants, resealed: 6 });

    delete process.env.SWITCHBOARD_ENCRYPTION_KEY_PREVIOUS;
    expect(await openAll(merchantId)).toMatchObject([
      { appSecret: APP_SECRET, webhookKey: WEBHOOK_KEY },
      { appSecret: APP_SECRET, webhookKey: WEBHOOK_KEY },
    ]);
    expect(await readOthers()).toEqual(WHOLE);
    const after = await setsOf(merchantId);
    for (const [index, set] of after.entries()) {
      expect(set.appSecret!.readUInt32BE(0)).toBe(before[index]!.appSecret!.readUInt32BE(0) + 1);
      expect(set.fingerprint).not.toBe(before[index]!.fingerprint);
    }
    expect(after[0]!.fingerprint, "equal credentials are still known as equal").toBe(after[1]!.fingerprint);
    expect(await rotateKeys(database), "again: nothing to wrap").toMatchObject({ rewrapped: 0, resealed: 6 });

    process.env.SWITCHBOARD_ENCRYPTION_KEY = key(1);
    await expect(openAll(merchantId), "the old key opens nothing any more").rejects.toThrow(/ENCRYPTION_KEY/);
    process.env.SWITCHBOARD_ENCRYPTION_KEY = key(2);
  });

  test("fails no read and loses no entry of those who work meanwhile", async () => {
    process.env.SWITCHBOARD_ENCRYPTION_KEY = key(2);
    const merchantId = await newMerchant();
    process.env.SWITCHBOARD_ENCRYPTION_KEY = key(3);
    process.env.SWITCHBOARD_ENCRYPTION_KEY_PREVIOUS = key(2);
    let rotating = true;
    let reads = 0;
    const traffic = Promise.all(
      Array.from({ length: 3 }, async () => {
        while (rotating) {
          for (const set of await openAll(merchantId)) expect(set?.appSecret).toBe(APP_SECRET);
          reads += 1;
        }
      }),
    );
    for (let round = 0; round < 3; round += 1) await Promise.all([rotateKeys(database), newMerchant()]);
    rotating = false;
    await traffic;
    expect(reads).toBeGreaterThan(3);
    delete process.env.SWITCHBOARD_ENCRYPTION_KEY_PREVIOUS;
    const everyone = await all((tx) =>
      tx.selectDistinct({ id: merchantDataKeys.merchantId }).from(merchantDataKeys),
    );
    for (const { id } of everyone) {
      for (const set of await openAll(id)) expect(set?.appSecret, id).toBe(APP_SECRET);
    }
  });

  test("knows every column of the database that holds something sealed", async () => {
    const notSealed = ["merchant_data_keys.wrapped_key", "notices.body", "application_documents.content"];
    const rows = await all((tx) =>
      tx.execute<{ name: string }>(sql`SELECT table_name || '.' || column_name AS name
        FROM information_schema.columns WHERE table_schema = 'public' AND data_type = 'bytea'`),
    );
    expect(rows.map(({ name }) => name).sort()).toEqual([...SEALED_COLUMNS, ...notSealed].sort());
  });
});

describe("what is sealed", () => {
  test("opens in no other row: not another merchant's, environment's, version's, field's or person's", async () => {
    process.env.SWITCHBOARD_ENCRYPTION_KEY = key(3);
    const [one, two] = [await newMerchant(), await newMerchant()];
    const [production, sandbox] = await setsOf(one);
    const [other] = await setsOf(two);
    const moved = [
      { ...other!, appSecret: production!.appSecret },
      { ...sandbox!, appSecret: production!.appSecret },
      { ...production!, version: production!.version + 1 },
      { ...production!, appSecret: production!.webhookKey },
    ];
    for (const set of moved) await expect(all((tx) => openSet(tx, set))).rejects.toThrow();
    const sealed = await all((tx) => sealSecondFactor(tx, { merchantId: one, userId: "usr_a" }, TOTP));
    await expect(
      all((tx) => openSecondFactor(tx, { merchantId: one, userId: "usr_b" }, sealed)),
    ).rejects.toThrow();
  });

  test("is nowhere in a copy of every table, nor is a key", async () => {
    process.env.SWITCHBOARD_ENCRYPTION_KEY = key(3);
    await plantOthers(await newMerchant());
    const owner = postgres(home.ownerUrl, { max: 1, onnotice: () => {} });
    const tables = await owner<{ name: string }[]>`SELECT relname AS name FROM pg_class
      WHERE relnamespace = 'public'::regnamespace AND relkind IN ('r', 'p')`;
    const texts: string[] = [];
    for (const { name } of tables) {
      const rows = await owner<{ row: string }[]>`SELECT t::text AS row FROM ${owner(name)} t`;
      texts.push(...rows.map(({ row }) => row));
    }
    await owner.end();
    const dump = texts.join("\n");
    expect(dump.length).toBeGreaterThan(5_000);
    const secrets = [
      APP_SECRET,
      WEBHOOK_KEY,
      TOTP,
      BANK.accountNumber,
      BANK.routingNumber,
      ENDPOINT.toString("base64"),
    ];
    for (const secret of [...secrets, key(3), key(2)]) {
      const forms = [Buffer.from(secret).toString("hex"), Buffer.from(secret, "base64").toString("hex")];
      for (const form of [secret, ...forms]) expect(dump).not.toContain(form);
    }
  });
});
