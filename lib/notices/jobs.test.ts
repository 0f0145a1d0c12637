import { afterAll, beforeAll, expect, test } from "vitest";
import { type Database, openDatabase } from "#db/client.ts";
import { notices } from "#db/schema/notices.ts";
import { createTestDatabase, type TestDatabase } from "#db/testing/database.ts";
import { insertMerchants } from "#db/testing/merchants.ts";
import { noticeBody } from "#db/testing/signed-notice.ts";
import { inScope } from "#lib/access/in-scope.ts";
import { systemScope } from "#lib/access/open-scope.ts";
import { fixedClock } from "#lib/kit/clock.ts";
import { newGuid } from "#lib/kit/ids.ts";
import { measureNoticeBacklog, noticeBacklog } from "./jobs.ts";

const NOW = "2026-11-20T12:00:00.000Z";
let home: TestDatabase;
let database: Database;
beforeAll(async () => {
  home = await createTestDatabase();
  database = openDatabase(home.appUrl, { applicationName: "test" });
  await insertMerchants(database, "mer_a");
});
afterAll(async () => {
  await database.close();
  await home.drop();
});

test("the worker tells how many notices are due and for how long: not those that are taken, parked or done", async () => {
  const scope = systemScope("worker", { database, clock: fixedClock(NOW) });
  const secondsFromNow = (seconds: number) => new Date(Date.parse(NOW) + seconds * 1000);
  const due = [-90, -2, 30, 600].map(secondsFromNow);
  const rows = [...due, null].map((processAt, index): typeof notices.$inferInsert => ({
    ...{
      merchantId: "mer_a",
      id: `ntc_${index}`,
      environment: "production",
      receivedAt: secondsFromNow(-100),
    },
    ...{ body: Buffer.from(noticeBody()), masked: false, headers: "{}", contentHash: "", keyVersion: 1 },
    ...{ nonce: newGuid(), resent: false, state: processAt ? "received" : "applied", processAt },
  }));
  await inScope(scope, (tx) => tx.insert(notices).values(rows));
  await measureNoticeBacklog.run(scope);
  expect(noticeBacklog()).toEqual({ due: 2, oldestDueMs: 90_000 });
});
