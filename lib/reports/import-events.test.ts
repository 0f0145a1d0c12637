import { afterAll, beforeAll, describe, expect, test } from "vitest";
import { openTestWorld, type Planted, type TestWorld } from "#db/testing/partner-world.ts";
import { importEvents } from "./import-events.ts";
import { readReport } from "./queries/read-report.ts";

let world: TestWorld;
let shop: Planted;
beforeAll(async () => {
  world = await openTestWorld();
  shop = await world.merchant("Lumen");
});
afterAll(() => world.close());

const line = (type: string, more: object = {}) => ({
  ...{
    at: "2026-10-05T12:00:00-04:00",
    merchantId: shop.id,
    environment: "production",
    type,
    orderId: "one",
  },
  ...{
    amountMinor: 2_500,
    currency: "USD",
    siteUrl: `https://www.${shop.host}/checkout`,
    campaignId: "spring",
  },
  ...more,
});
const run = (...lines: (object | string)[]) =>
  importEvents(
    world.system,
    (async function* () {
      for (const each of lines) yield typeof each === "string" ? each : JSON.stringify(each);
    })(),
  );
const total = async () => {
  const query = {
    environment: "production",
    merchantId: shop.id,
    from: "2026-10-01",
    to: "2026-11-01",
  } as const;
  const report = await readReport(world.person("viewer"), "sites", { ...query, tz: "UTC", view: "cohort" });
  return { row: report.rows[0], total: report.totals[0], unattributed: report.unattributed[0] };
};
const story = () => [
  line("attempt", {
    approvedByProcessor: false,
    transactionId: "tx-1",
    responseCode: "202",
    responseCodeSource: "nmi",
  }),
  line("evaluate"),
  line("outcome", { state: "approved" }),
  line("refund", { amountMinor: 500 }),
  line("refund", { amountMinor: 500 }),
];

describe("importing events", () => {
  test("a broken line is named by its number, and nothing of the file is written", async () => {
    const outcome = await run(
      line("attempt", { approvedByProcessor: false }),
      "{ not json",
      "",
      line("attempt"),
      line("evaluate", { at: "yesterday" }),
      line("outcome", { state: "paid", amountMinor: 2.5 }),
      line("refund", { curency: "USD" }),
      line("refund", { merchantId: "mer_nothing" }),
      line("attempt", { approvedByProcessor: true, siteId: "site_foreign" }),
      line("attempt", { approvedByProcessor: true, descriptor: "4111 1111 1111 1111" }),
    );
    expect(outcome).toMatchObject({ ok: false, reason: "BROKEN_LINES" });
    const problems = outcome.ok ? [] : outcome.problems;
    expect(problems.map((each) => each.line)).toEqual([2, 4, 5, 6, 7, 8, 9, 10]);
    expect(problems[0]?.problem).toBe("is not JSON");
    expect(problems[1]?.problem).toMatch(/approvedByProcessor/);
    expect(problems[4]?.problem).toMatch(/curency/);
    expect(problems[7]?.problem).toMatch(/card number/);
    expect((await total()).total).toBeUndefined();
  });

  test("two lines that contradict each other are refused", async () => {
    const outcome = await run(line("evaluate"), line("evaluate", { amountMinor: 1 }));
    expect(outcome).toMatchObject({
      problems: [{ line: 2, problem: "says otherwise than line 1 of the same evaluate" }],
    });
  });

  test("the events count where they belong, found by siteUrl and the partner's campaign id", async () => {
    expect(await run(...story())).toEqual({ ok: true, value: { lines: 5, written: 5, known: 0 } });
    const { row, unattributed } = await total();
    expect(row).toMatchObject({
      key: shop.siteId,
      declined: 1,
      rescued: 1,
      refundedAmount: 1_000,
      recoveredNet: 1_500,
    });
    expect(unattributed).toMatchObject({ orders: 0 });
  });

  test("run again, the same file changes nothing; with one more line, one more is written", async () => {
    expect(await run(...story())).toMatchObject({ value: { written: 0, known: 5 } });
    const more = line("chargeback", { id: "cb-1", amountMinor: 1_500 });
    expect(await run(...story(), more)).toMatchObject({ value: { written: 1, known: 5 } });
    expect((await total()).total).toMatchObject({ orders: 1, chargebackAmount: 1_500, recoveredNet: 0 });
  });
});
