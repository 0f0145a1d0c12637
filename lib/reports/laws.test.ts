import fc from "fast-check";
import postgres, { type Sql } from "postgres";
import { afterAll, beforeAll, describe, expect, test } from "vitest";
import { openTestWorld, type TestWorld } from "#db/testing/partner-world.ts";
import { inScope } from "#lib/access/in-scope.ts";
import { appendLedgerEvents } from "#lib/ledger/append-ledger-event.ts";
import type { LedgerEvent, LedgerSource } from "#lib/ledger/schema.ts";
import { ATTEMPT_STATES, type Channel, type Environment } from "#lib/terms.ts";
import { REFERENCE } from "./internal/reference.ts";
import { listTransactions } from "./queries/list-transactions.ts";
import { readReport } from "./queries/read-report.ts";
import { readSeries } from "./queries/read-series.ts";
import {
  COUNTS,
  type Counts,
  REPORT_KINDS,
  REPORT_VIEWS,
  type ReportQuery,
  type ReportRow,
} from "./schema.ts";

let world: TestWorld;
let owner: Sql;
beforeAll(async () => {
  world = await openTestWorld();
  owner = postgres(world.ownerUrl, { max: 1, onnotice: () => {} });
});
afterAll(async () => {
  await owner.end();
  await world.close();
});

const START = Date.parse("2026-10-20T00:00:00Z");
const HOUR_MS = 3_600_000;
const FROM = "2026-10-22";
const TO = "2026-11-04";
const ZONES = ["UTC", "America/New_York", "Asia/Kolkata", "Pacific/Auckland"];

/** Any ledger at all: also ones that no gateway would write, such as outcomes without an evaluate. */
const anyEvent = fc.record({
  type: fc.constantFrom(
    "attempt",
    "attempt",
    "evaluate",
    "evaluate",
    "outcome",
    "outcome",
    "refund",
    "chargeback",
  ),
  order: fc.integer({ min: 1, max: 5 }),
  attempt: fc.integer({ min: 1, max: 3 }),
  // Few instants, so that ties are common.
  hour: fc.integer({ min: 0, max: 400 }).map((hour) => hour - (hour % 7)),
  amountMinor: fc.integer({ min: 0, max: 50_000 }),
  currency: fc.constantFrom("USD", "USD", "USD", "JPY"),
  environment: fc.constantFrom<Environment>("production", "production", "sandbox"),
  siteId: fc.constantFrom(null, "site_a", "site_b"),
  descriptor: fc.constantFrom(null, "SHOP*A", " shop*a", "SHOP*B"),
  campaignId: fc.constantFrom(null, "cmp_a"),
  channel: fc.constantFrom<Channel | null>(null, "mit", "cit_website"),
  state: fc.constantFrom(...ATTEMPT_STATES),
  approved: fc.boolean(),
  sent: fc.boolean(),
  transaction: fc.constantFrom("t1", "t2", "t3"),
  source: fc.constantFrom<LedgerSource>("gateway", "transmit", "sync"),
});

let worlds = 0;
type AnyEvent = typeof anyEvent extends fc.Arbitrary<infer Event> ? Event : never;
async function write(events: AnyEvent[]): Promise<string> {
  worlds += 1;
  const merchantId = `mer_${worlds}`;
  const rows = events.map((event, index): LedgerEvent => {
    const { type, order, attempt, hour, state, approved, sent, transaction, ...rest } = event;
    const isAttempt = type === "attempt";
    const told = type === "evaluate" ? (sent ? "unknown" : "not_sent") : type === "outcome" ? state : null;
    return {
      ...rest,
      ...{ merchantId, type, orderId: `o${order}`, at: new Date(START + hour * HOUR_MS), state: told },
      id: `led_${String(index).padStart(4, "0")}`,
      effectKey: `event ${index}`,
      attempt: type === "evaluate" || type === "outcome" ? attempt : null,
      transactionId: isAttempt ? transaction : null,
      approvedByProcessor: isAttempt ? approved : null,
      sent: type === "evaluate" ? sent : null,
    };
  });
  await inScope(world.system, (tx) => appendLedgerEvents(tx, rows));
  return merchantId;
}

async function reference(query: ReportQuery, currency: string): Promise<Counts> {
  const [period] = await owner`SELECT (${query.from}::timestamp AT TIME ZONE ${query.tz}) AS from,
    (${query.to}::timestamp AT TIME ZONE ${query.tz}) AS to`;
  const parameters = [query.environment, query.merchantId!, currency, period!.from, period!.to];
  const counted: Partial<Counts> = {};
  for (const count of COUNTS) {
    const [row] = await owner.unsafe(REFERENCE[count][query.view], parameters as never[]);
    counted[count] = Number(row!.value ?? 0);
  }
  return counted as Counts;
}

const countsIn = (row: ReportRow | undefined) =>
  Object.fromEntries(COUNTS.map((count) => [count, row?.[count] ?? 0]));

describe("reports", () => {
  test("equal the plain reference queries on any ledger, in both views, in any zone, by whatever they group", async () => {
    await fc.assert(
      fc.asyncProperty(
        fc.array(anyEvent, { maxLength: 40 }),
        fc.constantFrom(...ZONES),
        fc.constantFrom(...REPORT_VIEWS),
        async (events, tz, view) => {
          const scope = world.person("viewer");
          const merchantId = await write(events);
          const query: ReportQuery = { environment: "production", merchantId, from: FROM, to: TO, tz, view };
          const reports = await Promise.all(REPORT_KINDS.map((kind) => readReport(scope, kind, query)));
          const series = await readSeries(scope, query, "week");
          const transactions = await listTransactions(scope, query, { limit: 1000 });
          for (const currency of ["USD", "JPY"]) {
            const expected = await reference(query, currency);
            for (const report of [...reports.slice(0, 4), series]) {
              const total = report.totals.find((row) => row.currency === currency);
              expect(countsIn(total)).toEqual(expected);
              const parts = [...report.rows, ...report.unattributed].filter(
                (row) => row.currency === currency,
              );
              for (const count of COUNTS) {
                expect(
                  parts.reduce((sum, row) => sum + row[count], 0),
                  count,
                ).toBe(expected[count]);
              }
            }
            const rows = transactions.rows.filter((row) => row.currency === currency);
            for (const count of COUNTS) {
              expect(
                rows.reduce((sum, row) => sum + row[count], 0),
                count,
              ).toBe(expected[count]);
            }
            expect(expected.evaluated).toBe(
              view === "cohort" ? expected.rescued + expected.open + expected.lost : expected.evaluated,
            );
          }
        },
      ),
      { numRuns: 25 },
    );
  }, 120_000);

  test("count nothing twice and nothing away: adjoining periods add up to the whole", async () => {
    const scope = world.person("viewer");
    await fc.assert(
      fc.asyncProperty(
        fc.array(anyEvent, { maxLength: 40 }),
        fc.constantFrom(...REPORT_VIEWS),
        async (events, view) => {
          const merchantId = await write(events);
          const part = (from: string, to: string) =>
            readReport(scope, "channels", {
              ...{ environment: "production", merchantId, from, to, tz: "America/New_York", view },
              currency: "USD",
            });
          const cut = "2026-11-01";
          const [whole, before, after] = await Promise.all([
            part("2026-10-01", "2026-12-01"),
            part("2026-10-01", cut),
            part(cut, "2026-12-01"),
          ]);
          for (const count of COUNTS) {
            const of = (report: typeof whole) => report.totals[0]?.[count] ?? 0;
            expect(of(before) + of(after), count).toBe(of(whole));
          }
        },
      ),
      { numRuns: 30 },
    );
  }, 60_000);
});
