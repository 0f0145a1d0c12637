import { afterAll, beforeAll, describe, expect, test } from "vitest";
import { openTestWorld, type Planted, type TestWorld } from "#db/testing/partner-world.ts";
import { ledgerTeller, workedCohort } from "#db/testing/worked-cohort.ts";
import { inScope } from "#lib/access/in-scope.ts";
import { appendLedgerEvents } from "#lib/ledger/append-ledger-event.ts";
import { exportReport } from "./export-report.ts";
import { listTransactions } from "./queries/list-transactions.ts";
import { mitCompliance } from "./queries/mit-compliance.ts";
import { notSentReasons } from "./queries/not-sent-reasons.ts";
import { readReport } from "./queries/read-report.ts";
import { readSeries } from "./queries/read-series.ts";
import { timeToRescue } from "./queries/time-to-rescue.ts";
import type { Figure, ReportQuery, ReportRow } from "./schema.ts";

let world: TestWorld;
let shop: Planted;

beforeAll(async () => {
  world = await openTestWorld();
  shop = await world.merchant("Lumen");
  await inScope(world.system, (tx) => appendLedgerEvents(tx, workedCohort(shop)));
});
afterAll(() => world.close());

const ask = (change: Partial<ReportQuery> = {}): ReportQuery => ({
  ...{ environment: "production", merchantId: shop.id, from: "2026-11-02", to: "2026-11-09" },
  ...{ tz: "America/New_York", view: "cohort", ...change },
});
const viewer = () => world.person("viewer");
const total = async (change: Partial<ReportQuery> = {}, currency = "USD") =>
  (await readReport(viewer(), "sites", ask(change))).totals.find((row) => row.currency === currency);

