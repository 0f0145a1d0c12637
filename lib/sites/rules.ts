import { descriptorKey } from "./internal/descriptor-key.ts";
import { type BookOfSites, siteIndex } from "./internal/site-index.ts";
import type { SiteQuestion, SiteResolution } from "./schema.ts";

const HOST_TEXT_MAX = 2048;
const SCHEME = /^[a-z][a-z0-9+.-]*:\/\//i;
const HOST = /^[a-z0-9_-]+(\.[a-z0-9_-]+)*$/;

/**
 * The comparable form of a siteUrl or host: lower case, punycode, without `www.`, port, path, user and trailing
 * dot. A scheme may be missing. Null for what names no web host. Source: product.md §4, "Site of an order".
 */
export function normalizeHost(urlOrHost: string): string | null {
  const known = hosts.get(urlOrHost);
  if (known !== undefined) return known;
  const host = hostOf(urlOrHost);
  if (hosts.size >= HOSTS_KEPT_MAX) hosts.clear();
  if (urlOrHost.length <= 200) hosts.set(urlOrHost, host);
  return host;
}

/** A checkout sends the same few addresses; parsing one costs more than all the rest of finding its site. */
const hosts = new Map<string, string | null>();
const HOSTS_KEPT_MAX = 10_000;

function hostOf(urlOrHost: string): string | null {
  const text = urlOrHost.trim().replace(/^\/\//, "");
  // The URL parser drops tabs and line ends and turns backslashes round: such text is refused, not repaired.
  if (text === "" || text.length > HOST_TEXT_MAX || /[\s\p{Cc}\\]/u.test(text)) return null;
  const withScheme = SCHEME.test(text) ? text : `https://${text}`;
  if (!/^https?:/i.test(withScheme) || !URL.canParse(withScheme)) return null;
  const full = new URL(withScheme).hostname.replace(/\.$/, "");
  const host = /^www\.[^.]+\./.test(full) ? full.slice(4) : full;
  return host.length <= 253 && HOST.test(host) ? host : null;
}

export { descriptorKey };

const named = (text: string | null): string | null =>
  text === null || text.trim() === "" ? null : text.trim();

/**
 * Which site is this order from? siteId (ours, or FlexCharge's of either environment), else siteUrl, else
 * descriptor, else the merchant's default site. The first source that names something decides: named but unknown
 * is `unknown` even where a later source would have found a site. Archived sites are unknown.
 */
export function resolveSite<Site extends BookOfSites["sites"][number]>(
  book: BookOfSites<Site>,
  question: SiteQuestion,
): SiteResolution<Site> {
  const index = siteIndex(book);
  const siteId = named(question.siteId);
  const siteUrl = named(question.siteUrl);
  const descriptor = named(question.descriptor);
  const byId = siteId === null ? undefined : (index.byId.get(siteId) ?? index.byId.get(siteId.toLowerCase()));
  const host = siteUrl === null ? null : normalizeHost(siteUrl);
  const byUrl = host === null ? undefined : index.byHost.get(host);
  const byDescriptor = descriptor === null ? undefined : index.byDescriptor.get(descriptorKey(descriptor));

  // An unknown descriptor beside a known site is the descriptor step's matter, an unknown siteUrl is a contradiction.
  const disagrees = (site: Site) =>
    (siteUrl !== null && byUrl !== site) || (byDescriptor !== undefined && byDescriptor !== site);
  if (siteId !== null) {
    return byId
      ? { site: byId, source: "siteId", disagree: disagrees(byId) }
      : { unknown: siteId, source: "siteId" };
  }
  if (siteUrl !== null) {
    return byUrl
      ? { site: byUrl, source: "siteUrl", disagree: disagrees(byUrl) }
      : { unknown: host ?? siteUrl.slice(0, 253), source: "siteUrl" };
  }
  if (descriptor !== null) {
    return byDescriptor
      ? { site: byDescriptor, source: "descriptor", disagree: false }
      : { unknown: descriptor, source: "descriptor" };
  }
  const site = book.defaultSiteId === null ? undefined : index.byId.get(book.defaultSiteId);
  return site ? { site, source: "default", disagree: false } : { missing: true };
}

/** The site that a descriptor belongs to, by its own list or by one of its campaigns; null when to none. */
export function siteOfDescriptor<Site extends BookOfSites["sites"][number]>(
  book: BookOfSites<Site>,
  descriptor: string,
): Site | null {
  return siteIndex(book).byDescriptor.get(descriptorKey(descriptor)) ?? null;
}
