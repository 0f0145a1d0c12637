import postgres, { type Sql } from "postgres";
import { afterAll, beforeAll, beforeEach, expect, test } from "vitest";
import { openDatabase } from "#db/client.ts";
import { createTestDatabase, type TestDatabase } from "#db/testing/database.ts";
import { systemScope } from "#lib/access/open-scope.ts";
import { fixedClock } from "#lib/kit/clock.ts";
import { dropOldTransmits } from "./jobs.ts";
import { ATTEMPTS_STREAM } from "./record-attempts.ts";
import { SEND_STREAM } from "./send-transmits.ts";

let home: TestDatabase;
let owner: Sql;
let database: ReturnType<typeof openDatabase>;

beforeAll(async () => {
  home = await createTestDatabase();
  owner = postgres(home.ownerUrl, { max: 1, onnotice: () => {} });
  database = openDatabase(home.appUrl, { applicationName: "test", poolMax: 1 });
  await owner`SELECT set_config('switchboard.tenant', '*', false)`;
});
afterAll(async () => {
  await database.close();
  await owner.end();
  await home.drop();
});

const NOW = new Date();
const monthsFrom = (months: number) =>
  new Date(Date.UTC(NOW.getUTCFullYear(), NOW.getUTCMonth() + months, 15, 12));
const nameOf = (months: number) =>
  `transmits_${monthsFrom(months).toISOString().slice(0, 7).replace("-", "_")}`;
const isThere = async (name: string) =>
  (await owner`SELECT to_regclass(${name}) IS NOT NULL AS is`)[0]?.is as boolean;
const run = (now: Date) => dropOldTransmits.run(systemScope("worker", { database, clock: fixedClock(now) }));

/** Both streams have come to the last copy. */
async function readAll(stream?: string) {
  for (const name of stream ? [stream] : [SEND_STREAM, ATTEMPTS_STREAM]) {
    await owner`INSERT INTO streams (name, xid, seq, epoch, leader, moved_at)
      SELECT ${name}, COALESCE(max(xid), '0'), COALESCE(max(seq), 0), (SELECT system_identifier FROM pg_control_system()),
        'test', now() FROM transmits
      ON CONFLICT (name) DO UPDATE SET xid = excluded.xid, seq = excluded.seq, epoch = excluded.epoch`;
  }
}

const keep = (id: string, months: number) => owner`
  INSERT INTO transmits (merchant_id, id, received_at, environment, external_id, transaction_id, channel, declined,
    amount_minor, currency, key_id, request_id, payload)
  VALUES ('mer_one', ${id}, ${monthsFrom(months)}, 'production', 'shop-1', ${id}, 'cit_website', false, 100, 'USD',
    'key_1', 'req_1', '{}')`;
const ID = "00000000-0000-8000-8000-00000000000";

beforeEach(async () => {
  await owner`DELETE FROM transmit_retries`;
  for (const months of [-2, -1]) await owner`SELECT create_transmit_month(${monthsFrom(months)})`;
  await owner`TRUNCATE transmits, streams`;
  for (const [index, months] of [-2, -1, 0].entries()) await keep(`${ID}${index}`, months);
});

test("months go whole when they are older than what is kept, and the running month never", async () => {
  await readAll();
  expect(await run(NOW)).toBe(0);
  // 25 months are kept after a month's own: this is the first moment at which the older one may go.
  const first = new Date(Date.UTC(NOW.getUTCFullYear(), NOW.getUTCMonth() - 1 + 25, 1));
  expect(await run(new Date(first.getTime() - 1))).toBe(0);
  expect(await run(first)).toBe(1);
  expect([await isThere(nameOf(-2)), await isThere(nameOf(-1))]).toEqual([false, true]);
  expect(await run(monthsFrom(99))).toBe(1);
  expect([await isThere(nameOf(-1)), await isThere(nameOf(0))]).toEqual([false, true]);
  expect(await owner`SELECT id FROM transmits`).toHaveLength(1);
});

test("a copy that a stream has not read keeps its month", async () => {
  expect(await run(monthsFrom(99))).toBe(0);
  await readAll(SEND_STREAM);
  expect(await run(monthsFrom(99))).toBe(0);
  await readAll();
  await keep(`${ID}9`, -2);
  expect(await run(monthsFrom(99))).toBe(1);
  expect([await isThere(nameOf(-2)), await isThere(nameOf(-1))]).toEqual([true, false]);
});

test("places of another cluster say nothing of what was read", async () => {
  await readAll();
  await owner`UPDATE streams SET epoch = '1' WHERE name = ${ATTEMPTS_STREAM}`;
  expect(await run(monthsFrom(99))).toBe(0);
});

test("a dead letter keeps its month, for somebody may still correct and replay it", async () => {
  await readAll();
  await owner`INSERT INTO transmit_retries (merchant_id, transmit_id, environment, external_id, received_at, state,
      attempts, next_at, last_error, failed_at)
    VALUES ('mer_one', ${`${ID}1`}, 'production', 'shop-1', ${monthsFrom(-1)}, 'dead', 1, now(), 'refused', now())`;
  expect(await run(monthsFrom(99))).toBe(1);
  expect([await isThere(nameOf(-2)), await isThere(nameOf(-1))]).toEqual([false, true]);
});
