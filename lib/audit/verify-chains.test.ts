import { appendFile, mkdtemp, rm } from "node:fs/promises";
import { tmpdir } from "node:os";
import path from "node:path";
import postgres, { type Sql } from "postgres";
import { afterEach, beforeEach, describe, expect, test, vi } from "vitest";
import { type Database, openDatabase } from "#db/client.ts";
import { EVERY_TENANT, inTenant } from "#db/tenant.ts";
import { createTestDatabase, type TestDatabase } from "#db/testing/database.ts";
import { fixedClock } from "#lib/kit/clock.ts";
import { appendEntry } from "./append-entry.ts";
import { anchorHeads, verifyAudit } from "./jobs.ts";

const clock = fixedClock("2026-11-20T14:00:00Z");
const author = { actor: { kind: "user", id: "usr_1", name: "Priya Nair" }, clock, requestId: "req_1" };

let home: TestDatabase;
let database: Database;
let owner: Sql;
let folder: string;
let anchorFile: string;

async function append(merchantId: string, times: number): Promise<void> {
  for (let index = 1; index <= times; index += 1) {
    await inTenant(database, EVERY_TENANT, (tx) =>
      appendEntry(tx, author, {
        merchantId,
        action: "switch.set",
        subject: `site_${index}`,
        subjectName: `Site ${index}`,
        before: { mode: "off" },
        after: { mode: "sandbox" },
      }),
    );
  }
}

async function findings(file: string | null = null): Promise<Record<string, string[]>> {
  const reports = await verifyAudit({ database, clock }, file);
  return Object.fromEntries(
    reports.map((report) => [
      report.merchantId,
      report.findings.map(({ kind, sequence }) => `${kind} ${sequence}`),
    ]),
  );
}

beforeEach(async () => {
  home = await createTestDatabase();
  database = openDatabase(home.appUrl, { applicationName: "test", poolMax: 2 });
  owner = postgres(home.ownerUrl, { max: 1, onnotice: () => {} });
  // The owner is bound by row-level security as well: it names every tenant.
  await owner`SELECT set_config('switchboard.tenant', '*', false)`;
  folder = await mkdtemp(path.join(tmpdir(), "switchboard-anchors-"));
  anchorFile = path.join(folder, "anchors.ndjson");
  await append("mer_one", 6);
  await append("mer_two", 3);
});
afterEach(async () => {
  await Promise.all([owner.end(), database.close()]);
  await home.drop();
  await rm(folder, { recursive: true, force: true });
});

describe("the audit's chains", () => {
  test("are intact when nobody touched them, and the console can tell when that was seen", async () => {
    expect(await findings()).toEqual({ mer_one: [], mer_two: [] });
    const [head] =
      await owner`SELECT checked_at, checked_sequence, finding FROM audit_chains ORDER BY merchant_id`;
    expect(head).toMatchObject({ checked_at: new Date("2026-11-20T14:00:00Z"), finding: null });
    expect(Number(head!.checked_sequence)).toBe(6);
  });

  test.each(["reason", "after", "actor_name", "subject_name", "action", "request_id"])(
    "show that an entry's %s was edited",
    async (column) => {
      await owner`UPDATE audit_entries SET ${owner(column)} = 'other' WHERE merchant_id = 'mer_one' AND sequence = 3`;
      expect(await findings()).toEqual({ mer_one: ["EDITED 3"], mer_two: [] });
    },
  );

  test("show that an entry was edited and its hash made anew", async () => {
    await owner`UPDATE audit_entries SET reason = 'other', hash = repeat('a', 64)
      WHERE merchant_id = 'mer_one' AND sequence = 3`;
    expect((await findings()).mer_one).toEqual(["EDITED 3", "OUT_OF_PLACE 4"]);
  });

  test("show that an entry was deleted", async () => {
    await owner`DELETE FROM audit_entries WHERE merchant_id = 'mer_one' AND sequence = 2`;
    expect(await findings()).toEqual({ mer_one: ["MISSING 2"], mer_two: [] });
  });

  test("show that two entries changed places", async () => {
    await owner`UPDATE audit_entries SET sequence = CASE sequence WHEN 2 THEN 12 ELSE 13 END
      WHERE merchant_id = 'mer_one' AND sequence IN (2, 3)`;
    await owner`UPDATE audit_entries SET sequence = CASE sequence WHEN 12 THEN 3 ELSE 2 END
      WHERE merchant_id = 'mer_one' AND sequence IN (12, 13)`;
    const [first] = (await findings()).mer_one ?? [];
    expect(first).toBe("OUT_OF_PLACE 2");
  });

  test("show that an entry was put in", async () => {
    await owner`INSERT INTO audit_entries SELECT merchant_id, 7, at, actor_kind, actor_id, actor_name, action, subject,
      subject_name, before, after, reason, request_id, hash, repeat('b', 64) FROM audit_entries
      WHERE merchant_id = 'mer_one' AND sequence = 6`;
    expect((await findings()).mer_one).toEqual(["EDITED 7", "INSERTED 7"]);
  });

  test("show that the tail was cut off", async () => {
    await owner`DELETE FROM audit_entries WHERE merchant_id = 'mer_one' AND sequence > 4`;
    expect((await findings()).mer_one).toEqual(["TRUNCATED 5"]);
  });

  test("show that an entry was moved to another merchant's chain", async () => {
    await owner`UPDATE audit_entries SET merchant_id = 'mer_two', sequence = 4
      WHERE merchant_id = 'mer_one' AND sequence = 6`;
    const found = await findings();
    expect(found.mer_one).toEqual(["TRUNCATED 6"]);
    expect(found.mer_two).toContain("EDITED 4");
  });

  test("hold with an entry that was appended while they were read", async () => {
    let over = () => {};
    const isOver = new Promise<void>((resolve) => {
      over = resolve;
    });
    const append = new Promise<void>((begun) => {
      void inTenant(database, EVERY_TENANT, async (tx) => {
        const words = { action: "switch.set", subject: "site_9", subjectName: "Site 9" };
        await appendEntry(tx, author, { merchantId: "mer_one", ...words });
        begun();
        await isOver;
      });
    });
    await append;
    const check = findings();
    const waiting = async () =>
      (
        await owner`SELECT FROM pg_stat_activity WHERE wait_event_type = 'Lock' AND datname = current_database()`
      ).length;
    await vi.waitFor(async () => expect(await waiting()).toBe(1), { timeout: 5_000, interval: 20 });
    over();
    expect(await check).toEqual({ mer_one: [], mer_two: [] });
  });

  test("show that a chain's head is gone", async () => {
    await owner`DELETE FROM audit_chains WHERE merchant_id = 'mer_two'`;
    expect((await findings()).mer_two).toEqual(["HEAD_MISSING 3"]);
  });
});

