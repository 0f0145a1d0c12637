import { inspect } from "node:util";
import { sql } from "drizzle-orm";
import { expect, onTestFinished, test } from "vitest";
import { openDatabase } from "./client.ts";
import { EVERY_TENANT, inTenant } from "./tenant.ts";
import { createTestDatabase } from "./testing/database.ts";

test("a query that fails does not carry its values into a log", async () => {
  const home = await createTestDatabase();
  onTestFinished(home.drop);
  const database = openDatabase(home.appUrl, { applicationName: "test", poolMax: 1 });
  onTestFinished(database.close);
  const failed = await inTenant(database, EVERY_TENANT, (tx) =>
    tx.execute(sql`SELECT 1 / 0, ${"ada@example.com"}::text`),
  ).catch((error: unknown) => error);
  expect(inspect(failed, { depth: 5 })).toContain("division by zero");
  expect(inspect(failed, { depth: 5 })).not.toContain("ada@example.com");
});
