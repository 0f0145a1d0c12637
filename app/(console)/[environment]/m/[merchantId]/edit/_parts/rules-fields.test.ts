import { describe, expect, test } from "vitest";
import { rulesErrors, rulesFields, rulesInput } from "./rules-fields.ts";

const merchant = {
  eligibility: { cardBrands: ["VISA", "MASTERCARD"], amountMinMinor: 500, declineCodesNever: ["41", "43"] },
  mitRules: { expiryDaysMin: 14, sameDay: "block" },
  transmit: { mit: "off" },
  integration: "standard_cit",
  currency: "USD",
} as const satisfies Parameters<typeof rulesFields>[0] | object;
const view = merchant as unknown as Parameters<typeof rulesFields>[0];

describe("the rules of a merchant as they are typed", () => {
  test("show amounts as decimals of its currency and the integration's copies where it set none", () => {
    expect(rulesFields(view)).toMatchObject({
      cardBrands: "VISA, MASTERCARD",
      amountMinMinor: "5.00",
      amountMaxMinor: "",
      countries: "",
      declineCodesNever: "41, 43",
      transmit: { cit_website: "approved_only", cit_call_center: "approved_only", mit: "off" },
      expiryDaysMin: "14",
    });
    expect(rulesFields({ ...view, currency: "JPY" }).amountMinMinor).toBe("500");
    expect(rulesFields({ ...view, currency: "KWD" }).amountMinMinor).toBe("0.500");
  });

  test("come back unchanged, and what is left empty is no rule", () => {
    const same = rulesInput(rulesFields(view), "USD");
    expect(same).toMatchObject({
      ok: true,
      input: { eligibility: merchant.eligibility, mitRules: merchant.mitRules },
    });
    const emptied = rulesInput({ ...rulesFields(view), cardBrands: " , ", amountMinMinor: "" }, "USD");
    expect(emptied.ok && emptied.input.eligibility).toEqual({ declineCodesNever: ["41", "43"] });
  });

  test("a large amount is not broken by its thousands", () => {
    const large = { ...view, eligibility: { amountMaxMinor: 123_456_789 } };
    const back = rulesInput(rulesFields(large), "USD");
    expect(back.ok && back.input.eligibility).toEqual({ amountMaxMinor: 123_456_789 });
  });

  test("refuse what is no amount of the currency, with an example of one", () => {
    for (const typed of ["5,00", "abc", "-1", "5.001"])
      expect(rulesInput({ ...rulesFields(view), amountMaxMinor: typed }, "USD")).toEqual({
        ok: false,
        errors: { amountMaxMinor: "Not an amount of USD: write it as 12345.00" },
      });
    expect(rulesInput({ ...rulesFields(view), amountMaxMinor: "5.5" }, "JPY")).toMatchObject({ ok: false });
  });

  test("an error of one entry stands beside its list", () => {
    expect(
      rulesErrors({
        "eligibility.countries.1": "UK is not a country",
        "mitRules.expiryDaysMin": "Whole days, 0 to 90",
        "transmit.mit": "Unknown",
      }),
    ).toEqual({ countries: "UK is not a country", expiryDaysMin: "Whole days, 0 to 90", mit: "Unknown" });
  });
});
