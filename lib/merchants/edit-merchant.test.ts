import { desc, eq } from "drizzle-orm";
import { afterAll, beforeAll, beforeEach, describe, expect, test } from "vitest";
import { auditEntries } from "#db/schema/audit.ts";
import { credentialSets } from "#db/schema/credentials.ts";
import { users } from "#db/schema/people.ts";
import { openTestWorld, type Planted, type TestWorld } from "#db/testing/partner-world.ts";
import { inScope } from "#lib/access/in-scope.ts";
import { NotFoundError, PermissionError } from "#lib/kit/errors.ts";
import { archiveMerchant } from "./archive-merchant.ts";
import { createMerchant } from "./create-merchant.ts";
import { editMerchant } from "./edit-merchant.ts";
import { linkAccount } from "./link-account.ts";
import { findMerchantByMid } from "./queries/find-merchant-by-mid.ts";
import { getMerchant } from "./queries/get-merchant.ts";
import { getPartner } from "./queries/get-partner.ts";
import { listMerchants } from "./queries/list-merchants.ts";
import { setActivationOwner } from "./set-activation-owner.ts";
import { setMitEnablement } from "./set-mit-enablement.ts";

let world: TestWorld;
let lumen: Planted;
let counter = 0;
beforeAll(async () => {
  world = await openTestWorld();
  await inScope(world.system, (tx) =>
    tx.insert(users).values([
      {
        id: "usr_priya",
        merchantId: "partner",
        email: "priya@x.example",
        name: "Priya Nair",
        role: "operator",
        passwordHash: "-",
      },
      {
        id: "usr_gone",
        merchantId: "partner",
        email: "gone@x.example",
        name: "Gone",
        role: "operator",
        passwordHash: "-",
        disabledAt: new Date(),
      },
      {
        id: "usr_other",
        merchantId: "mer_other",
        email: "other@x.example",
        name: "Other",
        role: "merchant_admin",
        passwordHash: "-",
      },
    ]),
  );
});
afterAll(() => world.close());
beforeEach(async () => {
  counter += 1;
  lumen = await world.merchant(`Lumen ${counter}`, { ready: false });
});

const operator = () => world.person("operator");
const basics = { integration: "partner_mit", timezone: "Europe/Berlin", currency: "eur" } as const;
const auditOf = (id: string) =>
  inScope(world.system, async (tx) => {
    const rows = await tx.select().from(auditEntries).where(eq(auditEntries.merchantId, id));
    return rows.map((row) => row.action);
  });

describe("a new merchant", () => {
  test("is in onboarding, without an account, with the partner's defaults", async () => {
    const made = await createMerchant(operator(), {
      ...basics,
      name: " Atelier Nord ",
      activationOwnerId: "usr_priya",
    });
    if (!made.ok) throw new Error(made.reason);
    expect(await getMerchant(operator(), made.value.id)).toMatchObject({
      name: "Atelier Nord",
      state: "onboarding",
      observed: false,
      currency: "EUR",
      mitMode: "managed",
      activationPolicy: "merchant_requests",
      activationOwnerId: "usr_priya",
      mitRules: { expiryDaysMin: 14, sameDay: "block" },
      accounts: {
        sandbox: { standing: "none", mit: "unknown" },
        production: { standing: "none", mit: "unknown" },
      },
      transmit: {},
    });
    expect(await auditOf(made.value.id)).toEqual(["merchant.create"]);
  });

  test("that talks to FlexCharge itself is observed", async () => {
    const made = await createMerchant(operator(), {
      ...basics,
      name: "Meridian",
      integration: "merchant_direct_mit",
    });
    expect(made.ok && (await getMerchant(operator(), made.value.id)).observed).toBe(true);
  });

  test("has a real zone and currency, and an owner that may be one", async () => {
    await expect(createMerchant(operator(), { ...basics, name: "X", timezone: "Mars/Base" })).rejects.toThrow(
      "time zone",
    );
    await expect(createMerchant(operator(), { ...basics, name: "X", currency: "XXQ" })).rejects.toThrow(
      "currency",
    );
    for (const activationOwnerId of ["usr_nobody", "usr_gone", "usr_other"])
      expect(await createMerchant(operator(), { ...basics, name: "X", activationOwnerId })).toEqual({
        ok: false,
        reason: "UNKNOWN_PERSON",
      });
  });
});

