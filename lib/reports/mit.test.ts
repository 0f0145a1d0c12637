import fc from "fast-check";
import postgres, { type Sql } from "postgres";
import { afterAll, beforeAll, describe, expect, test } from "vitest";
import { orders } from "#db/schema/orders.ts";
import { openTestWorld, type Planted, type TestWorld } from "#db/testing/partner-world.ts";
import { inScope } from "#lib/access/in-scope.ts";
import { newGuid, newId } from "#lib/kit/ids.ts";
import { appendLedgerEvents } from "#lib/ledger/append-ledger-event.ts";
import type { LedgerEvent } from "#lib/ledger/schema.ts";
import { listMitBreaches } from "#lib/orders/queries/list-mit-breaches.ts";
import { readMitMonitor } from "#lib/orders/queries/read-mit-monitor.ts";
import { listOrders } from "#lib/orders/queries.ts";
import { ATTEMPT_STATES, type AttemptState, type Environment } from "#lib/terms.ts";
import { mitCompliance } from "./queries/mit-compliance.ts";

let world: TestWorld;
let owner: Sql;
let shop: Planted;
beforeAll(async () => {
  world = await openTestWorld();
  owner = postgres(world.ownerUrl, { max: 1, onnotice: () => {} });
  shop = await world.merchant("Lumen");
});
afterAll(async () => {
  await owner.end();
  await world.close();
});

const viewer = () => world.person("viewer");
const DAY_MS = 86_400_000;

type Told = Partial<typeof orders.$inferInsert> & { merchantId: string; externalId: string };
async function plant(rows: Told[], events: Partial<LedgerEvent>[]) {
  const order = (told: Told) => {
    const declinedAt = told.declinedAt ?? new Date("2027-01-01T00:00:00Z");
    return {
      ...{
        id: newId("order"),
        sessionKey: newGuid(),
        environment: "production" as const,
        state: "submitted" as const,
      },
      ...{ sent: true, channel: "mit" as const, channelSource: "isMIT", amountMinor: 5_000, currency: "USD" },
      ...{ declinedAtGiven: true, receivedAt: declinedAt, updatedAt: declinedAt },
      ...{ transactionId: "pay", responseCode: "05", responseCodeSource: "nmi", ...told, declinedAt },
    };
  };
  await inScope(world.system, async (tx) => {
    await tx.insert(orders).values(rows.map(order));
    const facts = events.map((event, index) => ({
      ...{
        environment: "production",
        currency: "USD",
        amountMinor: 5_000,
        channel: "mit",
        source: "gateway",
      },
      ...{ effectKey: `${event.merchantId} ${event.orderId} ${index}`, ...event },
    }));
    await appendLedgerEvents(tx, facts as LedgerEvent[]);
  });
}

/**
 * November 2026 of a shop in New York, counted by hand: four hours behind UTC until Nov 1 06:00Z, five after; so the
 * first of November has 25 hours there.
 */
