import { cellState } from "#lib/switching/rules.ts";
import type { MerchantConfig, PartnerConfig } from "#lib/switching/schema.ts";
import { CHANNELS, type SwitchScope } from "#lib/terms.ts";

/** The answer of GET /api/v1/switches: one entry a cell, the merchant's defaults first. */
export function matrixAnswer(partner: PartnerConfig, merchant: MerchantConfig) {
  const places: { scope: SwitchScope; id: string; name: string }[] = [
    { scope: "merchant", id: merchant.id, name: merchant.name },
    ...merchant.sites
      .filter((site) => !site.archived)
      .map((site) => ({ scope: "site" as const, id: site.id, name: site.name })),
    ...merchant.campaigns
      .filter((campaign) => !campaign.archived)
      .map((campaign) => ({ scope: "campaign" as const, id: campaign.id, name: campaign.name })),
  ];
  const cells = places.flatMap((place) =>
    CHANNELS.map((channel) => {
      const cell = cellState(partner, merchant, place.scope, place.id, channel);
      const { decidingRow: row, stoppedBy } = cell;
      return {
        ...place,
        channel,
        explicit: cell.explicit?.mode ?? "inherit",
        effective: cell.effective,
        decidedBy: { scope: cell.decidedBy, id: row?.scopeId ?? merchant.id },
        version: row?.setBy.version ?? null,
        setBy: row
          ? { id: row.setBy.id, name: row.setBy.name, at: row.setBy.at, reason: row.setBy.reason }
          : null,
        stoppedBy: stoppedBy && { scope: stoppedBy.scope, id: stoppedBy.scopeId, channel: stoppedBy.channel },
      };
    }),
  );
  return { merchantId: merchant.id, version: merchant.switchVersion, cells };
}
