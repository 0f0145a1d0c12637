import { afterAll, beforeAll, expect, test } from "vitest";
import { openTestWorld, type TestWorld } from "#db/testing/partner-world.ts";
import { inScope } from "#lib/access/in-scope.ts";
import { appendLedgerEvents } from "#lib/ledger/append-ledger-event.ts";
import { effectKeys } from "#lib/ledger/rules.ts";
import type { LedgerEvent, LedgerSource } from "#lib/ledger/schema.ts";
import { exportReport } from "./export-report.ts";
import { listTransactions } from "./queries/list-transactions.ts";
import { readReport } from "./queries/read-report.ts";
import { REPORT_VIEWS, type ReportQuery } from "./schema.ts";

let world: TestWorld;
beforeAll(async () => {
  world = await openTestWorld();
});
afterAll(() => world.close());

function rescued(orderId: string, source: LedgerSource, siteId: string | null): LedgerEvent[] {
  const of = { merchantId: "mer_direct", environment: "production" as const, orderId, source, siteId };
  const told = { ...of, amountMinor: 4599, currency: "USD", attempt: 1, sent: true, channel: "mit" as const };
  const at = new Date("2026-11-10T12:00:00Z");
  const [evaluate, outcome] = [effectKeys.evaluate(orderId, 1), effectKeys.outcome(orderId, 1, "approved")];
  return [
    { ...told, at, type: "evaluate", state: "unknown", effectKey: evaluate },
    { ...told, at, type: "outcome", state: "approved", effectKey: outcome },
  ];
}

test("orders that a merchant brought to FlexCharge itself are marked in every row, the file and the transactions", async () => {
  await inScope(world.system, (tx) =>
    appendLedgerEvents(tx, [
      ...rescued("ours", "gateway", "site_a"),
      ...rescued("theirs", "sync", "site_a"),
      ...rescued("nobodys", "sync", null),
    ]),
  );
  const scope = world.person("operator");
  const period = { from: "2026-11-01", to: "2026-11-20", tz: "UTC" };
  for (const view of REPORT_VIEWS) {
    const query: ReportQuery = { environment: "production", merchantId: "mer_direct", view, ...period };
    const { rows, unattributed, totals } = await readReport(scope, "sites", query);
    const marked = [...rows, ...unattributed, ...totals].map((row) => [row.key, row.orders, row.direct]);
    expect(marked).toEqual([
      ["site_a", 2, 1],
      ["unattributed", 1, 1],
      ["total", 3, 2],
    ]);
    const listed = await listTransactions(scope, query, { limit: 10 });
    expect(listed.rows.map(({ orderId, origin }) => [orderId, origin]).sort()).toEqual([
      ["nobodys", "direct"],
      ["ours", "switchboard"],
      ["theirs", "direct"],
    ]);
    const cells: string[][] = [];
    for await (const line of exportReport(scope, "sites", query)) cells.push(line.trim().split(","));
    const [head, ...lines] = cells;
    const column = head!.indexOf("direct");
    expect(lines.map((line) => line[column])).toEqual(["1", "1", "2"]);
  }
});