describe("a worked month", () => {
  const rows: Told[] = [];
  const events: Partial<LedgerEvent>[] = [];

  function rebill(
    name: string,
    times: { declined: string; sent?: string; more?: [string, string, Partial<LedgerEvent>?][] },
    more: Partial<Told> = {},
  ) {
    const base = { merchantId: shop.id, orderId: name, environment: more.environment ?? "production" };
    const at = (time: string) => new Date(time.length > 12 ? time : `2026-11-${time}:00Z`);
    const declinedAt = at(times.declined);
    const receivedAt = times.sent ? at(times.sent) : declinedAt;
    const paid = { type: "attempt" as const, transactionId: `${name}-1`, approvedByProcessor: false };
    events.push({ ...base, ...paid, at: declinedAt });
    const evaluate = { type: "evaluate" as const, attempt: 1, at: receivedAt, transactionId: `${name}-1` };
    events.push({
      ...base,
      ...evaluate,
      sent: times.sent !== undefined,
      state: times.sent ? "unknown" : "not_sent",
    });
    if (times.sent) {
      const submittedAt = new Date(receivedAt.getTime() + 1000);
      events.push({ ...base, type: "outcome", attempt: 1, state: "submitted", at: submittedAt });
    }
    let state: AttemptState = times.sent ? "submitted" : "not_sent";
    for (const [what, time, given] of times.more ?? []) {
      if (what === "paid") events.push({ ...base, ...paid, source: "transmit", at: at(time), ...given });
      else {
        state = what as AttemptState;
        events.push({ ...base, type: "outcome", attempt: 1, state, at: at(time) });
      }
    }
    const sent = times.sent !== undefined;
    rows.push({
      ...{ merchantId: shop.id, externalId: name, siteId: shop.siteId, declinedAt, receivedAt, state, sent },
      ...{ expiresAt: new Date(receivedAt.getTime() + 21 * DAY_MS), ...more },
    });
  }

  beforeAll(async () => {
    // A: 00:30 and the next day 00:45, 25 hours and a quarter: late. B: 24 h 20 min, but still the first of November.
    rebill("A", { declined: "01T04:30", sent: "02T05:45" });
    rebill("B", { declined: "01T04:30", sent: "02T04:50" });
    // C: 23:50 and 00:10. D: 24 hours to the second; E one second more.
    rebill("C", { declined: "11T04:50", sent: "11T05:10" });
    rebill("D", { declined: "10T15:00", sent: "11T15:00" });
    rebill("E", { declined: "10T15:00", sent: "2026-11-11T15:00:01Z" });
    // F: its own payment is transmitted an hour later: no retry.
    rebill("F", { declined: "05T15:00", sent: "05T15:01", more: [["paid", "05T16:00"]] });
    // G: the merchant tries again on the third day, then FlexCharge is paid. H: approved twice over, a double charge.
    const again = { transactionId: "again" };
    rebill("G", {
      declined: "05T15:00",
      sent: "05T15:01",
      more: [
        ["paid", "08T12:00", again],
        ["approved", "09T12:00"],
      ],
    });
    rebill("H", {
      ...{ declined: "05T15:00", sent: "05T15:01" },
      more: [
        ["paid", "08T12:00", { ...again, approvedByProcessor: true }],
        ["paid", "09T12:00", { transactionId: "x" }],
      ],
    });
    // I, J: tried again only when it was over.
    rebill("I", {
      declined: "05T15:00",
      sent: "05T15:01",
      more: [
        ["approved", "09T12:00"],
        ["paid", "09T12:01", again],
      ],
    });
    rebill("J", {
      declined: "04T15:00",
      sent: "04T15:01",
      more: [
        ["expired", "25T15:01"],
        ["paid", "26T12:00", again],
      ],
    });
    // Held back, never seen by FlexCharge.
    rebill(
      "K",
      { declined: "12T15:00" },
      { reason: "MIT_EXPIRY_TOO_SHORT", expiresAt: new Date("2026-11-17T15:00:00Z") },
    );
    rebill(
      "L",
      { declined: "12T15:00" },
      { reason: "MIT_NOT_SAME_DAY", receivedAt: new Date("2026-11-15T15:00:00Z") },
    );
    // 23:59 of the last of October; midnight of the first of December.
    rebill("M", { declined: "2026-11-01T03:59:00Z", sent: "03T15:00" });
    rebill("N", { declined: "2026-12-01T05:00:00Z", sent: "2026-12-01T05:01:00Z" });
    // A test order only carries flags.
    rebill(
      "T",
      { declined: "02T15:00", sent: "05T15:00" },
      { environment: "sandbox", flags: ["MIT_EXPIRY_TOO_SHORT", "MIT_NOT_SAME_DAY"] },
    );
    await plant(rows, events);
  });

  const november = (environment: Environment = "production") => ({
    ...{ environment, merchantId: shop.id, from: "2026-11-01", to: "2026-12-01", tz: "America/New_York" },
  });
  const told = async (environment?: Environment) =>
    (await listMitBreaches(viewer(), november(environment)))
      .map(({ externalId, rule, sent }) => `${externalId} ${rule}${sent ? "" : ", held back"}`)
      .sort();

  test("the breaches are these, each with its rule", async () => {
    expect(await told()).toEqual([
      ...["A not_same_day", "E not_same_day", "G retried_in_flight", "H retried_in_flight"],
      ...["K expiry_short, held back", "L not_same_day, held back"],
    ]);
    expect(await told("sandbox")).toEqual(["T expiry_short", "T not_same_day"]);
    const breaches = await listMitBreaches(viewer(), november());
    expect(breaches.find(({ externalId }) => externalId === "H")).toMatchObject({
      ...{ at: "2026-11-08T12:00:00.000Z", retry: { transactionId: "again", approved: true } },
      siteId: shop.siteId,
    });
    expect(breaches.map(({ at }) => at)).toEqual(
      breaches
        .map(({ at }) => at)
        .sort()
        .reverse(),
    );
  });

  test("the monitor counts them by site, and each count is its list of orders", async () => {
    const { sites, total, expiries } = await readMitMonitor(viewer(), november());
    expect(total).toEqual({
      ...{ rebills: 12, evaluated: 10, sameDay: 8, notSameDay: 3, shortExpiry: 1, inFlightOnce: 10 },
      ...{ retried: 2, rescued: 2, open: 7, breachOrders: 6 },
    });
    expect(sites).toEqual([{ merchantId: shop.id, siteId: shop.siteId, ...total }]);
    expect(expiries.filter(({ rescued, lost, open }) => rescued + lost + open > 0)).toEqual([
      { days: 5, rescued: 0, lost: 1, open: 0 },
      { days: 21, rescued: 2, lost: 1, open: 7 },
    ]);
    const behind = async (
      group: "evaluated" | "same_day" | "rescued" | "open" | "breach" | "not_same_day",
    ) => {
      const { environment, merchantId, ...days } = november();
      const page = await listOrders(
        viewer(),
        { environment, merchantId, rebills: { group, ...days } },
        { limit: 200 },
      );
      return page.rows
        .map(({ externalId }) => externalId)
        .sort()
        .join("");
    };
    expect(await behind("evaluated")).toBe("ABCDEFGHIJ");
    expect(await behind("same_day")).toBe("BCDFGHIJ");
    expect(await behind("rescued")).toBe("GI");
    expect(await behind("open")).toBe("ABCDEFH");
    expect(await behind("not_same_day")).toBe("AEL");
    expect(await behind("breach")).toBe("AEGHKL");
  });

  test("the MIT compliance metric says the same", async () => {
    expect(await mitCompliance(viewer(), { ...november(), view: "cohort" })).toEqual({
      ...{ evaluated: 10, sameDay: 8, sameDayRate: 0.8, inFlight: 10, retried: 2, retriedRate: 0.2 },
    });
  });

  test("another merchant's people see none of it, and who may not read orders is refused", async () => {
    const other = await world.merchant("Other");
    const foreign = world.person("merchant_admin", other.id);
    expect(await listMitBreaches(foreign, november())).toEqual([]);
    expect((await readMitMonitor(foreign, november())).total.rebills).toBe(0);
    const nobody = { ...viewer(), permissions: new Set() } as ReturnType<typeof viewer>;
    await expect(listMitBreaches(nobody, november())).rejects.toThrow(/orders.read/);
    await expect(readMitMonitor(nobody, november())).rejects.toThrow(/orders.read/);
  });

  test("in flight and near its end is told as of now, and opens exactly those orders", async () => {
    const { inFlight } = await readMitMonitor(viewer(), november());
    // Of November, and M and N, which are in flight all the same.
    expect(inFlight).toMatchObject([{ currency: "USD", orders: 9, amountMinor: 45_000 }]);
    const soon = new Date(viewer().clock.now().getTime() + 3 * DAY_MS);
    const filter = { environment: "production" as const, merchantId: shop.id, expiresBy: soon };
    const { rows: expiring } = await listOrders(viewer(), filter, { limit: 200 });
    expect(expiring).toHaveLength(inFlight[0]!.expiring);
  });
});