describe("heads that were written down outside the database", () => {
  test("show a tail that was cut off together with the chain's own head", async () => {
    expect(await anchorHeads(anchorFile).run({ database, clock })).toBe(2);
    expect(await anchorHeads(anchorFile).run({ database, clock })).toBe(0);
    await owner`DELETE FROM audit_entries WHERE merchant_id = 'mer_one' AND sequence > 4`;
    await owner`UPDATE audit_chains SET sequence = 4,
      hash = (SELECT hash FROM audit_entries WHERE merchant_id = 'mer_one' AND sequence = 4) WHERE merchant_id = 'mer_one'`;
    expect(await findings()).toEqual({ mer_one: [], mer_two: [] });
    expect(await findings(anchorFile)).toEqual({ mer_one: ["TRUNCATED 5"], mer_two: [] });
  });

  test("show a chain that was deleted as a whole and written anew", async () => {
    await anchorHeads(anchorFile).run({ database, clock });
    await owner`DELETE FROM audit_entries WHERE merchant_id = 'mer_two'`;
    await owner`DELETE FROM audit_chains WHERE merchant_id = 'mer_two'`;
    expect(await findings(anchorFile)).toEqual({ mer_one: [], mer_two: ["TRUNCATED 1"] });
    await inTenant(database, EVERY_TENANT, async (tx) => {
      for (let index = 1; index <= 4; index += 1) {
        const words = { action: "switch.set", subject: "site_9", subjectName: "Site 9" };
        await appendEntry(tx, author, { merchantId: "mer_two", ...words });
      }
    });
    expect(await findings()).toEqual({ mer_one: [], mer_two: [] });
    expect(await findings(anchorFile)).toEqual({ mer_one: [], mer_two: ["REWRITTEN 3"] });
  });

  test("are read on after a line that a crash or a full disk cut off", async () => {
    await anchorHeads(anchorFile).run({ database, clock });
    await appendFile(anchorFile, '{"at":"2026-11-20T14:00:00.000Z","merch');
    await append("mer_one", 1);
    expect(await anchorHeads(anchorFile).run({ database, clock })).toBe(1);
    expect(await anchorHeads(anchorFile).run({ database, clock })).toBe(0);
    expect(await findings(anchorFile)).toEqual({ mer_one: [], mer_two: [] });
    await owner`DELETE FROM audit_entries WHERE merchant_id = 'mer_one' AND sequence = 7`;
    expect((await findings(anchorFile)).mer_one).toEqual(["TRUNCATED 7"]);
  });

  test("are refused as a whole where somebody changed a line", async () => {
    await anchorHeads(anchorFile).run({ database, clock });
    await appendFile(anchorFile, '{"at":"2026-11-20T14:00:00.000Z","merchantId":"mer_one"}\n');
    await expect(findings(anchorFile)).rejects.toThrow(/line \d+ of the anchors is not readable/);
  });

  test("go on holding while entries are appended", async () => {
    await anchorHeads(anchorFile).run({ database, clock });
    await append("mer_one", 2);
    expect(await anchorHeads(anchorFile).run({ database, clock })).toBe(1);
    expect(await findings(anchorFile)).toEqual({ mer_one: [], mer_two: [] });
  });
});
