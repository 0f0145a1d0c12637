/** Orders of one site in the last seven days of one environment, and how the settled ones ended. */
export type SiteActivity = { orders: number; rescued: number; lost: number };

export function sumActivity(
  bySite: Readonly<Record<string, SiteActivity>>,
  siteIds: readonly string[],
): SiteActivity | null {
  const known = siteIds.flatMap((id) => bySite[id] ?? []);
  if (known.length === 0) return null;
  const add = (of: keyof SiteActivity) => known.reduce((sum, one) => sum + one[of], 0);
  return { orders: add("orders"), rescued: add("rescued"), lost: add("lost") };
}
