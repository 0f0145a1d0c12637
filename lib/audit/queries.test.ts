import { afterAll, beforeAll, describe, expect, test } from "vitest";
import { type Database, openDatabase } from "#db/client.ts";
import { createTestDatabase, type TestDatabase } from "#db/testing/database.ts";
import { inScope } from "#lib/access/in-scope.ts";
import { type Scope, userScope } from "#lib/access/open-scope.ts";
import { fixedClock } from "#lib/kit/clock.ts";
import { PermissionError } from "#lib/kit/errors.ts";
import { PARTNER_TENANT, type Role } from "#lib/terms.ts";
import { appendEntry } from "./append-entry.ts";
import { listAuditEntries } from "./queries.ts";

let home: TestDatabase;
let database: Database;
let staff: Scope;

const person = (role: Role, merchantId: string) =>
  userScope(
    { id: `usr_${role}`, name: "Priya Nair", role, merchantId },
    { database, clock: fixedClock("2026-11-20T14:00:00Z"), requestId: "req_test" },
  );

beforeAll(async () => {
  home = await createTestDatabase();
  database = openDatabase(home.appUrl, { applicationName: "test", poolMax: 2 });
  staff = person("admin", PARTNER_TENANT);
  await inScope(staff, async (tx) => {
    for (let index = 1; index <= 7; index += 1) {
      await appendEntry(tx, staff, {
        merchantId: index % 2 ? "mer_one" : "mer_two",
        action: index === 3 ? "credentials.verify" : "switch.set",
        subject: `site_${index}`,
        subjectName: `Site 100% ${index}`,
        reason: index === 5 ? "Agents finished the test" : undefined,
      });
    }
  });
});
afterAll(async () => {
  await database.close();
  await home.drop();
});

describe("the audit list", () => {
  test("pages through entries of the same moment without losing or repeating one", async () => {
    const seen: string[] = [];
    let before: string | undefined;
    do {
      const page = await listAuditEntries(staff, { limit: 3, ...(before ? { before } : {}) });
      seen.push(...page.rows.map((row) => row.subject));
      before = page.next ?? undefined;
    } while (before);
    expect(seen).toHaveLength(7);
    expect(new Set(seen).size).toBe(7);
  });

  test("shows a merchant's people their own merchant's entries alone", async () => {
    const { rows } = await listAuditEntries(person("merchant_admin", "mer_two"));
    expect(rows.map((row) => row.merchantId)).toEqual(["mer_two", "mer_two", "mer_two"]);
    const foreign = await listAuditEntries(person("merchant_admin", "mer_two"), { merchantId: "mer_one" });
    expect(foreign.rows).toEqual([]);
  });

  test("is found by topic, by words as they are written and by request id", async () => {
    const count = async (filter: Parameters<typeof listAuditEntries>[1]) =>
      (await listAuditEntries(staff, filter)).rows.length;
    expect(await count({ topic: "credentials" })).toBe(1);
    expect(await count({ search: "agents" })).toBe(1);
    expect(await count({ search: "100% 4" })).toBe(1);
    expect(await count({ search: "100_ 4" })).toBe(0);
    expect(await count({ search: "req_test" })).toBe(7);
  });

  test("begins at the top when the cursor was tampered with", async () => {
    expect((await listAuditEntries(staff, { before: "x~y~z" })).rows).toHaveLength(7);
  });

  test("stays closed to roles without the permission", async () => {
    await expect(listAuditEntries(person("viewer", PARTNER_TENANT))).rejects.toBeInstanceOf(PermissionError);
  });
});
