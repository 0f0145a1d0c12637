import { z } from "zod";
import { isCurrency } from "#lib/kit/money.ts";
import {
  type AttemptState,
  CHANNELS,
  type Channel,
  ENVIRONMENTS,
  type Environment,
  type Reason,
} from "#lib/terms.ts";

export const REPORT_KINDS = ["sites", "descriptors", "campaigns", "channels", "declines"] as const;
/** Reports that group orders by one thing; transactions and the series stand beside them. */
export type ReportKind = (typeof REPORT_KINDS)[number];

export const REPORT_VIEWS = ["cohort", "cash"] as const;
/** `cohort`: an order and all that became of it on its first decline date. `cash`: each thing on its own date. */
export type ReportView = (typeof REPORT_VIEWS)[number];

export const BUCKETS = ["day", "week", "month"] as const;
export type Bucket = (typeof BUCKETS)[number];

/** Which orders a report is about. Dates are days `YYYY-MM-DD` of `tz`; `from` inclusive, `to` exclusive. */
export type ReportQuery = {
  environment: Environment;
  /** Absent: every merchant that the scope reaches. */
  merchantId?: string | undefined;
  from: string;
  to: string;
  /** IANA name. */
  tz: string;
  view: ReportView;
  currency?: string | undefined;
  channel?: Channel | undefined;
  siteId?: string | undefined;
  campaignId?: string | undefined;
  descriptor?: string | undefined;
};

/**
 * What is counted. Amounts are integer minor units of the row's currency. `direct`: orders that the merchant brought to
 * FlexCharge itself, of which only the evaluated ones are known, so that they raise every rate by evaluated orders.
 */
export const COUNTS = [
  "orders",
  "attempts",
  "approvedFirst",
  "approvedWithout",
  "declined",
  "evaluated",
  "rescued",
  "open",
  "lost",
  "untransmitted",
  "direct",
  "declinedAmount",
  "evaluatedAmount",
  "rescuedAmount",
  "openAmount",
  "lostAmount",
  "refundedAmount",
  "chargebackAmount",
  "chargebackOfRescuedAmount",
] as const;
export type CountName = (typeof COUNTS)[number];
export type Counts = Record<CountName, number>;

/** Rates 0–1 with four decimals, null without a denominator; `recoveredNet` in minor units (product.md §11). */
export type Rates = {
  firstAttemptApprovalRate: number | null;
  orderApprovalRate: number | null;
  sendRate: number | null;
  rescueRate: number | null;
  rescueRateByAmount: number | null;
  rescueRateResolved: number | null;
  maturity: number | null;
  /** Some evaluated orders are still open: the rescue rate may yet rise. */
  provisional: boolean;
  refundRate: number | null;
  chargebackRate: number | null;
  transmitCoverage: number | null;
  recoveredNet: number;
};

export type ReportRow = { key: string; label: string; currency: string } & Counts &
  Rates & {
    /** A second line: descriptors of a site, the site of a descriptor, raw codes of a decline reason. */
    detail?: string;
    merchantId?: string;
    siteId?: string | null;
    firstSeen?: string;
    lastSeen?: string;
  };

export type Report = {
  asOf: string;
  tz: string;
  view: ReportView;
  environment: Environment;
  from: string;
  to: string;
  rows: ReportRow[];
  /** Orders that no site (descriptor, campaign) claims, one row a currency; empty where the question has no sense. */
  unattributed: ReportRow[];
  /** One row a currency: rows and unattributed together, of the same look at the ledger. */
  totals: ReportRow[];
};

/** What a tile counts, so that it can open exactly its orders. */
export const FIGURES = [
  "orders",
  "approved",
  "notEvaluated",
  "evaluated",
  "resolved",
  "rescued",
  "lost",
  "open",
] as const;
export type Figure = (typeof FIGURES)[number];