describe("the worked cohort", () => {
  test("cohort view: every order and all that became of it on its first decline date", async () => {
    expect(await total()).toMatchObject({
      // A to I, and O of the Monday.
      ...{ orders: 10, attempts: 11, approvedFirst: 2, approvedWithout: 2, declined: 8 },
      // All declined but D (held back) and I (never arrived).
      ...{ evaluated: 6, rescued: 2, open: 1, lost: 3 },
      ...{
        declinedAmount: 34_500,
        evaluatedAmount: 24_000,
        rescuedAmount: 10_000,
        openAmount: 4_000,
        lostAmount: 10_000,
      },
      ...{ refundedAmount: 4_000, chargebackAmount: 2_000, recoveredNet: 4_000 },
      ...{ firstAttemptApprovalRate: 0.2, orderApprovalRate: 0.4, sendRate: 0.75, rescueRate: 0.3333 },
      ...{ rescueRateByAmount: 0.4167, rescueRateResolved: 0.4, maturity: 0.8333, provisional: true },
      ...{ refundRate: 0.4, chargebackRate: 0.2, transmitCoverage: 1 },
    });
  });

  test("cash view: each thing on its own date, so what came later is of a later week", async () => {
    expect(await total({ view: "cash" })).toMatchObject({
      ...{ orders: 10, attempts: 11, declined: 8, evaluated: 6, rescued: 2, rescuedAmount: 10_000 },
      // G expired on Nov 25; the chargeback came on Nov 20.
      ...{ open: 1, lost: 2, refundedAmount: 4_000, chargebackAmount: 0, recoveredNet: 6_000 },
      // The rate still tells it where the sale was.
      chargebackRate: 0.2,
    });
    expect(await total({ view: "cash", from: "2026-11-16", to: "2026-11-30" })).toMatchObject({
      ...{ orders: 0, rescued: 0, lost: 1, lostAmount: 6_000, chargebackAmount: 2_000, recoveredNet: -2_000 },
      ...{ rescueRate: null, chargebackRate: null },
    });
  });

  test("a day is the merchant's own: a decline before midnight in New York is the next day in UTC", async () => {
    const day = (tz: string, from: string, to: string) => total({ tz, from, to });
    expect(await day("America/New_York", "2026-11-03", "2026-11-04")).toMatchObject({
      orders: 2,
      rescued: 1,
    });
    expect(await day("UTC", "2026-11-03", "2026-11-04")).toMatchObject({ orders: 1, rescued: 0 });
    expect(await total({ view: "cash", from: "2026-11-07", to: "2026-11-08" })).toMatchObject({ rescued: 1 });
    expect(await total({ view: "cash", from: "2026-11-06", to: "2026-11-07" })).toBeUndefined();
  });

  test("the day on which the clocks go back has 25 hours and counts them once", async () => {
    const series = await readSeries(
      viewer(),
      ask({ from: "2026-10-31", to: "2026-11-03", currency: "USD" }),
      "day",
    );
    expect(series.rows.map(({ key, orders }) => [key, orders])).toEqual([
      ["2026-10-31", 1],
      ["2026-11-01", 2],
      ["2026-11-02", 4],
    ]);
  });

  test("currencies are never added, and have their own decimals in the file", async () => {
    const report = await readReport(viewer(), "sites", ask());
    const told = report.totals.map((row) => [row.currency, row.rescuedAmount, row.recoveredNet]);
    expect(told).toEqual([
      ["EUR", 12_000, 9_000],
      ["JPY", 9_800, 9_000],
      ["KWD", 12_345, 0],
      ["USD", 10_000, 4_000],
    ]);
    const lines = (await csv("sites", ask())).filter((line) => line.key === "total");
    expect(
      lines.map(({ rescuedAmount, refundedAmount, recoveredNet }) => [
        rescuedAmount,
        refundedAmount,
        recoveredNet,
      ]),
    ).toEqual([
      ["120.00", "30.00", "90.00"],
      ["9800", "800", "9000"],
      ["12.345", "0.000", "0.000"],
      ["100.00", "40.00", "40.00"],
    ]);
  });

  test("orders that no site claims are a row of their own", async () => {
    const report = await readReport(viewer(), "sites", ask({ currency: "USD" }));
    expect(report.rows).toHaveLength(1);
    expect(report.rows[0]).toMatchObject({ key: shop.siteId, label: shop.host, orders: 9, declined: 7 });
    expect(report.unattributed).toMatchObject([
      { orders: 1, declined: 1, evaluated: 0, sendRate: 0, rescueRate: null },
    ]);
  });

  test("by channel, decline reason and descriptor the same orders are told", async () => {
    const by = async (kind: "channels" | "declines" | "descriptors") =>
      (await readReport(viewer(), kind, ask({ currency: "USD" }))).rows.map((row) => [
        row.label,
        row.declined,
        row.rescued,
      ]);
    expect(await by("channels")).toEqual([
      ["CIT website", 5, 1],
      ["MIT", 3, 1],
    ]);
    expect(await by("declines")).toEqual([["Insufficient funds", 8, 2]]);
    expect(await by("descriptors")).toEqual([["LUMEN*SHOP", 7, 2]]);
  });

  test("sandbox stands apart from production", async () => {
    expect(await total({ environment: "sandbox" })).toMatchObject({ orders: 1, rescuedAmount: 99_999 });
  });

  test("time to rescue counts from the first decline to the approval", async () => {
    const [usd] = await timeToRescue(viewer(), ask({ currency: "USD" }));
    // B after 1 day, 1 h, 2 s; E after 3 days and an hour.
    expect(usd).toMatchObject({
      rescued: 2,
      within: [
        { day: 1, share: 0 },
        { day: 3, share: 0.5 },
        { day: 7, share: 1 },
        { day: 14, share: 1 },
        { day: 21, share: 1 },
      ],
    });
    expect(usd?.p50Ms).toBe((25 * 3600 + 2 + 73 * 3600) * 500);
  });

  test("MIT compliance: asked on the day, and left alone while FlexCharge tries", async () => {
    expect(await mitCompliance(viewer(), ask())).toEqual({
      ...{ evaluated: 3, sameDay: 3, sameDayRate: 1, inFlight: 3, retried: 0, retriedRate: 0 },
    });
    const late = { channel: "mit" as const, environment: "sandbox" as const };
    const { told, order } = ledgerTeller(shop);
    // Two days late; and one that the merchant itself tried again while it was in flight.
    order("P", late)
      .declined("2026-11-02T12:00:00Z")
      .sent("2026-11-04T13:00:00Z")
      .became("submitted", "2026-11-04T13:00:01Z");
    order("Q", late)
      .declined("2026-11-02T12:00:00Z")
      .sent("2026-11-02T13:00:00Z")
      .became("submitted", "2026-11-02T13:00:01Z")
      .declined("2026-11-03T12:00:00Z", 10_000, "Q-2");
    await inScope(world.system, (tx) => appendLedgerEvents(tx, told));
    expect(await mitCompliance(viewer(), ask({ environment: "sandbox" }))).toMatchObject({
      ...{ evaluated: 2, sameDayRate: 0.5, inFlight: 2, retriedRate: 0.5 },
    });
  });

  test("declines that were not sent are told by their reason", async () => {
    const rows = await notSentReasons(viewer(), ask({ currency: "USD" }));
    expect(rows).toEqual([
      { currency: "USD", reason: "CHANNEL_OFF", orders: 1, amount: 7_000 },
      { currency: "USD", reason: "UPSTREAM_UNAVAILABLE", orders: 1, amount: 1_500 },
    ]);
  });

  test("a figure opens exactly its orders, each once", async () => {
    const behind = async (figure: Figure, view: "cohort" | "cash" = "cohort") => {
      const { rows } = await listTransactions(viewer(), ask({ currency: "USD", view }), {
        limit: 100,
        figure,
      });
      return rows
        .map(({ orderId }) => orderId)
        .sort()
        .join("");
    };
    expect(await behind("approved")).toBe("ABEO");
    expect(await behind("notEvaluated")).toBe("DI");
    expect(await behind("resolved")).toBe("BCEGH");
    expect(await behind("open")).toBe("F");
    expect(await behind("rescued")).toBe("BE");
    expect(await behind("lost")).toBe("CGH");
    expect(await behind("lost", "cash")).toBe("CH");
  });

  test("the file's total is the screen's", async () => {
    const screen = await total({ currency: "USD" });
    const line = (await csv("sites", ask({ currency: "USD" }))).find(({ key }) => key === "total");
    for (const [name, value] of Object.entries(screen as ReportRow)) {
      if (typeof value !== "number") continue;
      const isMoney = Number.isInteger(value) && /Amount$|^recoveredNet$/.test(name);
      expect(Number(line?.[name]), name).toBe(isMoney ? value / 100 : value);
    }
  });

  test("nobody exports who may not, and another merchant's people see nothing", async () => {
    await expect(csv("sites", ask(), "viewer")).rejects.toThrow(/export/);
    const other = await world.merchant("Other");
    const foreign = world.person("merchant_admin", other.id);
    expect((await readReport(foreign, "sites", ask())).totals).toEqual([]);
  });
});

async function csv(kind: "sites", query: ReportQuery, role: "finance" | "viewer" = "finance") {
  const lines: string[][] = [];
  for await (const line of exportReport(world.person(role), kind, query))
    lines.push(line.trimEnd().split(","));
  const [head, ...rows] = lines;
  return rows.map((cells) => Object.fromEntries(cells.map((cell, index) => [head![index]!, cell])));
}
