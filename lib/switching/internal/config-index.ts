import type { Channel, KillChannel, KillScope, SwitchScope } from "#lib/terms.ts";
import type { CampaignConfig, KillRow, MerchantConfig, SiteConfig, SwitchRow } from "../schema.ts";

type ConfigIndex = {
  switches: Map<string, SwitchRow>;
  kills: Map<string, KillRow>;
  sites: Map<string, SiteConfig>;
  campaigns: Map<string, CampaignConfig>;
  /** Live campaigns by the partner's id, and by ours. */
  campaignsByName: Map<string, CampaignConfig>;
};

const kept = new WeakMap<MerchantConfig, ConfigIndex>();

export const cellKey = (scope: SwitchScope | KillScope, scopeId: string, channel: KillChannel | Channel) =>
  `${scope} ${scopeId} ${channel}`;

/** Made once for a configuration and kept as long as it, so that a decision costs look-ups, not searches. */
export function configIndex(merchant: MerchantConfig): ConfigIndex {
  const known = kept.get(merchant);
  if (known) return known;
  const live = merchant.campaigns.filter((campaign) => !campaign.archived);
  const index: ConfigIndex = {
    switches: new Map(merchant.switches.map((row) => [cellKey(row.scope, row.scopeId, row.channel), row])),
    kills: new Map(merchant.kills.map((row) => [cellKey(row.scope, row.scopeId, row.channel), row])),
    sites: new Map(merchant.sites.map((site) => [site.id, site])),
    campaigns: new Map(merchant.campaigns.map((campaign) => [campaign.id, campaign])),
    campaignsByName: new Map([
      ...live.map((campaign) => [campaign.id, campaign] as const),
      ...live.map((campaign) => [campaign.externalId, campaign] as const),
    ]),
  };
  kept.set(merchant, index);
  return index;
}
