import { afterAll, beforeAll, describe, expect, test } from "vitest";
import { openTestWorld, type Planted, type TestWorld } from "#db/testing/partner-world.ts";
import { ledgerTeller } from "#db/testing/worked-cohort.ts";
import { inScope } from "#lib/access/in-scope.ts";
import { appendLedgerEvents } from "#lib/ledger/append-ledger-event.ts";
import { readReport } from "./queries/read-report.ts";
import { readSeries } from "./queries/read-series.ts";
import { timeToRescue } from "./queries/time-to-rescue.ts";
import type { ReportQuery, ReportView } from "./schema.ts";

/** The two days of New York that have no 24 hours: 2026-03-08 (23, from 05:00Z) and 2026-11-01 (25, from 04:00Z). */
let world: TestWorld;
let shop: Planted;

beforeAll(async () => {
  world = await openTestWorld();
  shop = await world.merchant("Daylight");
  const { told, order } = ledgerTeller(shop);
  const rescued = (id: string, declinedAt: string, approvedAt: string) =>
    order(id).declined(declinedAt, 1_000).sent(declinedAt, 1_000).became("approved", approvedAt, 1_000);
  order("spring, last minute of the day before").approved("2026-03-08T04:59:00Z", 100);
  order("spring, first minute").approved("2026-03-08T05:00:00Z", 100);
  // 01:59 and 03:00 on the clock, one minute apart.
  rescued("spring, across the gap", "2026-03-08T06:59:00Z", "2026-03-08T07:00:00Z");
  order("spring, last minute").approved("2026-03-09T03:59:00Z", 100);
  order("spring, first minute of the day after").approved("2026-03-09T04:00:00Z", 100);

  order("autumn, last minute of the day before").approved("2026-11-01T03:59:00Z", 100);
  order("autumn, first minute").approved("2026-11-01T04:00:00Z", 100);
  // 01:30 on the clock both times, an hour apart.
  rescued("autumn, in the hour that comes twice", "2026-11-01T05:30:00Z", "2026-11-01T06:30:00Z");
  order("autumn, last minute").approved("2026-11-02T04:59:00Z", 100);
  order("autumn, first minute of the day after").approved("2026-11-02T05:00:00Z", 100);
  // Declined in the last hour of the long day, approved in the first of the next.
  rescued("autumn, across midnight", "2026-11-02T04:30:00Z", "2026-11-02T05:30:00Z");
  await inScope(world.system, (tx) => appendLedgerEvents(tx, told));
});
afterAll(() => world.close());

const ask = (
  from: string,
  to: string,
  view: ReportView = "cohort",
  tz = "America/New_York",
): ReportQuery => ({
  ...{ environment: "production", merchantId: shop.id, from, to, tz, view, currency: "USD" },
});
const days = async (query: ReportQuery) =>
  (await readSeries(world.person("viewer"), query, "day")).rows.map(({ key, orders, rescued }) => [
    key,
    orders,
    rescued,
  ]);

describe("a day on which the clocks change", () => {
  test("in spring has 23 hours and counts each of them once, in both views", async () => {
    for (const view of ["cohort", "cash"] as const) {
      expect(await days(ask("2026-03-07", "2026-03-10", view))).toEqual([
        ["2026-03-07", 1, 0],
        ["2026-03-08", 3, 1],
        ["2026-03-09", 1, 0],
      ]);
    }
  });

  test("in autumn has 25 hours and counts each of them once", async () => {
    expect(await days(ask("2026-10-31", "2026-11-03"))).toEqual([
      ["2026-10-31", 1, 0],
      ["2026-11-01", 4, 2],
      ["2026-11-02", 1, 0],
    ]);
    // What was declined before midnight and approved after it counts on the day of its approval.
    expect(await days(ask("2026-10-31", "2026-11-03", "cash"))).toEqual([
      ["2026-10-31", 1, 0],
      ["2026-11-01", 4, 1],
      ["2026-11-02", 1, 1],
    ]);
  });

  test("is another day in UTC, where every day has 24 hours", async () => {
    expect(await days(ask("2026-03-08", "2026-03-10", "cohort", "UTC"))).toEqual([
      ["2026-03-08", 3, 1],
      ["2026-03-09", 2, 0],
    ]);
    expect(await days(ask("2026-11-01", "2026-11-03", "cohort", "UTC"))).toEqual([
      ["2026-11-01", 3, 1],
      ["2026-11-02", 3, 1],
    ]);
  });

  test("alone is the same day as in the series, and its neighbours keep theirs", async () => {
    for (const [from, to, orders] of [
      ["2026-03-08", "2026-03-09", 3],
      ["2026-03-09", "2026-03-10", 1],
      ["2026-11-01", "2026-11-02", 4],
      ["2026-11-02", "2026-11-03", 1],
    ] as const) {
      const report = await readReport(world.person("viewer"), "sites", ask(from, to));
      expect(report.totals[0]?.orders, from).toBe(orders);
    }
  });

  test("does not stretch or shorten the time to rescue", async () => {
    const [spring] = await timeToRescue(world.person("viewer"), ask("2026-03-08", "2026-03-09"));
    expect(spring).toMatchObject({ rescued: 1, p50Ms: 60_000 });
    const [autumn] = await timeToRescue(world.person("viewer"), ask("2026-11-01", "2026-11-02"));
    expect(autumn).toMatchObject({ rescued: 2, p50Ms: 3_600_000 });
  });
});
