import postgres, { type Sql } from "postgres";
import { afterAll, beforeAll, expect, test } from "vitest";
import { createTestDatabase, type TestDatabase } from "#db/testing/database.ts";
import type { Mark } from "#lib/queue/lead-stream.ts";
import { leadStream, moveMark, rest } from "#lib/queue/lead-stream.ts";
import { readAttempts } from "./internal/read-attempts.ts";
import { readCopies } from "./internal/read-copies.ts";

let database: TestDatabase;
let owner: Sql;

beforeAll(async () => {
  database = await createTestDatabase();
  owner = postgres(database.ownerUrl, { max: 4, onnotice: () => {} });
  await owner`SET switchboard.tenant = '*'`;
});
afterAll(async () => {
  await owner?.end();
  await database?.drop();
});

const insert = (sql: Sql | postgres.TransactionSql, name: string) => sql`
  INSERT INTO transmits (merchant_id, id, received_at, environment, external_id, transaction_id, channel, declined,
    amount_minor, currency, key_id, request_id, payload)
  VALUES ('mer_race', gen_random_uuid(), now(), 'sandbox', ${name}, ${name}, 'mit', false, 100, 'USD', 'k', 'r', '{}')`;

test("a transmit whose transaction commits late is not passed by, which a watermark by number alone does", async () => {
  const sessions = await Promise.all([owner.reserve(), owner.reserve()]);
  const [slow, quick] = sessions as [postgres.ReservedSql, postgres.ReservedSql];
  const start: Mark = { xid: "0", seq: "0" };
  await slow`BEGIN`;
  await insert(slow, "begun first, committed last");
  await insert(quick, "begun last, committed first");
  // By number: the reader sees the later row, moves past it, and the earlier one is behind its watermark for ever.
  const [seenByNumber] = await owner<{ seq: string }[]>`SELECT max(seq)::text AS seq FROM transmits`;
  const seen = await readCopies(owner, start, 100);
  expect(seen).toEqual([]);
  await slow`COMMIT`;
  const lost = await owner`SELECT external_id FROM transmits WHERE seq < ${seenByNumber!.seq}`;
  expect(lost.map((row) => row.external_id)).toEqual(["begun first, committed last"]);
  for (const session of sessions) session.release();
  // A writing transaction of any database on the server holds the stream back for a moment: other tests have some.
  const found = async () => (await readCopies(owner, start, 100)).map((copy) => copy.externalId);
  await expect
    .poll(found, { timeout: 20_000 })
    .toEqual(["begun first, committed last", "begun last, committed first"]);
});

test("under 16 writers both streams read each of 4,000 rows exactly once, by count", async () => {
  const writers = postgres(database.ownerUrl, { max: 16, onnotice: () => {} });
  const rows = 4_000;
  let written = false;
  const writing = (async () => {
    let next = 0;
    await Promise.all(
      Array.from({ length: 16 }, async (_, writer) => {
        while (next < rows) {
          const first = next;
          next += 5;
          await writers.begin(async (tx) => {
            for (let n = first; n < first + 5; n += 1) await insert(tx, `row ${n}`);
            if (writer % 4 === 0) await tx`SELECT pg_sleep(0.002)`;
          });
        }
      }),
    );
    written = true;
  })();
  const follow = async (
    read: (sql: Sql, after: Mark, limit: number) => Promise<(Mark & { externalId: string })[]>,
  ) => {
    const reader = postgres(database.ownerUrl, { max: 1, onnotice: () => {} });
    let mark: Mark = { xid: "0", seq: "0" };
    const seen = new Map<string, number>();
    // Empty does not mean read to the end: a transaction of another database may hold the stream back.
    const giveUpAt = performance.now() + 40_000;
    for (let isOver = false; !isOver; ) {
      const isLast = written;
      const copies = await read(reader, mark, 300);
      for (const { externalId } of copies) seen.set(externalId, (seen.get(externalId) ?? 0) + 1);
      const last = copies.at(-1);
      if (last) mark = { xid: last.xid, seq: last.seq };
      isOver = isLast && copies.length === 0 && (seen.size >= rows || performance.now() > giveUpAt);
    }
    await reader.end();
    return seen;
  };
  const streams = await Promise.all([follow(readCopies), follow(readAttempts)]);
  await writing;
  const [kept] = await owner<{ n: number }[]>`
    SELECT count(*)::int AS n FROM transmits WHERE external_id LIKE 'row %'`;
  for (const seen of streams) {
    expect([...seen.keys()].filter((name) => name.startsWith("row ")).length).toBe(kept!.n);
    expect([...seen.values()].every((times) => times === 1)).toBe(true);
  }
  await writers.end();
}, 60_000);

test("whoever was overtaken writes nothing more, and a cluster of another identity begins anew", async () => {
  const errors: unknown[] = [];
  let restored = 0;
  const lead = (work: Parameters<typeof leadStream>[1]) =>
    leadStream(
      {
        name: "test",
        directUrl: database.appUrl,
        onNewCluster: async () => {
          restored += 1;
        },
        onError: (error) => errors.push(error),
      },
      work,
    );
  const { promise: moved, resolve } = Promise.withResolvers<void>();
  const first = lead(async ({ sql, token, stopping }) => {
    await moveMark(sql, "test", token, { xid: "7", seq: "70" });
    resolve();
    await rest(60_000, stopping);
    await owner`UPDATE streams SET leader = 'somebody else' WHERE name = 'test'`;
    await expect(moveMark(sql, "test", token, { xid: "9", seq: "90" })).rejects.toThrow("another leader");
  });
  await moved;
  await first.stop();
  await owner`UPDATE streams SET epoch = 'another cluster' WHERE name = 'test'`;
  const { promise: begun, resolve: begin } = Promise.withResolvers<Mark>();
  const second = lead(async ({ mark, stopping }) => {
    begin(mark);
    await rest(60_000, stopping);
  });
  expect(await begun).toEqual({ xid: "0", seq: "0" });
  expect([restored, errors]).toEqual([1, []]);
  await second.stop();
});