/** One authorisation. Figures of its order stand on the order's first decline only, so that rows add up. */
export type TransactionRow = ReportRow & {
  orderId: string;
  transactionId: string;
  /** `ord_…` of the order's own page; null for one that no evaluate ever told us of. */
  ourOrderId: string | null;
  merchantId: string;
  at: string;
  channel: Channel | null;
  siteId: string | null;
  descriptor: string | null;
  /** `direct`: brought to FlexCharge by the merchant itself, read from its list. */
  origin: "switchboard" | "direct";
  campaignId: string | null;
  responseCode: string | null;
  responseCodeSource: string | null;
  approvedByProcessor: boolean | null;
  amount: number;
  /** Of the order, as reports class it. */
  outcome: "rescued" | "open" | "lost" | "not_sent" | "approved";
  state: AttemptState | null;
};

/** Shares of the rescued orders that were approved within so many days of their first decline. */
export type TimeToRescue = {
  currency: string;
  rescued: number;
  p50Ms: number | null;
  p90Ms: number | null;
  within: { day: number; share: number | null }[];
};

/** Declined orders that were not evaluated; `reason` is null where nobody asked for a rescue at all. */
export type NotSentRow = { currency: string; reason: Reason | null; orders: number; amount: number };

/** Orders, not attempts; rates as everywhere. */
export type MitCompliance = {
  evaluated: number;
  sameDay: number;
  sameDayRate: number | null;
  /** Ever submitted, also those that have ended. */
  inFlight: number;
  retried: number;
  retriedRate: number | null;
};

/** A real calendar day written `YYYY-MM-DD`, in years that reports can be about. */
export function isDay(text: string): boolean {
  if (!/^(19|20)\d\d-\d\d-\d\d$/.test(text)) return false;
  const at = new Date(`${text}T00:00:00Z`);
  return !Number.isNaN(at.getTime()) && at.toISOString().slice(0, 10) === text;
}

/** An IANA zone that this runtime (and so PostgreSQL) knows; offsets and abbreviations are none. */
export function isZone(text: string): boolean {
  if (!/^[A-Za-z][A-Za-z0-9_+-]*(\/[A-Za-z0-9_+-]+){0,2}$/.test(text)) return false;
  try {
    return Boolean(new Intl.DateTimeFormat("en", { timeZone: text }));
  } catch {
    return false;
  }
}

const DAYS_MAX = 3 * 366;

/** Null where an end is absent or no day: another refusal says so. */
function daysOf(from: string | undefined, to: string | undefined): number | null {
  if (!from || !to || !isDay(from) || !isDay(to)) return null;
  return (Date.parse(to) - Date.parse(from)) / 86_400_000;
}

/** PostgreSQL compares neither NUL nor half a character. */
const text = z
  .string()
  .trim()
  .min(1)
  .max(256)
  .refine((given) => !given.includes("\u0000") && given.isWellFormed());

/** The query of a report as an address carries it; what is absent has a default that only the door knows. */
export const reportParams = z
  .object({
    merchantId: text.optional(),
    environment: z.enum(ENVIRONMENTS).optional(),
    from: z.string().refine(isDay, "from is a day, YYYY-MM-DD.").optional(),
    to: z.string().refine(isDay, "to is a day, YYYY-MM-DD.").optional(),
    tz: z.string().refine(isZone, "tz is an IANA zone such as America/New_York, or UTC.").optional(),
    view: z.enum(REPORT_VIEWS).optional(),
    currency: z
      .string()
      .refine(isCurrency, "currency is an ISO 4217 code.")
      .transform((code) => code.toUpperCase())
      .optional(),
    channel: z.enum(CHANNELS).optional(),
    siteId: text.optional(),
    campaignId: text.optional(),
    descriptor: text.transform((shown) => shown.replace(/\s+/g, " ").toUpperCase()).optional(),
    bucket: z.enum(BUCKETS).optional(),
    q: text.optional(),
    figure: z.enum(FIGURES).optional(),
    after: text.optional(),
    limit: z.coerce.number().int().min(1).max(1000).optional(),
  })
  .refine(({ from, to }) => (daysOf(from, to) ?? 1) > 0, {
    path: ["to"],
    message: "to is exclusive and comes after from.",
  })
  .refine(({ from, to }) => (daysOf(from, to) ?? 1) <= DAYS_MAX, {
    path: ["from"],
    message: "A report covers three years at most.",
  });
export type ReportParams = z.output<typeof reportParams>;