/** The rules of product.md §8 and §11 once more, written to be read: one correlated question an order. */
const PLAIN = `
WITH event AS (SELECT *, COALESCE(attempt, 1) AS n, COALESCE(transaction_id, id) AS payment FROM ledger_events
  WHERE merchant_id = $1 AND environment = 'production'),
rank(state, rank) AS (VALUES ('unknown', 1), ('submitted', 2), ('challenge', 3), ('capture_required', 4),
  ('late_approval', 4), ('not_sent', 9), ('approved', 9), ('declined', 9), ('cancelled', 9), ('expired', 9)),
attempt AS (SELECT DISTINCT ON (order_id, n) order_id, n, state, at,
    COALESCE((SELECT min(i.at) FROM event i WHERE i.order_id = e.order_id AND i.n = e.n AND i.type = 'evaluate'),
      (SELECT min(i.at) FROM event i WHERE i.order_id = e.order_id AND i.n = e.n AND i.type = 'outcome')) AS asked_at
  FROM event e JOIN rank USING (state) WHERE type IN ('evaluate', 'outcome') ORDER BY order_id, n, rank DESC, at, state),
sent AS (SELECT * FROM attempt a WHERE state <> 'not_sent' AND NOT EXISTS (
  SELECT 1 FROM event i WHERE i.order_id = a.order_id AND i.n = a.n AND i.type = 'evaluate' AND NOT i.sent)),
rebill AS (SELECT o.external_id, o.reason, o.flags,
    COALESCE((SELECT min(at) FROM event e WHERE e.order_id = o.external_id AND e.type = 'attempt' AND NOT approved_by_processor),
      (SELECT min(at) FROM event e WHERE e.order_id = o.external_id AND e.type = 'evaluate'),
      (SELECT min(at) FROM event e WHERE e.order_id = o.external_id AND e.type = 'outcome')) AS declined_at,
    (SELECT min(asked_at) FROM sent s WHERE s.order_id = o.external_id) AS asked_at
  FROM orders o WHERE merchant_id = $1 AND environment = 'production')
SELECT external_id AS id, asked_at IS NOT NULL AS evaluated,
  asked_at IS NOT NULL AND (to_char(asked_at AT TIME ZONE $2, 'YYYYMMDD') = to_char(declined_at AT TIME ZONE $2, 'YYYYMMDD')
    OR asked_at <= declined_at + interval '24 hours') AS same_day,
  reason = 'MIT_EXPIRY_TOO_SHORT' OR flags @> ARRAY['MIT_EXPIRY_TOO_SHORT'] AS short,
  COALESCE(reason = 'MIT_NOT_SAME_DAY', false) AS held_late,
  EXISTS (SELECT 1 FROM sent s JOIN event f ON f.order_id = s.order_id AND f.n = s.n AND f.state = 'submitted'
    WHERE s.order_id = external_id) AS flew,
  EXISTS (SELECT 1 FROM sent s, event p WHERE s.order_id = external_id AND p.order_id = external_id AND p.type = 'attempt'
    AND NOT EXISTS (SELECT 1 FROM event e WHERE e.order_id = p.order_id AND e.type = 'evaluate' AND e.payment = p.payment)
    AND NOT EXISTS (SELECT 1 FROM event e WHERE e.order_id = p.order_id AND e.type = 'attempt' AND e.payment = p.payment AND e.at < p.at)
    AND p.at > (SELECT min(f.at) FROM event f WHERE f.order_id = s.order_id AND f.n = s.n AND f.state = 'submitted')
    AND (s.state IN ('unknown', 'submitted', 'capture_required', 'late_approval') OR p.at < s.at)) AS retried
FROM rebill WHERE declined_at >= ($3::timestamp AT TIME ZONE $2) AND declined_at < ($4::timestamp AT TIME ZONE $2)`;

