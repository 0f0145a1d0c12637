import { ENVIRONMENTS, type Environment } from "#lib/terms.ts";

/** Where a console address stands: `/sandbox/m/mer_1/sites/site_2` is `/sites/site_2` of `mer_1` in sandbox. */
export type Place = { environment: Environment; merchantId: string | null; rest: string };

export function placeOf(pathname: string): Place | null {
  const [, first, second, third, ...others] = pathname.split("/");
  const environment = ENVIRONMENTS.find((one) => one === first);
  if (!environment) return null;
  if (second === "m" && third) return { environment, merchantId: third, rest: join(others) };
  return { environment, merchantId: null, rest: join([second, third, ...others]) };
}

export function workspaceRoot(environment: Environment, merchantId: string | null): string {
  return merchantId ? `/${environment}/m/${merchantId}` : `/${environment}`;
}

/**
 * The same page and filters in the other environment. An order exists in one environment only, so its page
 * becomes the list over there, which says so (`notHere`).
 */
export function inEnvironment(pathname: string, search: string, environment: Environment): string {
  const place = placeOf(pathname);
  if (!place) return `/${environment}`;
  const root = workspaceRoot(environment, place.merchantId);
  const order = /^\/orders\/([^/]+)/.exec(place.rest)?.[1];
  if (order) return `${root}/orders?notHere=${order}`;
  return `${root}${place.rest}${search ? `?${search}` : ""}`;
}

function join(parts: (string | undefined)[]): string {
  const named = parts.filter(Boolean);
  return named.length > 0 ? `/${named.join("/")}` : "";
}
