import type { Environment } from "#lib/terms.ts";
import { descriptorKey } from "./descriptor-key.ts";

export type BookSite = {
  id: string;
  hosts: string[];
  descriptors: string[];
  siteIds: Record<Environment, string | null>;
  archived: boolean;
};

/** All sites of one merchant, as much as telling them apart needs. Never changed in place: a change is a new book. */
export type BookOfSites<Site extends BookSite = BookSite> = {
  sites: Site[];
  campaigns: { siteId: string; descriptor: string | null; archived: boolean }[];
  defaultSiteId: string | null;
};

type SiteIndex<Site> = {
  /** Our ids as they are, FlexCharge's in lower case. */
  byId: Map<string, Site>;
  byHost: Map<string, Site>;
  byDescriptor: Map<string, Site>;
};

const kept = new WeakMap<object, SiteIndex<BookSite>>();

/** Made once for a book and kept as long as it: a merchant of 2,000 sites is asked on every order. */
export function siteIndex<Site extends BookSite>(book: BookOfSites<Site>): SiteIndex<Site> {
  const known = kept.get(book);
  if (known) return known as SiteIndex<Site>;
  const index: SiteIndex<Site> = { byId: new Map(), byHost: new Map(), byDescriptor: new Map() };
  for (const site of book.sites) {
    if (site.archived) continue;
    index.byId.set(site.id, site);
    for (const host of site.hosts) index.byHost.set(host, site);
    for (const descriptor of site.descriptors) index.byDescriptor.set(descriptorKey(descriptor), site);
    for (const id of Object.values(site.siteIds)) if (id) index.byId.set(id.toLowerCase(), site);
  }
  for (const campaign of book.campaigns) {
    const site = campaign.archived || !campaign.descriptor ? undefined : index.byId.get(campaign.siteId);
    if (!site || !campaign.descriptor) continue;
    // A site's own list is stronger than a campaign of another site.
    const key = descriptorKey(campaign.descriptor);
    if (!index.byDescriptor.has(key)) index.byDescriptor.set(key, site);
  }
  kept.set(book, index);
  return index;
}
