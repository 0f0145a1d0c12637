import { eq } from "drizzle-orm";
import { afterAll, beforeAll, describe, expect, test } from "vitest";
import { type Database, openDatabase } from "#db/client.ts";
import { auditChains } from "#db/schema/audit.ts";
import { createTestDatabase, type TestDatabase } from "#db/testing/database.ts";
import { inScope } from "#lib/access/in-scope.ts";
import { type Scope, userScope } from "#lib/access/open-scope.ts";
import { fixedClock } from "#lib/kit/clock.ts";
import { PermissionError } from "#lib/kit/errors.ts";
import { PARTNER_TENANT, type Role } from "#lib/terms.ts";
import { appendEntry } from "./append-entry.ts";
import { exportEntries } from "./queries/export-entries.ts";
import { listActors } from "./queries/list-actors.ts";
import { readChainState } from "./queries/read-chain-state.ts";
import { listAuditEntries } from "./queries.ts";
import { verifyChains } from "./verify-chains.ts";

let home: TestDatabase;
let database: Database;
let staff: Scope;

const person = (role: Role, merchantId: string) =>
  userScope(
    { id: `usr_${role}`, name: "Priya Nair", role, merchantId },
    { database, clock: fixedClock("2026-11-20T14:00:00Z"), requestId: "req_test" },
  );

async function linesOf(lines: AsyncIterable<string>): Promise<string[]> {
  const all: string[] = [];
  for await (const line of lines) all.push(line);
  return all;
}

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

  test("is narrowed to who acted, to a subject and to a time", async () => {
    const count = async (filter: Parameters<typeof listAuditEntries>[1]) =>
      (await listAuditEntries(staff, filter)).rows.length;
    expect(await count({ actor: "usr_admin" })).toBe(7);
    expect(await count({ actor: "usr_nobody" })).toBe(0);
    expect(await count({ search: "site_4" })).toBe(1);
    expect(await count({ from: new Date("2026-11-20T14:00:00Z") })).toBe(7);
    expect(await count({ from: new Date("2026-11-20T14:00:01Z") })).toBe(0);
    expect(await listActors(staff)).toEqual([{ id: "usr_admin", name: "Priya Nair" }]);
    expect(await listActors(person("merchant_admin", "mer_three"))).toEqual([]);
  });

  test("is a file with every entry of the filter, for those who may export", async () => {
    const lines = await linesOf(exportEntries(staff, { merchantId: "mer_one" }));
    expect(lines).toHaveLength(5);
    expect(lines[0]).toMatch(/^at,merchantId,merchant,sequence,/);
    expect(lines.at(-1)).toContain(
      "2026-11-20T14:00:00.000Z,mer_one,,1,user,usr_admin,Priya Nair,switch.set,site_1",
    );
    const own = await linesOf(exportEntries(person("merchant_admin", "mer_two"), {}));
    expect(own.slice(1).every((line) => line.includes(",mer_two,"))).toBe(true);
    await expect(linesOf(exportEntries(person("finance", PARTNER_TENANT), {}))).rejects.toThrow(
      PermissionError,
    );
  });

  test("says when its chains were last found whole, and what is wrong with one", async () => {
    expect(await readChainState(staff)).toEqual({ chains: 2, checkedAt: null, broken: [] });
    await verifyChains({ database, clock: fixedClock("2026-11-20T15:00:00Z") });
    const checkedAt = new Date("2026-11-20T15:00:00Z");
    expect(await readChainState(staff)).toEqual({ chains: 2, checkedAt, broken: [] });
    await inScope(staff, (tx) =>
      tx.update(auditChains).set({ finding: "EDITED at 2" }).where(eq(auditChains.merchantId, "mer_two")),
    );
    expect(await readChainState(staff)).toMatchObject({
      broken: [{ merchantId: "mer_two", finding: "EDITED at 2" }],
    });
    expect(await readChainState(staff, "mer_one")).toEqual({ chains: 1, checkedAt, broken: [] });
    expect(await readChainState(person("merchant_admin", "mer_one"))).toMatchObject({
      chains: 1,
      broken: [],
    });
  });

  test("begins at the top when the cursor was tampered with", async () => {
    expect((await listAuditEntries(staff, { before: "x~y~z" })).rows).toHaveLength(7);
  });

  test("stays closed to roles without the permission", async () => {
    await expect(listAuditEntries(person("viewer", PARTNER_TENANT))).rejects.toBeInstanceOf(PermissionError);
  });
});
