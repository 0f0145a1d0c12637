import { z } from "zod";
import { isCurrency } from "#lib/kit/money.ts";
import {
  ACTIVATION_POLICIES,
  type AccountStanding,
  CHANNELS,
  type Channel,
  ENVIRONMENTS,
  type Environment,
  INTEGRATIONS,
  LATE_APPROVAL_POLICIES,
  type LateApprovalPolicy,
  type MerchantState,
  MIT_ENABLEMENTS,
  MIT_MODES,
  type MitEnablement,
  TRANSMIT_SETTINGS,
  type TransmitSetting,
} from "#lib/terms.ts";

const ZONES = new Set(Intl.supportedValuesOf("timeZone"));

function isTimezone(name: string): boolean {
  // A formatter is slow and large, and a file asks this of every row.
  if (ZONES.has(name)) return true;
  try {
    new Intl.DateTimeFormat("en", { timeZone: name });
    return true;
  } catch {
    return false;
  }
}

/** ISO 3166 alpha-2, as far as this runtime knows it. Aliases such as UK would exclude what they mean, GB. */
function isCountry(code: string): boolean {
  if (!/^[A-Z]{2}$/.test(code) || Intl.getCanonicalLocales(`und-${code}`)[0] !== `und-${code}`) return false;
  const name = new Intl.DisplayNames("en", { type: "region", fallback: "none" }).of(code);
  return name !== undefined && name !== "Unknown Region";
}

const name = z.string().trim().min(1, "A name is needed").max(120, "At most 120 characters");
const timezone = z.string().refine(isTimezone, "Not a time zone, for example America/New_York");
const currency = z.string().trim().toUpperCase().refine(isCurrency, "Not a currency, for example USD");

const word = z.string().trim().min(1, "An empty entry").max(64, "At most 64 characters");
/** An empty list would let nothing through: a rule that is not wanted is absent. */
const listOf = <Item extends z.ZodType>(item: Item) =>
  z.array(item).min(1, "At least one, or no rule at all").max(200, "At most 200");
const country = word.toUpperCase().refine(isCountry, {
  error: ({ input }) => `${input} is not a country in two letters, for example US`,
});
const listedCurrency = word.toUpperCase().refine(isCurrency, {
  error: ({ input }) => `${input} is not a currency, for example USD`,
});
const amount = z.number().int().nonnegative("Not below zero");

export const eligibilityRules = z
  .object({
    cardBrands: listOf(word).optional(),
    countries: listOf(country).optional(),
    currencies: listOf(listedCurrency).optional(),
    amountMinMinor: amount.optional(),
    amountMaxMinor: amount.optional(),
    declineCodesNever: listOf(word).optional(),
  })
  .refine(({ amountMinMinor: low = 0, amountMaxMinor: high = low }) => low <= high, {
    path: ["amountMaxMinor"],
    error: "Below the lowest amount, so nothing would be sent",
  });

const EXPIRY_DAYS = "Whole days, 0 to 90";
export const mitRules = z.object({
  expiryDaysMin: z.number(EXPIRY_DAYS).int(EXPIRY_DAYS).min(0, EXPIRY_DAYS).max(90, EXPIRY_DAYS),
  sameDay: z.enum(["block", "flag", "off"]),
});

export const createMerchantInput = z.object({
  name,
  integration: z.enum(INTEGRATIONS),
  /** Default: a direct merchant is observed, every other goes through our gateway. */
  observed: z.boolean().optional(),
  timezone,
  currency,
  mitMode: z.enum(MIT_MODES).default("managed"),
  activationPolicy: z.enum(ACTIVATION_POLICIES).default("merchant_requests"),
  activationOwnerId: z.string().nullable().default(null),
});
export type CreateMerchantInput = z.input<typeof createMerchantInput>;

/** What is absent stays. `state` moves between active and suspended; closing is archiveMerchant. */
export const editMerchantInput = z.object({
  merchantId: z.string(),
  name: name.optional(),
  state: z.enum(["active", "suspended"]).optional(),
  integration: z.enum(INTEGRATIONS).optional(),
  observed: z.boolean().optional(),
  timezone: timezone.optional(),
  currency: currency.optional(),
  mitMode: z.enum(MIT_MODES).optional(),
  activationPolicy: z.enum(ACTIVATION_POLICIES).optional(),
  descriptorMismatch: z.enum(["flag", "block"]).optional(),
  eligibility: eligibilityRules.optional(),
  mitRules: mitRules.optional(),
  lateApprovalPolicy: z.enum(LATE_APPROVAL_POLICIES).optional(),
  lateApprovalHours: z.number().int().min(1, "At least 1 hour").max(720, "At most 720 hours").optional(),
  transmit: z.partialRecord(z.enum(CHANNELS), z.enum(TRANSMIT_SETTINGS)).optional(),
});
export type EditMerchantInput = z.input<typeof editMerchantInput>;

export const archiveMerchantInput = z.object({ merchantId: z.string() });
export const setActivationOwnerInput = z.object({ merchantId: z.string(), userId: z.string().nullable() });
/** As many as one change of several may name. */
export const BULK_MAX = 200;
export const setActivationOwnersInput = z.object({
  merchantIds: z.array(z.string().min(1)).min(1).max(BULK_MAX, `At most ${BULK_MAX} merchants at once`),
  userId: z.string().nullable(),
});
export const setMitEnablementInput = z.object({
  merchantId: z.string(),
  environment: z.enum(ENVIRONMENTS),
  mit: z.enum(MIT_ENABLEMENTS),
});
export const linkAccountInput = z.object({ merchantId: z.string(), environment: z.enum(ENVIRONMENTS) });

/** A merchant's standing with FlexCharge in one environment; times are ISO 8601 UTC. */
export type AccountView = {
  standing: AccountStanding;
  standingAt: string | null;
  mit: MitEnablement;
  mitAt: string | null;
  mitBy: string | null;
};

export type MerchantRow = {
  id: string;
  name: string;
  state: MerchantState;
  integration: (typeof INTEGRATIONS)[number];
  observed: boolean;
  timezone: string;
  currency: string;
  mitMode: (typeof MIT_MODES)[number];
  createdAt: string;
  archived: boolean;
};

export type MerchantView = MerchantRow & {
  activationOwnerId: string | null;
  activationPolicy: (typeof ACTIVATION_POLICIES)[number];
  defaultSiteId: string | null;
  descriptorMismatch: "flag" | "block";
  eligibility: z.output<typeof eligibilityRules>;
  mitRules: z.output<typeof mitRules>;
  /** What becomes of a late approval that nobody decided within `lateApprovalHours` (product.md §7). */
  lateApprovalPolicy: LateApprovalPolicy;
  lateApprovalHours: number;
  accounts: Record<Environment, AccountView>;
  /** Only what differs from the integration's default (rules.ts, transmitDefault). */
  transmit: Partial<Record<Channel, TransmitSetting>>;
};

export const addNoteInput = z.object({
  merchantId: z.string().min(1),
  text: z.string().trim().min(1, "Write something").max(2000, "At most 2,000 characters"),
  /** A day, `YYYY-MM-DD`; absent or empty: nothing is due. */
  followUpOn: z
    .union([z.literal(""), z.iso.date("A day, for example 2026-12-01")])
    .optional()
    .transform((day) => day || null),
});
export const closeNoteInput = z.object({ merchantId: z.string().min(1), noteId: z.string().min(1) });

/** What partner staff wrote about a merchant; times are ISO 8601 UTC. */
export type NoteView = {
  id: string;
  text: string;
  followUpOn: string | null;
  doneAt: string | null;
  byName: string;
  createdAt: string;
};
