import type { LedgerEvent } from "#lib/ledger/schema.ts";
import type { Planted } from "./partner-world.ts";

/** Tells orders as the ledger keeps them, one call an event; `told` is what was told so far. */
export function ledgerTeller(shop: Planted) {
  const told: LedgerEvent[] = [];
  function order(id: string, more: Partial<LedgerEvent> = {}) {
    const base = { merchantId: shop.id, environment: "production" as const, orderId: id, currency: "USD" };
    const place = { siteId: shop.siteId, descriptor: "LUMEN*SHOP", channel: "cit_website" as const, ...more };
    const tell = (event: Partial<LedgerEvent> & { type: LedgerEvent["type"]; at: Date }) => {
      const all = { ...base, ...place, amountMinor: 10_000, source: "gateway" as const, ...event };
      told.push({ ...all, effectKey: `${id} ${told.length}` });
    };
    const api = {
      declined(at: string, amountMinor = 10_000, transactionId = `${id}-1`) {
        tell({
          type: "attempt",
          at: new Date(at),
          amountMinor,
          transactionId,
          approvedByProcessor: false,
          responseCode: "202",
          responseCodeSource: "nmi",
          source: "transmit",
        });
        return api;
      },
      approved(at: string, amountMinor = 10_000, transactionId = `${id}-1`) {
        tell({ type: "attempt", at: new Date(at), amountMinor, transactionId, approvedByProcessor: true });
        return api;
      },
      sent(at: string, amountMinor = 10_000, attempt = 1) {
        tell({ type: "evaluate", at: new Date(at), amountMinor, attempt, sent: true, state: "unknown" });
        return api;
      },
      heldBack(at: string, reason: string, amountMinor = 10_000) {
        tell({
          type: "evaluate",
          at: new Date(at),
          amountMinor,
          attempt: 1,
          sent: false,
          state: "not_sent",
          reason,
        });
        return api;
      },
      became(state: LedgerEvent["state"], at: string, amountMinor = 10_000, attempt = 1, reason?: string) {
        tell({ type: "outcome", at: new Date(at), amountMinor, attempt, state, reason: reason ?? null });
        return api;
      },
      back(type: "refund" | "chargeback", at: string, amountMinor: number) {
        tell({ type, at: new Date(at), amountMinor });
        return api;
      },
    };
    return api;
  }
  return { told, order };
}

/**
 * One small week of a shop in New York, counted by hand. All times are UTC; New York is four hours behind until
 * 2026-11-01 06:00, five after. "Nov 2" is Monday.
 */
export function workedCohort(shop: Planted): LedgerEvent[] {
  const { told, order } = ledgerTeller(shop);
  const mit = { channel: "mit" as const };
  // A: paid at once, no FlexCharge.
  order("A").approved("2026-11-02T15:00:00Z", 5_000);
  // B: declined; the first evaluate is declined, the second, of a new authorisation, is approved. Half is refunded.
  order("B")
    .declined("2026-11-02T15:00:00Z")
    .sent("2026-11-02T15:00:01Z")
    .became("declined", "2026-11-02T15:00:02Z")
    .declined("2026-11-03T16:00:00Z", 8_000, "B-2")
    .sent("2026-11-03T16:00:01Z", 8_000, 2)
    .became("approved", "2026-11-03T16:00:02Z", 8_000, 2)
    .back("refund", "2026-11-05T12:00:00Z", 4_000);
  // C: a challenge, which a checkout treats as a decline.
  order("C")
    .declined("2026-11-02T20:00:00Z", 3_000)
    .sent("2026-11-02T20:00:01Z", 3_000)
    .became("challenge", "2026-11-02T20:00:02Z", 3_000);
  // D: the channel was off; on a website that nobody claims.
  order("D", { siteId: null, descriptor: null })
    .declined("2026-11-03T10:00:00Z", 7_000)
    .heldBack("2026-11-03T10:00:01Z", "CHANNEL_OFF", 7_000);
  // E: a rebill of Nov 3, 23:30 in New York, which is Nov 4 in UTC; approved on the 7th, 00:30 there.
  order("E", mit)
    .declined("2026-11-04T04:30:00Z", 2_000)
    .sent("2026-11-04T04:31:00Z", 2_000)
    .became("submitted", "2026-11-04T04:31:01Z", 2_000)
    .became("approved", "2026-11-07T05:30:00Z", 2_000)
    .back("chargeback", "2026-11-20T12:00:00Z", 2_000);
  // F: still open. G: expired three weeks later.
  order("F", mit)
    .declined("2026-11-04T15:00:00Z", 4_000)
    .sent("2026-11-04T15:00:01Z", 4_000)
    .became("submitted", "2026-11-04T15:00:02Z", 4_000);
  order("G", mit)
    .declined("2026-11-04T16:00:00Z", 6_000)
    .sent("2026-11-04T16:00:01Z", 6_000)
    .became("submitted", "2026-11-04T16:00:02Z", 6_000)
    .became("expired", "2026-11-25T16:00:00Z", 6_000);
  // H: never rescued, yet refunded: no rescue figure moves. I: FlexCharge certainly never got it.
  order("H")
    .declined("2026-11-04T18:00:00Z", 1_000)
    .sent("2026-11-04T18:00:01Z", 1_000)
    .became("declined", "2026-11-04T18:00:02Z", 1_000)
    .back("refund", "2026-11-06T12:00:00Z", 1_000);
  order("I")
    .declined("2026-11-04T19:00:00Z", 1_500)
    .sent("2026-11-04T19:00:01Z", 1_500)
    .became("not_sent", "2026-11-04T19:00:02Z", 1_500, 1, "UPSTREAM_UNAVAILABLE");
  // A second currency beside dollars, paid back in part.
  order("R", { currency: "EUR" })
    .declined("2026-11-03T15:00:00Z", 12_000)
    .sent("2026-11-03T15:00:01Z", 12_000)
    .became("approved", "2026-11-03T15:00:02Z", 12_000)
    .back("refund", "2026-11-05T12:00:00Z", 3_000);
  // Yen have no decimals, Kuwaiti dinars three. A test order stands beside: it counts nowhere here.
  order("J", { currency: "JPY" })
    .declined("2026-11-02T15:00:00Z", 9_800)
    .sent("2026-11-02T15:00:01Z", 9_800)
    .became("approved", "2026-11-02T15:00:02Z", 9_800)
    .back("refund", "2026-11-10T12:00:00Z", 800);
  order("K", { currency: "KWD" })
    .declined("2026-11-02T15:00:00Z", 12_345)
    .sent("2026-11-02T15:00:01Z", 12_345)
    .became("approved", "2026-11-02T15:00:02Z", 12_345)
    .back("chargeback", "2026-11-08T12:00:00Z", 12_345);
  order("T", { environment: "sandbox" })
    .declined("2026-11-02T15:00:00Z", 99_999)
    .sent("2026-11-02T15:00:01Z", 99_999)
    .became("approved", "2026-11-02T15:00:02Z", 99_999);
  // The night the clocks go back, Nov 1 in New York: 04:00Z to 05:00Z the next day, 25 hours.
  order("L").approved("2026-11-01T03:59:00Z", 100);
  order("M").approved("2026-11-01T04:00:00Z", 100);
  order("N").approved("2026-11-02T04:59:00Z", 100);
  order("O").approved("2026-11-02T05:00:00Z", 100);
  return told;
}
