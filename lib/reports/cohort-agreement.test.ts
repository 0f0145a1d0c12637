import postgres, { type Sql } from "postgres";
import { afterAll, beforeAll, describe, expect, test } from "vitest";
import { openTestGateway, type TestGateway } from "#db/testing/gateway.ts";
import { openTestWorld, type Planted, type TestWorld } from "#db/testing/partner-world.ts";
import { workedCohort } from "#db/testing/worked-cohort.ts";
import { createApiKey } from "#lib/access/create-api-key.ts";
import { inScope } from "#lib/access/in-scope.ts";
import { createFlexchargeClient } from "#lib/flexcharge/client.ts";
import { exponentOf } from "#lib/kit/money.ts";
import { appendLedgerEvents } from "#lib/ledger/append-ledger-event.ts";
import type { Environment } from "#lib/terms.ts";
import { exportReport } from "./export-report.ts";
import { REFERENCE } from "./internal/reference.ts";
import { countByMerchant } from "./queries/count-by-merchant.ts";
import { listTransactions } from "./queries/list-transactions.ts";
import { readReport } from "./queries/read-report.ts";
import { readSeries } from "./queries/read-series.ts";
import { COUNTS, REPORT_KINDS, REPORT_VIEWS, type ReportQuery, type ReportRow } from "./schema.ts";

/** The worked cohort as screen, file, API and plain SQL tell it: they must be the same to the unit. */
let world: TestWorld;
let shop: Planted;
let gateway: TestGateway;
let owner: Sql;
const bearers = {} as Record<Environment, string>;
const flexcharge = createFlexchargeClient({
  baseUrls: { sandbox: "http://127.0.0.1:1", production: "http://127.0.0.1:2" },
});

process.env.GATEWAY_TOKEN_SECRET ??= Buffer.alloc(32, 8).toString("base64");

beforeAll(async () => {
  world = await openTestWorld();
  shop = await world.merchant("Lumen");
  await inScope(world.system, (tx) => appendLedgerEvents(tx, workedCohort(shop)));
  const keys = await Promise.all(
    (["sandbox", "production"] as const).map(async (environment) => {
      const key = await createApiKey(world.system, { merchantId: shop.id, environment, name: "reports" });
      if (!key.ok) throw new Error(key.reason);
      return { environment, pair: key.value };
    }),
  );
  gateway = await openTestGateway({ appUrl: world.appUrl, database: world.database, flexcharge });
  for (const { environment, pair } of keys) bearers[environment] = await gateway.bearer(pair);
  owner = postgres(world.ownerUrl, { max: 1, onnotice: () => {} });
});
afterAll(async () => {
  await owner.end();
  await gateway.stop();
  await flexcharge.close();
  await world.close();
});

const CURRENCIES = ["EUR", "JPY", "KWD", "USD"];
const KINDS = [...REPORT_KINDS, "series"] as const;

/** Both environments and views, the merchant's week, and the months around it in UTC. */
const questions = (["production", "sandbox"] as const).flatMap((environment) =>
  REPORT_VIEWS.flatMap((view) => [
    { environment, view, tz: "America/New_York", from: "2026-11-02", to: "2026-11-09" },
    { environment, view, tz: "UTC", from: "2026-10-01", to: "2027-01-01" },
  ]),
);
const queryOf = (question: (typeof questions)[number]): ReportQuery => ({ ...question, merchantId: shop.id });

async function screen(kind: (typeof KINDS)[number], query: ReportQuery) {
  const scope = world.person("viewer");
  return kind === "series" ? readSeries(scope, query) : readReport(scope, kind, query);
}

async function api(kind: string, query: ReportQuery, more: Record<string, string> = {}) {
  const { environment, ...rest } = query;
  const asked = new URLSearchParams({ environment, ...(rest as Record<string, string>), ...more });
  const answer = await gateway.call(`/api/v1/reports/${kind}?${asked}`, { token: bearers[environment] });
  expect(answer.status, answer.text).toBe(200);
  return answer.body as {
    rows: ReportRow[];
    totals: ReportRow[];
    unattributed: ReportRow | ReportRow[] | null;
  };
}

async function file(kind: (typeof KINDS)[number] | "transactions", query: ReportQuery) {
  const lines: string[][] = [];
  for await (const line of exportReport(world.person("finance"), kind, query)) {
    lines.push(line.trimEnd().split(","));
  }
  const [head, ...rows] = lines;
  return rows.map((cells) => Object.fromEntries(cells.map((cell, index) => [head![index]!, cell])));
}

