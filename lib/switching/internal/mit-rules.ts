import type { Environment } from "#lib/terms.ts";
import type { DecisionFlag, DecisionQuestion, MerchantConfig } from "../schema.ts";
import type { Finding } from "./finding.ts";

const DAY_MS = 86_400_000;
/** An expiry of "14 days from now" was computed before the order travelled to us. */
const TRANSIT_MS = 60_000;

const dayFormats = new Map<string, Intl.DateTimeFormat>();

/** The calendar day of an instant in a zone, as 2026-11-20. */
function localDay(instant: number, timezone: string): string {
  let format = dayFormats.get(timezone);
  if (!format) {
    format = new Intl.DateTimeFormat("en-CA", { timeZone: timezone, dateStyle: "short" });
    dayFormats.set(timezone, format);
  }
  return format.format(instant);
}

const count = (days: number) => `${days} ${days === 1 ? "day" : "days"}`;

/**
 * The rules of MIT (product.md §8; partner-mit guide): enabled on the account that it goes to, at least
 * `expiryDaysMin` days to retry (managed only), declined the same day in the merchant's zone or within 24 hours.
 * Expiry and same day block live orders and only flag test orders.
 */
export function checkMit(merchant: MerchantConfig, question: DecisionQuestion, target: Environment): Finding {
  const account = merchant.accounts[target];
  if (account.mit !== "enabled") {
    const asked = account.mit === "requested";
    return {
      value: `MIT is ${asked ? `asked for${account.mitBy ? ` by ${account.mitBy}` : ""}, not yet enabled` : "not enabled"} on the ${target} account`,
      at: asked ? account.mitAt : null,
      decidedBy: { scope: "flexcharge" },
      reason: "MIT_NOT_ENABLED",
    };
  }
  const decidedBy = { scope: "merchant", id: merchant.id, name: merchant.name } as const;
  const { expiryDaysMin, sameDay } = merchant.mitRules;
  const live = question.environment === "production";
  const flags: DecisionFlag[] = [];
  const received = Date.parse(question.receivedAt);
  const declined = Date.parse(question.declinedAt);

  let expiry = "Sync";
  if (merchant.mitMode === "managed") {
    const left = question.expiresAt === null ? null : Date.parse(question.expiresAt) - received + TRANSIT_MS;
    expiry = left === null ? "No expiry" : `Expires in ${count(Math.max(0, Math.floor(left / DAY_MS)))}`;
    if (left === null || left < expiryDaysMin * DAY_MS) {
      if (live) {
        const value = `${expiry}, at least ${expiryDaysMin} are needed`;
        return { value, at: question.expiresAt, decidedBy, reason: "MIT_EXPIRY_TOO_SHORT" };
      }
      flags.push("MIT_EXPIRY_TOO_SHORT");
    }
  }

  const sameDate = localDay(received, merchant.timezone) === localDay(declined, merchant.timezone);
  const fresh = sameDate || received - declined <= DAY_MS;
  if (!fresh && sameDay !== "off") {
    if (live && sameDay === "block") {
      const value = `Declined ${count(Math.floor((received - declined) / DAY_MS))} earlier`;
      return { value, at: question.declinedAt, decidedBy, flags, reason: "MIT_NOT_SAME_DAY" };
    }
    flags.push("MIT_NOT_SAME_DAY");
  }
  const when = sameDate ? "the same day" : fresh ? "within 24 hours" : "on an earlier day";
  return { value: `${expiry}, declined ${when}`, decidedBy, flags };
}
