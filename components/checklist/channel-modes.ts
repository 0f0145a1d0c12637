import { cellState } from "#lib/switching/rules.ts";
import type { MerchantConfig, PartnerConfig } from "#lib/switching/schema.ts";
import { type Channel, MODES, type Mode } from "#lib/terms.ts";

/** The highest mode that a channel has at the merchant or at any of its sites. */
export function channelMode(partner: PartnerConfig, merchant: MerchantConfig, channel: Channel): Mode {
  const own = cellState(partner, merchant, "merchant", merchant.id, channel).effective;
  const sites = merchant.sites
    .filter(({ archived }) => !archived)
    .map(({ id }) => cellState(partner, merchant, "site", id, channel).effective);
  const highest = Math.max(...[own, ...sites].map((mode) => MODES.indexOf(mode)));
  return MODES[highest] ?? "off";
}
