import { afterAll, beforeAll, describe, expect, test } from "vitest";
import { declinedOrder } from "#db/testing/gateway-bodies.ts";
import { createWorld, type World } from "#db/testing/gateway-world.ts";
import { inScope } from "#lib/access/in-scope.ts";
import { userScope } from "#lib/access/open-scope.ts";
import { appendLedgerEvents } from "#lib/ledger/append-ledger-event.ts";
import type { LedgerEvent } from "#lib/ledger/schema.ts";
import { exportReport } from "#lib/reports/export-report.ts";
import { PARTNER_TENANT } from "#lib/terms.ts";

let world: World;
let partner: string;
let sandbox: string;
let merchant: string;

beforeAll(async () => {
  world = await createWorld();
  partner = await world.bearer(world.partnerKeys.production);
  sandbox = await world.bearer(world.partnerKeys.sandbox);
  merchant = await world.bearer(world.alpha.keys.production);
  const order = (merchantId: string, siteId: string | null, orderId: string): LedgerEvent[] => {
    const base = {
      merchantId,
      environment: "production" as const,
      orderId,
      amountMinor: 2_500,
      currency: "USD",
    };
    const at = new Date("2026-10-05T12:00:00Z");
    const place = {
      siteId,
      descriptor: "SHOP",
      channel: "cit_website" as const,
      source: "transmit" as const,
      at,
    };
    return [
      {
        ...base,
        ...place,
        type: "attempt",
        transactionId: `tx-${orderId}`,
        approvedByProcessor: false,
        effectKey: `a ${orderId}`,
      },
      {
        ...base,
        ...place,
        type: "evaluate",
        attempt: 1,
        sent: true,
        state: "unknown",
        effectKey: `e ${orderId}`,
      },
      { ...base, ...place, type: "outcome", attempt: 1, state: "approved", effectKey: `o ${orderId}` },
    ];
  };
  const { alpha, beta } = world;
  const events = [
    order(alpha.id, alpha.siteId, "one"),
    order(alpha.id, null, "two"),
    order(beta.id, beta.siteId, "three"),
  ];
  await inScope(world.scope, (tx) => appendLedgerEvents(tx, events.flat()));
});
afterAll(() => world.stop());

const ask = (kind: string, query: Record<string, string> = {}, token = partner) =>
  world.call(
    `/api/v1/reports/${kind}?${new URLSearchParams({ from: "2026-10-01", to: "2026-11-01", ...query })}`,
    { token },
  );