describe("changing a merchant", () => {
  test("changes what is given, once, with its transmit settings", async () => {
    const change = {
      merchantId: lumen.id,
      descriptorMismatch: "block",
      eligibility: { cardBrands: ["visa"], amountMinMinor: 500 },
      transmit: { mit: "off" },
    } as const;
    const given = { ...change, eligibility: { ...change.eligibility, cardBrands: ["visa"] } };
    expect(await editMerchant(operator(), given)).toEqual({ ok: true, value: { changed: true } });
    expect(await editMerchant(operator(), given)).toEqual({ ok: true, value: { changed: false } });
    expect(await getMerchant(operator(), lumen.id)).toMatchObject({
      name: lumen.name,
      descriptorMismatch: "block",
      eligibility: { cardBrands: ["visa"], amountMinMinor: 500 },
      transmit: { mit: "off" },
    });
    expect((await auditOf(lumen.id)).filter((action) => action === "merchant.edit")).toHaveLength(1);
  });

  test("follows its integration's copies again when it goes back to them", async () => {
    const integration = "standard_cit" as const;
    const edit = (change: object) => editMerchant(operator(), { merchantId: lumen.id, ...change });
    await edit({ integration });
    // The default said in words is no setting of its own.
    expect(await edit({ transmit: { cit_website: "approved_only", mit: "all" } })).toMatchObject({
      value: { changed: false },
    });
    await edit({ transmit: { cit_website: "off", mit: "approved_only" } });
    expect(await edit({ transmit: { cit_website: "approved_only" } })).toMatchObject({
      value: { changed: true },
    });
    expect((await getMerchant(operator(), lumen.id)).transmit).toEqual({ mit: "approved_only" });
    const [last] = await inScope(world.system, (tx) =>
      tx
        .select({ before: auditEntries.before, after: auditEntries.after })
        .from(auditEntries)
        .where(eq(auditEntries.merchantId, lumen.id))
        .orderBy(desc(auditEntries.sequence))
        .limit(1),
    );
    expect(last).toEqual({
      before: '{"transmit":{"cit_website":"off"}}',
      after: '{"transmit":{"cit_website":"approved_only"}}',
    });
  });

  test("takes no rule that would hold back every order unnoticed", async () => {
    const refused: [object, string][] = [
      [{ cardBrands: [] }, "At least one"],
      [{ countries: ["US", "UK"] }, "UK is not a country"],
      [{ currencies: ["USD", "XXQ"] }, "XXQ is not a currency"],
      [{ amountMinMinor: 500, amountMaxMinor: 499 }, "Below the lowest amount"],
      [{ amountMinMinor: 5.5 }, "int"],
    ];
    for (const [eligibility, words] of refused)
      await expect(editMerchant(operator(), { merchantId: lumen.id, eligibility })).rejects.toThrow(words);
    for (const expiryDaysMin of [-1, 91, 1.5])
      await expect(
        editMerchant(operator(), {
          merchantId: lumen.id,
          mitRules: { expiryDaysMin, sameDay: "flag" },
        }),
      ).rejects.toThrow("Whole days, 0 to 90");
    expect((await getMerchant(operator(), lumen.id)).eligibility).toEqual({});
  });

  test("does not make one active that has no account", async () => {
    expect(await editMerchant(operator(), { merchantId: lumen.id, state: "active" })).toEqual({
      ok: false,
      reason: "ACCOUNT_NOT_LINKED",
    });
  });

  test("names its activation owner, once", async () => {
    const owner = { merchantId: lumen.id, userId: "usr_priya" };
    expect(await setActivationOwner(operator(), owner)).toMatchObject({ value: { changed: true } });
    expect(await setActivationOwner(operator(), owner)).toMatchObject({ value: { changed: false } });
    expect(await setActivationOwner(operator(), { ...owner, userId: "usr_other" })).toMatchObject({
      reason: "UNKNOWN_PERSON",
    });
    expect(await setActivationOwner(operator(), { ...owner, userId: null })).toMatchObject({
      value: { changed: true },
    });
  });

  test("records MIT asked for and enabled, with who and when", async () => {
    const asked = { merchantId: lumen.id, environment: "production", mit: "requested" } as const;
    expect(await setMitEnablement(operator(), asked)).toMatchObject({ value: { changed: true } });
    expect(await setMitEnablement(operator(), asked)).toMatchObject({ value: { changed: false } });
    const { accounts } = await getMerchant(operator(), lumen.id);
    expect(accounts.production).toMatchObject({ mit: "requested", mitBy: "Daniel the operator" });
    expect(accounts.production.mitAt).toMatch(/^\d{4}-.*Z$/);
    expect(accounts.sandbox.mit).toBe("unknown");
  });

  test("archives it once and for good", async () => {
    const target = { merchantId: lumen.id };
    expect(await archiveMerchant(operator(), target)).toMatchObject({ value: { changed: true } });
    expect(await archiveMerchant(operator(), target)).toMatchObject({ value: { changed: false } });
    expect(await editMerchant(operator(), { ...target, name: "Again" })).toMatchObject({
      reason: "ARCHIVED",
    });
    expect(await listMerchants(operator(), { search: lumen.name })).toEqual([]);
    expect(await listMerchants(operator(), { search: lumen.name, archived: true })).toMatchObject([
      { state: "closed" },
    ]);
  });
});

