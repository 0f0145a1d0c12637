import { expect, test } from "vitest";
import { CHANNELS, ENVIRONMENTS } from "#lib/terms.ts";
import { kill, row, sampleMerchant } from "./internal/sample-config.ts";
import { mayKeyKill } from "./rules.ts";
import type { MerchantConfig } from "./schema.ts";

const lumen = (over: Partial<MerchantConfig>) => sampleMerchant(over);
const channel = CHANNELS[0];
const at = (scope: "merchant" | "site" | "campaign", id: string, mode: "off" | "sandbox" | "production") =>
  row(scope, id, channel, mode);

/** What is set, whether a sandbox key may stop the whole merchant, and whether it may stop the site "shop". */
const TABLE: [told: string, config: Partial<MerchantConfig>, merchant: boolean, shop: boolean][] = [
  ["nothing", {}, true, true],
  ["the merchant on sandbox", { switches: [at("merchant", "mer_lumen", "sandbox")] }, true, true],
  ["the merchant live", { switches: [at("merchant", "mer_lumen", "production")] }, false, false],
  ["the shop live", { switches: [at("site", "site_shop", "production")] }, false, false],
  ["another site live", { switches: [at("site", "site_club", "production")] }, false, true],
  ["a campaign of the shop live", { switches: [at("campaign", "cmp_spring", "production")] }, false, false],
  [
    "a campaign of another site live",
    { switches: [at("campaign", "cmp_annual", "production")] },
    false,
    true,
  ],
  [
    "the merchant live without a site, for orders that no site claims",
    { switches: [at("merchant", "mer_lumen", "production")], sites: [], campaigns: [] },
    false,
    true,
  ],
  [
    "the shop live and stopped",
    { switches: [at("site", "site_shop", "production")], kills: [kill("site", channel, "site_shop")] },
    false,
    false,
  ],
  [
    "the merchant live, the shop off",
    { switches: [at("merchant", "mer_lumen", "production"), at("site", "site_shop", "off")], campaigns: [] },
    false,
    true,
  ],
];

for (const [told, config, merchant, shop] of TABLE) {
  test(`${told}: a sandbox key ${merchant ? "may" : "may not"} stop the merchant and ${shop ? "may" : "may not"} stop the shop`, () => {
    const reached = [lumen(config)];
    const may = (siteId: string | null) =>
      ENVIRONMENTS.map((environment) => [environment, mayKeyKill(environment, reached, siteId)]);
    expect(Object.fromEntries(may(null))).toEqual({ sandbox: merchant, production: true });
    expect(Object.fromEntries(may("site_shop"))).toEqual({ sandbox: shop, production: true });
  });
}

test("one live merchant among many is enough to keep a sandbox key from stopping them all", () => {
  const live = lumen({ switches: [at("merchant", "mer_lumen", "production")] });
  expect(mayKeyKill("sandbox", [lumen({}), live], null)).toBe(false);
  expect(mayKeyKill("sandbox", [lumen({}), lumen({})], null)).toBe(true);
});