describe("GET /api/v1/reports", () => {
  test("200: sites with their unattributed row and totals, in the merchant's zone", async () => {
    const { status, body } = await ask("sites", { merchantId: world.alpha.id });
    expect(status).toBe(200);
    expect(body).toMatchObject({
      ...{
        tz: "America/New_York",
        view: "cohort",
        environment: "production",
        from: "2026-10-01",
        next: null,
      },
      rows: [
        {
          key: world.alpha.siteId,
          label: world.alpha.host,
          currency: "USD",
          orders: 1,
          rescuedAmount: 2_500,
        },
      ],
      unattributed: { orders: 1, rescued: 1, rescueRate: 1 },
      totals: [{ orders: 2, attempts: 2, evaluated: 2, rescuedAmount: 5_000, recoveredNet: 5_000 }],
    });
  });

  test("200: every report adds up to the same, and to the file", async () => {
    const sums: Record<string, number> = {};
    for (const kind of [
      "sites",
      "descriptors",
      "campaigns",
      "channels",
      "declines",
      "series",
      "transactions",
    ]) {
      const { body } = await ask(kind, { view: "cash" });
      const rows = [body.rows, body.unattributed].flat().filter(Boolean) as { rescuedAmount: number }[];
      sums[kind] = rows.reduce((sum, row) => sum + row.rescuedAmount, 0);
    }
    expect(new Set(Object.values(sums))).toEqual(new Set([7_500]));
    const person = { id: "usr_1", name: "Fiona", role: "finance" as const, merchantId: PARTNER_TENANT };
    let last = "";
    const query = {
      environment: "production" as const,
      from: "2026-10-01",
      to: "2026-11-01",
      tz: "UTC",
      view: "cash" as const,
    };
    for await (const line of exportReport(userScope(person, { database: world.database }), "sites", query))
      last = line;
    expect(last).toMatch(/^total,Total,.*,75\.00,/);
  });

  test("200: transactions page by key and are found by id", async () => {
    const first = await ask("transactions", { limit: "2" });
    expect(first.body.rows).toHaveLength(2);
    const second = await ask("transactions", { limit: "2", after: String(first.body.next) });
    expect(second.body).toMatchObject({ next: null });
    const ids = [first, second].flatMap(({ body }) =>
      (body.rows as { orderId: string }[]).map(({ orderId }) => orderId),
    );
    expect(ids.sort()).toEqual(["one", "three", "two"]);
    const found = await ask("transactions", { q: "tx-two" });
    expect(found.body.rows).toMatchObject([
      { orderId: "two", outcome: "rescued", amount: 2_500, siteId: null },
    ]);
  });

  test("200: a merchant's key sees its own orders only, whatever it asks for", async () => {
    expect((await ask("channels", {}, merchant)).body).toMatchObject({ totals: [{ orders: 2 }] });
    expect((await ask("channels", { merchantId: world.beta.id }, merchant)).status).toBe(404);
  });

  test("200: filters narrow together, each by what the order as a whole is attributed to", async () => {
    const filters = { channel: "cit_website", siteId: world.alpha.siteId, descriptor: "SHOP" };
    for (const kind of ["sites", "series", "transactions"]) {
      const { status, body } = await ask(kind, { merchantId: world.alpha.id, ...filters });
      expect(status, kind).toBe(200);
      const rows = body.rows as { rescued: number }[];
      expect(rows.reduce((sum, row) => sum + row.rescued, 0)).toBe(1);
      const none = await ask(kind, { ...filters, campaignId: "cmp_none" });
      expect(none.status, kind).toBe(200);
      expect((none.body.rows as { rescued: number }[]).filter(({ rescued }) => rescued > 0)).toEqual([]);
    }
  });

  test("200: unattributed orders of several currencies are a list with one row each, never added", async () => {
    const month = { from: "2026-08-01", to: "2026-09-01", merchantId: world.beta.id };
    const tell = (currency: string): LedgerEvent => ({
      ...{
        merchantId: world.beta.id,
        environment: "production",
        type: "attempt",
        orderId: `lost-${currency}`,
      },
      ...{ at: new Date("2026-08-05T12:00:00Z"), amountMinor: 900, currency, channel: "cit_website" },
      ...{
        approvedByProcessor: false,
        transactionId: currency,
        source: "transmit",
        effectKey: `l ${currency}`,
      },
    });
    await inScope(world.scope, (tx) => appendLedgerEvents(tx, [tell("EUR"), tell("JPY")]));
    expect((await ask("sites", month)).body).toMatchObject({
      unattributed: [
        { currency: "EUR", declinedAmount: 900 },
        { currency: "JPY", declinedAmount: 900 },
      ],
    });
    const { body } = await ask("sites", { ...month, currency: "JPY" });
    expect(body).toMatchObject({ currency: "JPY", unattributed: { currency: "JPY", orders: 1 } });
  });

  test("200: a period in which nothing happened is empty, not an error", async () => {
    const { body } = await ask("sites", { from: "2026-01-01", to: "2026-01-02" });
    expect(body).toMatchObject({ rows: [], totals: [] });
    expect(
      (await ask("series", { from: "2026-01-01", to: "2026-01-03", currency: "USD" })).body.rows,
    ).toHaveLength(2);
  });

  test("200: what a checkout evaluates is in the figures at once, to the cent", async () => {
    const token = await world.bearer(world.beta.keys.production);
    const at = { siteUrl: `https://${world.beta.host}` };
    const send = (given: Record<string, unknown>) =>
      world.call("/v1/evaluate", { token, json: declinedOrder({ ...at, ...given }) });
    const transaction = { timestampUtc: new Date().toISOString() };
    const approved = await send({ transaction: { ...transaction, amount: 1_999 } });
    await send({ transaction: { ...transaction, amount: 501 }, payer: { phone: "555" } });
    await send({ transaction: { ...transaction, amount: 77 }, siteUrl: "https://nobody.example" });
    expect(approved.body.status).toBe("APPROVED");
    const day = (days: number) => new Date(Date.now() + days * 86_400_000).toISOString().slice(0, 10);
    const { body } = await ask("sites", { from: day(-1), to: day(2), tz: "UTC" }, token);
    expect(body).toMatchObject({
      rows: [{ key: world.beta.siteId, evaluated: 2, rescued: 1, rescuedAmount: 1_999, transmitCoverage: 0 }],
      unattributed: { orders: 1, declined: 1, evaluated: 0, declinedAmount: 77 },
      totals: [{ orders: 3, declinedAmount: 2_577, evaluatedAmount: 2_500, recoveredNet: 1_999 }],
    });
  });

  test("400 names the field: dates, zone, view, currency, period", async () => {
    const wrong: [Record<string, string>, string][] = [
      [{ from: "2026-02-30" }, "from"],
      [{ to: "tomorrow" }, "to"],
      [{ from: "2026-10-01T00:00:00Z" }, "from"],
      [{ from: "2026-11-01", to: "2026-10-01" }, "to"],
      [{ from: "1990-01-01" }, "from"],
      [{ tz: "Mars/Olympus" }, "tz"],
      [{ tz: "+02:00" }, "tz"],
      [{ tz: "UTC'; DROP TABLE orders; --" }, "tz"],
      [{ view: "accrual" }, "view"],
      [{ currency: "XXXX" }, "currency"],
      [{ channel: "fax" }, "channel"],
      [{ environment: "staging" }, "environment"],
      [{ siteId: "a\u0000b" }, "siteId"],
      [{ limit: "0" }, "limit"],
    ];
    for (const [query, field] of wrong) {
      const answer = await ask("sites", query);
      expect([answer.status, answer.body.fields], JSON.stringify(query)).toEqual([400, [field]]);
      expect(answer.headers.get("content-type")).toMatch(/^application\/problem\+json/);
    }
    expect((await ask("transactions", { after: "not a cursor" })).status).toBe(200);
  });

  test("401, 403 for a sandbox key that asks for production, 404, 405", async () => {
    expect((await world.call("/api/v1/reports/sites")).status).toBe(401);
    expect((await ask("sites", { environment: "production" }, sandbox)).body).toMatchObject({
      status: 403,
      code: "KEY_ENVIRONMENT",
    });
    expect((await ask("sites", {}, sandbox)).body).toMatchObject({ environment: "sandbox", rows: [] });
    expect((await ask("sites", { merchantId: "mer_nothing" })).status).toBe(404);
    expect((await ask("weather")).status).toBe(404);
    expect((await world.call("/api/v1/reports/sites", { token: partner, json: {} })).status).toBe(405);
  });
});
