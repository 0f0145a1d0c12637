import {
  type Bucket,
  COUNTS,
  type Counts,
  type Rates,
  type ReportParams,
  type ReportQuery,
} from "./schema.ts";

export const NO_COUNTS = Object.fromEntries(COUNTS.map((count) => [count, 0])) as Counts;

/** Four decimals, so that screen, CSV and API round alike; null without a denominator. */
export function rate(part: number, whole: number): number | null {
  return whole === 0 ? null : Math.round((part / whole) * 10_000) / 10_000;
}

/** The metrics of product.md §11 over one row of counts. */
export function ratesOf(counts: Counts): Rates {
  const { orders, declined, evaluated, rescued, lost, open, rescuedAmount } = counts;
  return {
    firstAttemptApprovalRate: rate(counts.approvedFirst, orders),
    orderApprovalRate: rate(counts.approvedWithout + rescued, orders),
    sendRate: rate(evaluated, declined),
    rescueRate: rate(rescued, evaluated),
    rescueRateByAmount: rate(rescuedAmount, counts.evaluatedAmount),
    rescueRateResolved: rate(rescued, rescued + lost),
    maturity: rate(evaluated - open, evaluated),
    provisional: open > 0,
    refundRate: rate(counts.refundedAmount, rescuedAmount),
    chargebackRate: rate(counts.chargebackOfRescuedAmount, rescuedAmount),
    transmitCoverage: rate(evaluated - counts.untransmitted, evaluated),
    recoveredNet: rescuedAmount - counts.refundedAmount - counts.chargebackAmount,
  };
}

const DAY_MS = 86_400_000;

export function daysBetween(from: string, to: string): number {
  return Math.round((Date.parse(to) - Date.parse(from)) / DAY_MS);
}

/** The day so many days after; days of a calendar, whatever a zone's clocks do. */
export function addDays(date: string, days: number): string {
  return new Date(Date.parse(date) + days * DAY_MS).toISOString().slice(0, 10);
}

/** By day up to 31 days, by week up to 120, else by month (design.md §8). */
export function bucketFor(from: string, to: string): Bucket {
  const days = daysBetween(from, to);
  if (days <= 31) return "day";
  return days <= 120 ? "week" : "month";
}

/** The first day of the day's bucket; a week begins on Monday, as in date_trunc. */
export function bucketStart(date: string, bucket: Bucket): string {
  if (bucket === "day") return date;
  if (bucket === "month") return `${date.slice(0, 7)}-01`;
  const weekday = (new Date(`${date}T00:00:00Z`).getUTCDay() + 6) % 7;
  return addDays(date, -weekday);
}

/** Every bucket that the period touches, empty ones too. */
export function bucketsOf(from: string, to: string, bucket: Bucket): string[] {
  const starts: string[] = [];
  for (let date = from; date < to; date = addDays(date, 1)) {
    const start = bucketStart(date, bucket);
    if (starts.at(-1) !== start) starts.push(start);
  }
  return starts;
}

/** Today in a zone. */
export function dayIn(instant: Date, tz: string): string {
  const parts = new Intl.DateTimeFormat("en-CA", { timeZone: tz, dateStyle: "short" });
  return parts.format(instant);
}

type Decline = { reason: string; label: string };
const decline = (reason: string, label: string): Decline => ({ reason, label });
const FUNDS = decline("insufficient_funds", "Insufficient funds");
const HONOR = decline("do_not_honor", "Declined by the issuer");
const LIMIT = decline("limit_exceeded", "Limit exceeded");
const NOT_ALLOWED = decline("not_allowed", "Transaction not allowed");
const EXPIRED = decline("expired_card", "Expired card");
const CVV = decline("wrong_cvv", "Wrong security code");
const LOST_OR_STOLEN = decline("lost_or_stolen", "Lost or stolen card");
const FRAUD = decline("suspected_fraud", "Suspected fraud");
const NUMBER = decline("wrong_card_number", "Wrong card number");
const STOP = decline("stop_recurring", "Stop recurring payments");
const CALL = decline("call_issuer", "Call the issuer");
const GATEWAY = decline("gateway_rejected", "Rejected by the gateway");
const TECHNICAL = decline("technical", "Technical failure");

/** NMI's response codes (its Direct Post reference) and ISO 8583 field 39, which most other processors pass on. */
const DECLINES: Record<string, Record<string, Decline>> = {
  nmi: {
    "200": HONOR,
    "201": HONOR,
    "202": FUNDS,
    "203": LIMIT,
    "204": NOT_ALLOWED,
    "220": NUMBER,
    "221": NUMBER,
    "222": NUMBER,
    "223": EXPIRED,
    "224": EXPIRED,
    "225": CVV,
    "240": CALL,
    "250": LOST_OR_STOLEN,
    "251": LOST_OR_STOLEN,
    "252": LOST_OR_STOLEN,
    "253": FRAUD,
    "260": HONOR,
    "261": STOP,
    "262": STOP,
    "263": HONOR,
    "264": HONOR,
    "300": GATEWAY,
    "400": TECHNICAL,
    "410": TECHNICAL,
    "411": TECHNICAL,
    "420": TECHNICAL,
    "421": TECHNICAL,
    "440": TECHNICAL,
    "441": TECHNICAL,
    "460": TECHNICAL,
    "461": NOT_ALLOWED,
  },
  iso: {
    "01": CALL,
    "02": CALL,
    "04": LOST_OR_STOLEN,
    "05": HONOR,
    "14": NUMBER,
    "15": NUMBER,
    "41": LOST_OR_STOLEN,
    "43": LOST_OR_STOLEN,
    "51": FUNDS,
    "54": EXPIRED,
    "57": NOT_ALLOWED,
    "58": NOT_ALLOWED,
    "59": FRAUD,
    "61": LIMIT,
    "62": NOT_ALLOWED,
    "63": FRAUD,
    "65": LIMIT,
    "82": CVV,
    "91": TECHNICAL,
    "96": TECHNICAL,
    N7: CVV,
    R0: STOP,
    R1: STOP,
  },
};

/** What a processor's code means, in words that are the same for every processor; unknown codes stay themselves. */
export function declineReason(source: string | null, code: string | null): { key: string; label: string } {
  if (code === null || code === "") return { key: "unknown", label: "No code given" };
  const from = (source ?? "").toLowerCase();
  const known = (DECLINES[from] ?? DECLINES.iso)?.[code.toUpperCase()];
  if (known) return { key: known.reason, label: known.label };
  return { key: `${from || "other"}:${code}`, label: `Code ${code}` };
}

/** The last 30 days, today included, when no period is asked for; one end alone keeps its 30 days. */
export function queryOf(
  params: ReportParams,
  defaults: {
    environment: ReportQuery["environment"];
    tz: string;
    now: Date;
    merchantId?: string | undefined;
  },
): ReportQuery {
  const tz = params.tz ?? defaults.tz;
  const to = params.to ?? (params.from ? addDays(params.from, 30) : addDays(dayIn(defaults.now, tz), 1));
  const { currency, channel, siteId, campaignId, descriptor } = params;
  return {
    ...{ tz, to, currency, channel, siteId, campaignId, descriptor },
    environment: params.environment ?? defaults.environment,
    merchantId: params.merchantId ?? defaults.merchantId,
    from: params.from ?? addDays(to, -30),
    view: params.view ?? "cohort",
  };
}