describe("linking an account", () => {
  const credentials = (state: "entered" | "verified") =>
    inScope(world.system, (tx) =>
      tx.insert(credentialSets).values({
        merchantId: lumen.id,
        environment: "sandbox",
        version: state === "entered" ? 1 : 2,
        state,
        current: state === "verified",
        mid: `MID-${lumen.id}`,
      }),
    );

  test("needs credentials that FlexCharge accepted, makes the merchant active, and is done once", async () => {
    const target = { merchantId: lumen.id, environment: "sandbox" } as const;
    await credentials("entered");
    expect(await linkAccount(operator(), target)).toEqual({ ok: false, reason: "CREDENTIALS_NOT_VERIFIED" });
    expect(await findMerchantByMid(operator(), `MID-${lumen.id}`, "sandbox")).toBeNull();
    await credentials("verified");
    expect(await linkAccount(operator(), target)).toMatchObject({ value: { changed: true } });
    expect(await linkAccount(operator(), target)).toMatchObject({ value: { changed: false } });
    expect(await getMerchant(operator(), lumen.id)).toMatchObject({
      state: "active",
      accounts: { sandbox: { standing: "linked" }, production: { standing: "none" } },
    });
    expect((await findMerchantByMid(operator(), `mid-${lumen.id}`, "sandbox"))?.id).toBe(lumen.id);
    expect(await editMerchant(operator(), { merchantId: lumen.id, state: "suspended" })).toMatchObject({
      ok: true,
    });
    expect(await editMerchant(operator(), { merchantId: lumen.id, state: "active" })).toMatchObject({
      ok: true,
    });
  });
});

describe("who may", () => {
  const everyVerb = (who: ReturnType<typeof operator>) => [
    () => editMerchant(who, { merchantId: lumen.id, name: "Mine" }),
    () => archiveMerchant(who, { merchantId: lumen.id }),
    () => setActivationOwner(who, { merchantId: lumen.id, userId: null }),
    () => setMitEnablement(who, { merchantId: lumen.id, environment: "sandbox", mit: "enabled" }),
    () => linkAccount(who, { merchantId: lumen.id, environment: "sandbox" }),
  ];

  test("readers and merchants' own people change no merchant", async () => {
    for (const who of [
      world.person("viewer"),
      world.person("finance"),
      world.person("merchant_admin", lumen.id),
    ]) {
      for (const verb of everyVerb(who)) await expect(verb()).rejects.toThrow(PermissionError);
      await expect(createMerchant(who, { ...basics, name: "X" })).rejects.toThrow(PermissionError);
    }
  });

  test("another tenant's merchant is not found, whatever the role", async () => {
    // No role of a merchant's may write merchants: the tenant alone has to hold where a role would not.
    const stranger = { ...operator(), tenant: "mer_other" } as ReturnType<typeof operator>;
    for (const verb of everyVerb(stranger)) await expect(verb()).rejects.toThrow(NotFoundError);
    const reader = world.person("merchant_admin", "mer_other");
    await expect(getMerchant(reader, lumen.id)).rejects.toThrow(NotFoundError);
    expect(await listMerchants(reader)).toEqual([]);
    expect((await getPartner(reader)).name).toBe("Northgate");
  });
});

test("what becomes of late approvals is a rule of the merchant: staff decide unless it says otherwise", async () => {
  const { id: merchantId } = lumen;
  expect(await getMerchant(world.system, merchantId)).toMatchObject({
    lateApprovalPolicy: "ask",
    lateApprovalHours: 24,
  });
  const rule = { lateApprovalPolicy: "refund" as const, lateApprovalHours: 6 };
  expect(await editMerchant(world.person("operator"), { merchantId, ...rule })).toMatchObject({ ok: true });
  expect(await getMerchant(world.system, merchantId)).toMatchObject(rule);
  for (const lateApprovalHours of [0, 721, 1.5, Number.NaN]) {
    await expect(editMerchant(world.system, { merchantId, lateApprovalHours })).rejects.toThrow();
  }
});
