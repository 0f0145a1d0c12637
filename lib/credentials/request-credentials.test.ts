import { and, eq } from "drizzle-orm";
import { afterAll, beforeAll, beforeEach, expect, test } from "vitest";
import { type Database, openDatabase } from "#db/client.ts";
import { mails } from "#db/schema/alerts.ts";
import { auditEntries } from "#db/schema/audit.ts";
import { merchants } from "#db/schema/merchants.ts";
import { users } from "#db/schema/people.ts";
import { EVERY_TENANT, inTenant } from "#db/tenant.ts";
import { createTestDatabase, type TestDatabase } from "#db/testing/database.ts";
import { insertMerchants } from "#db/testing/merchants.ts";
import { userScope } from "#lib/access/open-scope.ts";
import { listSteps } from "#lib/checklist/queries/list-steps.ts";
import { merchantNeeds } from "#lib/checklist/rules.ts";
import { NotFoundError, PermissionError } from "#lib/kit/errors.ts";
import { newId } from "#lib/kit/ids.ts";
import { listMerchantBoard } from "#lib/switching/queries.ts";
import { PARTNER_TENANT, type Role } from "#lib/terms.ts";
import { enterCredentials } from "./enter-credentials.ts";
import { listCredentials } from "./queries.ts";
import { requestCredentials } from "./request-credentials.ts";
import { revokeCredentials } from "./revoke-credentials.ts";

const environment = "sandbox" as const;
let home: TestDatabase;
let database: Database;
let merchantId: string;

const scopeOf = (role: Role, owner: string = PARTNER_TENANT) =>
  userScope({ id: `usr_${role}`, name: `Sam ${role}`, role, merchantId: owner }, { database });
const everywhere = <Value>(work: Parameters<typeof inTenant<Value>>[2]) =>
  inTenant(database, EVERY_TENANT, work);
const own = () => scopeOf("merchant_admin", merchantId);
const ask = (scope = scopeOf("operator"), id = merchantId) =>
  requestCredentials(scope, { merchantId: id, environment });
const told = async () =>
  (await everywhere((tx) => tx.select().from(mails).where(eq(mails.kind, "credentials"))))
    .filter(({ body }) => body.includes(`/m/${merchantId}/`))
    .map(({ toAddress }) => toAddress)
    .sort();
const living = async () =>
  (await listCredentials(scopeOf("operator"), merchantId)).filter(({ state }) => state !== "revoked");
const entered = () => ({
  ...{ merchantId, environment, mid: "11111111-1111-4111-8111-111111111111" },
  ...{ appKey: "app-key-of-shop", appSecret: "app-secret-of-shop" },
});

beforeAll(async () => {
  process.env.SWITCHBOARD_ENCRYPTION_KEY = Buffer.alloc(32, 1).toString("base64");
  home = await createTestDatabase();
  database = openDatabase(home.appUrl, { applicationName: "test" });
  const staff = { merchantId: PARTNER_TENANT, passwordHash: "-" };
  await everywhere((tx) =>
    tx.insert(users).values([
      { ...staff, id: "usr_mei", email: "mei@partner.example", name: "Mei", role: "operator" },
      { ...staff, id: "usr_ida", email: "ida@partner.example", name: "Ida", role: "admin" },
      { ...staff, id: "usr_fin", email: "fin@partner.example", name: "Fin", role: "finance" },
    ]),
  );
});
beforeEach(async () => {
  merchantId = newId("merchant");
  await insertMerchants(database, merchantId);
  const person = { merchantId, passwordHash: "-" };
  await everywhere((tx) =>
    tx.insert(users).values([
      {
        ...{ ...person, id: newId("user"), email: `hana@${merchantId}.example` },
        ...{ name: "Hana", role: "merchant_admin" },
      },
      {
        ...{ ...person, id: newId("user"), email: `view@${merchantId}.example` },
        ...{ name: "View", role: "merchant_viewer" },
      },
    ]),
  );
});
afterAll(async () => {
  await database.close();
  await home.drop();
});