const anyEvent = fc.record({
  type: fc.constantFrom("attempt", "attempt", "evaluate", "outcome", "outcome"),
  order: fc.integer({ min: 1, max: 5 }),
  attempt: fc.integer({ min: 1, max: 2 }),
  // Few instants, so that ties and adjoining days are common.
  hour: fc.integer({ min: 0, max: 400 }).map((hour) => hour - (hour % 6)),
  state: fc.constantFrom(...ATTEMPT_STATES, "submitted" as const, "submitted" as const),
  approved: fc.boolean(),
  sent: fc.constantFrom(true, true, false),
  payment: fc.constantFrom("t1", "t2", "t3"),
});
const anyOrder = fc.record({
  reason: fc.constantFrom(null, "MIT_EXPIRY_TOO_SHORT" as const, "MIT_NOT_SAME_DAY" as const),
  flags: fc.constantFrom<string[]>([], ["MIT_EXPIRY_TOO_SHORT"]),
});

test("on any world, breaches, monitor and metric equal the plain question, in the merchant's zone", async () => {
  await fc.assert(
    fc.asyncProperty(
      fc.array(anyEvent, { maxLength: 40 }),
      fc.array(anyOrder, { minLength: 5, maxLength: 5 }),
      fc.constantFrom("America/New_York", "Asia/Kolkata", "Pacific/Auckland"),
      async (events, found, timezone) => {
        const { id: merchantId } = await world.merchant(`Any ${newGuid()}`, { timezone, ready: false });
        const start = Date.parse("2026-10-25T00:00:00Z");
        await plant(
          found.map((each, index) => ({ ...each, merchantId, externalId: `o${index + 1}` })),
          events.map(({ type, order, hour, attempt, state, approved, sent, payment }) => ({
            ...{
              merchantId,
              orderId: `o${order}`,
              type: type as LedgerEvent["type"],
              at: new Date(start + hour * 3_600_000),
            },
            attempt: type === "attempt" ? null : attempt,
            transactionId: type === "outcome" ? null : payment,
            approvedByProcessor: type === "attempt" ? approved : null,
            sent: type === "evaluate" ? sent : null,
            state: type === "attempt" ? null : type === "outcome" ? state : sent ? "unknown" : "not_sent",
          })),
        );
        const query = {
          environment: "production" as const,
          merchantId,
          from: "2026-10-27",
          to: "2026-11-06",
          tz: timezone,
        };
        const plain = await owner.unsafe(PLAIN, [merchantId, timezone, query.from, query.to]);
        const some = (name: string) => plain.filter((row) => row[name]).map((row) => row.id as string);
        const broke = {
          expiry_short: some("short"),
          not_same_day: plain
            .filter((row) => (row.evaluated ? !row.same_day : row.held_late))
            .map((row) => row.id),
          retried_in_flight: some("retried"),
        };
        const breaches = await listMitBreaches(viewer(), query);
        for (const [rule, ids] of Object.entries(broke)) {
          const listed = breaches
            .filter((breach) => breach.rule === rule)
            .map(({ externalId }) => externalId);
          expect([rule, listed.sort()]).toEqual([rule, [...ids].sort()]);
        }
        const { total } = await readMitMonitor(viewer(), query);
        const compliance = await mitCompliance(viewer(), { ...query, view: "cohort" });
        const counted = { evaluated: some("evaluated").length, sameDay: some("same_day").length };
        expect(total).toMatchObject({
          ...counted,
          retried: broke.retried_in_flight.length,
          inFlightOnce: some("flew").length,
        });
        expect(compliance).toMatchObject({
          ...counted,
          retried: total.retried,
          inFlight: total.inFlightOnce,
        });
        expect(total.evaluated - total.sameDay).toBe(
          breaches.filter(({ rule, sent }) => rule === "not_same_day" && sent).length,
        );
      },
    ),
    { numRuns: 40 },
  );
}, 120_000);
