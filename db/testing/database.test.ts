import postgres from "postgres";
import { expect, test } from "vitest";
import { createEmptyDatabase, createTestDatabase } from "./database.ts";

test("two tests that run at once never see each other's rows", async () => {
  const [one, two] = await Promise.all([createTestDatabase(), createTestDatabase()]);
  const sqlOne = postgres(one.ownerUrl, { max: 1 });
  const sqlTwo = postgres(two.ownerUrl, { max: 1 });
  await sqlOne`CREATE TABLE only_here (id int)`;
  expect(await sqlTwo`SELECT to_regclass('only_here') AS found`).toEqual([{ found: null }]);
  await Promise.all([sqlOne.end(), sqlTwo.end()]);
  await Promise.all([one.drop(), two.drop()]);
});

test("a dropped test database is gone even while a forgotten connection is open", async () => {
  const database = await createEmptyDatabase();
  const forgotten = postgres(database.url, { max: 1, onclose: () => {} });
  await forgotten`SELECT 1`;
  await database.drop();
  await expect(forgotten`SELECT 1`).rejects.toThrow();
  await forgotten.end();
});