test("staff ask the merchant's people who may enter them; asked again is one request", async () => {
  expect(await ask()).toEqual({ ok: true, value: { told: 1 } });
  expect(await ask()).toEqual({ ok: true, value: { told: 0 } });
  expect(await told()).toEqual([`hana@${merchantId}.example`]);
  expect(await living()).toMatchObject([
    { state: "requested", current: false, requested: { byName: "Sam operator", of: "merchant" } },
  ]);
  const entries = await everywhere((tx) =>
    tx.select().from(auditEntries).where(eq(auditEntries.merchantId, merchantId)),
  );
  expect(entries.map(({ action, actorId }) => [action, actorId])).toEqual([
    ["credentials.request", "usr_operator"],
  ]);
});

test("the merchant asks its activation owner, or without one all of the partner's who may enter them", async () => {
  expect(await ask(own())).toEqual({ ok: true, value: { told: 2 } });
  expect(await told()).toEqual(["ida@partner.example", "mei@partner.example"]);
  expect(await living()).toMatchObject([{ requested: { byName: "Sam merchant_admin", of: "partner" } }]);

  const [asked] = await living();
  await revokeCredentials(own(), {
    ...{ merchantId, environment, version: asked!.version },
    reason: "Not needed",
  });
  expect(await living()).toEqual([]);
  await everywhere(async (tx) => {
    await tx.update(merchants).set({ activationOwnerId: "usr_mei" }).where(eq(merchants.id, merchantId));
    await tx.delete(mails).where(and(eq(mails.kind, "credentials")));
  });
  await ask(own());
  expect(await told()).toEqual(["mei@partner.example"]);
});

test("what was asked for waits on who was asked: in the checklist and on the board, until it is entered", async () => {
  const step = async () =>
    (await listSteps(scopeOf("operator"), merchantId)).steps.find(
      ({ step: { id } }) => id === "sandbox_credentials",
    );
  const need = async () => {
    const row = (await listMerchantBoard(scopeOf("operator"), {})).find(({ id }) => id === merchantId);
    return merchantNeeds(row!).find(({ code }) => code === "CREDENTIALS_MISSING");
  };
  await ask(own());
  const since = (await living())[0]!.requested!.at.toISOString();
  expect(await step()).toMatchObject({
    state: "blocked",
    fact: {
      blocked: { by: "partner", cause: "Sam merchant_admin asked for the sandbox credentials", since },
    },
  });
  expect(await need()).toMatchObject({ owner: "us", environment, since });

  expect(await enterCredentials(scopeOf("operator"), entered())).toMatchObject({ ok: true });
  expect(await living()).toMatchObject([{ state: "entered", requested: null }]);
  expect((await step())?.state).not.toBe("blocked");
  expect(await need()).toMatchObject({ owner: "merchant" });
  expect(await ask()).toMatchObject({ ok: false, reason: "THERE_ALREADY", state: "entered" });
});

test("nobody is asked where nobody could answer, and nothing is kept", async () => {
  await everywhere((tx) =>
    tx.update(users).set({ disabledAt: new Date() }).where(eq(users.merchantId, merchantId)),
  );
  expect(await ask()).toEqual({ ok: false, reason: "NOBODY" });
  expect(await living()).toEqual([]);
});

test("who only reads may not ask, another merchant is not found, and the partner's own are nobody's to ask for", async () => {
  const other = newId("merchant");
  await insertMerchants(database, other);
  await expect(ask(own(), other)).rejects.toThrow(NotFoundError);
  await expect(ask(scopeOf("operator"), "mer_none")).rejects.toThrow(NotFoundError);
  await expect(ask(scopeOf("admin"), PARTNER_TENANT)).rejects.toThrow(NotFoundError);
  for (const reader of [scopeOf("viewer"), scopeOf("merchant_developer", merchantId)])
    await expect(ask(reader)).rejects.toThrow(PermissionError);
  expect(await told()).toEqual([]);
});
