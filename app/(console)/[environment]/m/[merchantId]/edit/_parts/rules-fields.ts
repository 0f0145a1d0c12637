import { formatMoney, parseMoney } from "#lib/kit/money.ts";
import { transmitDefault } from "#lib/merchants/rules.ts";
import type { EditMerchantInput, MerchantView } from "#lib/merchants/schema.ts";
import { CHANNELS, type Channel, type TransmitSetting } from "#lib/terms.ts";

const LISTS = ["cardBrands", "countries", "currencies", "declineCodesNever"] as const;
const AMOUNTS = ["amountMinMinor", "amountMaxMinor"] as const;

/** The rules as they are typed: lists with commas between, amounts as decimals. */
export type RulesFields = Record<(typeof LISTS)[number] | (typeof AMOUNTS)[number], string> & {
  transmit: Record<Channel, TransmitSetting>;
  expiryDaysMin: string;
  sameDay: MerchantView["mitRules"]["sameDay"];
};

type RulesOf = Pick<MerchantView, "eligibility" | "mitRules" | "transmit" | "integration" | "currency">;

export function rulesFields({
  eligibility,
  mitRules,
  transmit,
  integration,
  currency,
}: RulesOf): RulesFields {
  const amount = (minor: number | undefined) =>
    minor === undefined ? "" : formatMoney(minor, currency).number.replaceAll(",", "");
  const channels = CHANNELS.map((channel) => [
    channel,
    transmit[channel] ?? transmitDefault(integration, channel),
  ]);
  return {
    cardBrands: eligibility.cardBrands?.join(", ") ?? "",
    countries: eligibility.countries?.join(", ") ?? "",
    currencies: eligibility.currencies?.join(", ") ?? "",
    declineCodesNever: eligibility.declineCodesNever?.join(", ") ?? "",
    amountMinMinor: amount(eligibility.amountMinMinor),
    amountMaxMinor: amount(eligibility.amountMaxMinor),
    transmit: Object.fromEntries(channels) as RulesFields["transmit"],
    expiryDaysMin: String(mitRules.expiryDaysMin),
    sameDay: mitRules.sameDay,
  };
}

type RulesInput = Required<Pick<EditMerchantInput, "eligibility" | "mitRules" | "transmit">>;
type Errors = Record<string, string>;

/**
 * What the verb takes: an empty field is no rule. Only what is no amount at all is refused here; every other rule is
 * the schema's (lib/merchants/schema.ts).
 */
export function rulesInput(
  fields: RulesFields,
  currency: string,
): { ok: true; input: RulesInput } | { ok: false; errors: Errors } {
  const eligibility: RulesInput["eligibility"] = {};
  const errors: Errors = {};
  for (const name of LISTS) {
    const items = fields[name].split(/[,;\n]/).map((item) => item.trim());
    const told = [...new Set(items.filter(Boolean))];
    if (told.length > 0) eligibility[name] = told;
  }
  for (const name of AMOUNTS) {
    if (fields[name].trim() === "") continue;
    const minor = parseMoney(fields[name], currency);
    if (minor === null) errors[name] = `Not an amount of ${currency}: write it as ${example(currency)}`;
    else eligibility[name] = minor;
  }
  if (Object.keys(errors).length > 0) return { ok: false, errors };
  const days = fields.expiryDaysMin.trim();
  const mitRules = { expiryDaysMin: days === "" ? Number.NaN : Number(days), sameDay: fields.sameDay };
  return { ok: true, input: { eligibility, mitRules, transmit: fields.transmit } };
}

/** The schema's errors by the field that a person sees: `eligibility.countries.1` stands beside the countries. */
export function rulesErrors(fields: Errors): Errors {
  const errors: Errors = {};
  for (const [path, words] of Object.entries(fields)) {
    const [room, name = room] = path.split(".");
    if (name) errors[name] ??= words;
  }
  return errors;
}

function example(currency: string): string {
  return formatMoney(1_234_500, currency).number.replaceAll(",", "");
}
