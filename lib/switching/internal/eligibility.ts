import { formatMoney } from "#lib/kit/money.ts";
import type { DecisionQuestion, MerchantConfig } from "../schema.ts";
import type { Finding } from "./finding.ts";

const holds = (list: string[], value: string | null) =>
  value !== null && list.some((item) => item.toLowerCase() === value.toLowerCase());

function amount(question: DecisionQuestion): string {
  const { number, code } = formatMoney(question.amountMinor, question.currency);
  return `${number} ${code}`;
}

/**
 * Each rule that is set must hold; the first that does not is named with the value it met. What the order does not
 * tell is in no list: an allow-list never lets an unknown card through.
 */
export function checkEligibility(merchant: MerchantConfig, question: DecisionQuestion): Finding {
  const rules = merchant.eligibility;
  const told = (value: string | null) => value ?? "not told";
  const set: { name: string; met: boolean; value: string }[] = [];
  if (rules.cardBrands)
    set.push({
      name: "Card brands",
      met: holds(rules.cardBrands, question.cardBrand),
      value: told(question.cardBrand),
    });
  if (rules.countries)
    set.push({
      name: "Card countries",
      met: holds(rules.countries, question.cardCountry),
      value: told(question.cardCountry),
    });
  if (rules.currencies)
    set.push({
      name: "Currencies",
      met: holds(rules.currencies, question.currency),
      value: question.currency,
    });
  if (rules.amountMinMinor !== undefined)
    set.push({
      name: "Lowest amount",
      met: question.amountMinor >= rules.amountMinMinor,
      value: amount(question),
    });
  if (rules.amountMaxMinor !== undefined)
    set.push({
      name: "Highest amount",
      met: question.amountMinor <= rules.amountMaxMinor,
      value: amount(question),
    });
  if (rules.declineCodesNever)
    set.push({
      name: "Decline codes never sent",
      met: !holds(rules.declineCodesNever, question.declineCode),
      value: question.declineCode,
    });
  const decidedBy = { scope: "merchant", id: merchant.id, name: merchant.name } as const;
  const broken = set.find((rule) => !rule.met);
  if (broken) return { value: `${broken.name}: ${broken.value}`, decidedBy, reason: "NOT_ELIGIBLE" };
  return {
    value: set.length === 0 ? "No rule set" : `${set.length} of ${set.length} rules passed`,
    decidedBy,
  };
}
