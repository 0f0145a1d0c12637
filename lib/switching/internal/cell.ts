import { ALL_CHANNELS, type Channel, type Mode, PARTNER_TENANT, type SwitchScope } from "#lib/terms.ts";
import type { KillRow, MerchantConfig, PartnerConfig, SwitchRow } from "../schema.ts";
import { cellKey, configIndex } from "./config-index.ts";

/** Where a mode is asked for: the merchant's default, a site, or a campaign of a site. */
export type Place = { siteId: string | null; campaignId: string | null };

export type Decided = { mode: Mode; row: SwitchRow | null; scope: SwitchScope | "default" };

/** The most specific explicit mode wins; without any row the mode is off (product.md §4). */
export function decidedMode(merchant: MerchantConfig, place: Place, channel: Channel): Decided {
  const { switches } = configIndex(merchant);
  const row =
    (place.campaignId && switches.get(cellKey("campaign", place.campaignId, channel))) ||
    (place.siteId && switches.get(cellKey("site", place.siteId, channel))) ||
    switches.get(cellKey("merchant", merchant.id, channel));
  return row ? { mode: row.mode, row, scope: row.scope } : { mode: "off", row: null, scope: "default" };
}

/** The engaged kill switch that stops this place, most general first: partner, merchant, site; all, then channel. */
export function engagedKill(
  partner: PartnerConfig,
  merchant: MerchantConfig,
  siteId: string | null,
  channel: Channel,
): KillRow | null {
  const { kills } = configIndex(merchant);
  const ofPartner = (asked: string) =>
    partner.kills.find(
      (row) => row.scope === "partner" && row.scopeId === PARTNER_TENANT && row.channel === asked,
    );
  return (
    ofPartner(ALL_CHANNELS) ??
    ofPartner(channel) ??
    kills.get(cellKey("merchant", merchant.id, ALL_CHANNELS)) ??
    kills.get(cellKey("merchant", merchant.id, channel)) ??
    (siteId === null
      ? null
      : (kills.get(cellKey("site", siteId, ALL_CHANNELS)) ??
        kills.get(cellKey("site", siteId, channel)) ??
        null))
  );
}

/** The place of a cell of the matrix; null when the merchant has no such site or campaign. */
export function placeOf(merchant: MerchantConfig, scope: SwitchScope, scopeId: string): Place | null {
  const { sites, campaigns } = configIndex(merchant);
  if (scope === "merchant") return scopeId === merchant.id ? { siteId: null, campaignId: null } : null;
  if (scope === "site") return sites.has(scopeId) ? { siteId: scopeId, campaignId: null } : null;
  const campaign = campaigns.get(scopeId);
  return campaign ? { siteId: campaign.siteId, campaignId: campaign.id } : null;
}
