import type { SiteView } from "#lib/sites/schema.ts";

/** Sites whose name, host, descriptor or campaign holds the text; archived ones only when asked for. */
export function matchingSites<Site extends SiteView>(
  sites: readonly Site[],
  filter: { search?: string; isArchived: boolean },
): Site[] {
  const text = filter.search?.trim().toLowerCase() ?? "";
  return sites.filter((site) => {
    if (site.archived !== filter.isArchived) return false;
    if (!text) return true;
    const words = [
      site.name,
      site.id,
      ...site.hosts,
      ...site.descriptors,
      ...site.campaigns.flatMap((campaign) => [campaign.name, campaign.externalId]),
    ];
    return words.some((word) => word.toLowerCase().includes(text));
  });
}