/** A file's cell as the number that the screen counts: amounts back in minor units of their currency. */
function cell(line: Record<string, string>, name: string): number {
  const text = line[name] ?? "";
  if (!/Amount$|^recoveredNet$/.test(name)) return Number(text);
  const digits = exponentOf(line.currency!);
  // As many decimals as the currency has, no more and no fewer; also below zero.
  expect(text.split(".")[1]?.length ?? 0, `${name} ${text} ${line.currency}`).toBe(digits);
  return Number(text.replace(".", ""));
}

async function reference(query: ReportQuery, currency: string): Promise<Record<string, number>> {
  const [period] = await owner`SELECT (${query.from}::timestamp AT TIME ZONE ${query.tz}) AS from,
    (${query.to}::timestamp AT TIME ZONE ${query.tz}) AS to`;
  const parameters = [query.environment, query.merchantId!, currency, period!.from, period!.to];
  const counted: Record<string, number> = {};
  for (const count of COUNTS) {
    const [row] = await owner.unsafe(REFERENCE[count][query.view], parameters as never[]);
    counted[count] = Number(row!.value ?? 0);
  }
  return counted;
}

describe("the worked cohort is told alike", () => {
  test.each(questions)(
    "as screen, API and file: $environment, $view, $tz, $from to $to",
    async (question) => {
      const query = queryOf(question);
      for (const kind of KINDS) {
        const shown = await screen(kind, query);
        const told = await api(kind, query);
        expect(told.rows, kind).toEqual(shown.rows);
        expect(told.totals, kind).toEqual(shown.totals);
        expect([told.unattributed ?? []].flat(), kind).toEqual(shown.unattributed);

        const rows = [...shown.rows, ...shown.unattributed, ...shown.totals];
        const lines = await file(kind, query);
        expect(lines.map(({ key, currency }) => [key, currency])).toEqual(
          rows.map(({ key, currency }) => [key, currency]),
        );
        for (const [index, row] of rows.entries()) {
          for (const name of [...COUNTS, "recoveredNet"] as const) {
            expect(cell(lines[index]!, name), `${kind} ${row.key} ${name}`).toBe(row[name]);
          }
        }
      }
    },
  );

  test.each(questions)("as plain SQL counts it: $environment, $view, $tz, $from to $to", async (question) => {
    const query = queryOf(question);
    const reports = await Promise.all(KINDS.map((kind) => screen(kind, query)));
    for (const currency of CURRENCIES) {
      const expected = await reference(query, currency);
      for (const [index, report] of reports.entries()) {
        // Of declines only the declined orders have a reason.
        if (KINDS[index] === "declines") continue;
        const total = report.totals.find((row) => row.currency === currency);
        for (const count of COUNTS) {
          expect(total?.[count] ?? 0, `${KINDS[index]} ${currency} ${count}`).toBe(expected[count]);
        }
      }
    }
  });

  test("by transaction too: each order's figures stand on one line, and the lines add up", async () => {
    const query = queryOf(questions[0]!);
    const shown = await listTransactions(world.person("viewer"), query, { limit: 1000 });
    const told = await api("transactions", query, { limit: "1000" });
    const lines = await file("transactions", query);
    expect(told.rows).toEqual(shown.rows);
    expect(lines).toHaveLength(shown.rows.length);
    for (const currency of CURRENCIES) {
      const expected = await reference(query, currency);
      const own = lines.filter((line) => line.currency === currency);
      expect(own.length, currency).toBe(expected.attempts);
      for (const count of COUNTS) {
        const sum = own.reduce((all, line) => all + cell(line, count), 0);
        expect(sum, `${currency} ${count}`).toBe(expected[count]);
      }
    }
  });

  test("the board counts a merchant alike alone and among others, and nobody else's orders for it", async () => {
    const other = await world.merchant("Other");
    await inScope(world.system, (tx) => appendLedgerEvents(tx, workedCohort(other)));
    const scope = world.person("viewer");
    const [question] = questions;
    const all = await countByMerchant(scope, question!);
    const alone = await countByMerchant(scope, { ...question!, merchantIds: [other.id] });
    expect(alone.length).toBeGreaterThan(0);
    expect(alone).toEqual(all.filter(({ merchantId }) => merchantId === other.id));
    expect(all.filter(({ merchantId }) => merchantId === shop.id)).toEqual(
      alone.map((figures) => ({ ...figures, merchantId: shop.id })),
    );
  });
});
