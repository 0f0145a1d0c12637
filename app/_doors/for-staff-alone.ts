import type { Scope } from "#lib/access/open-scope.ts";

/**
 * An address of an environment that names no merchant is about all of them: to a merchant's people, and to staff who
 * look on as one, it does not exist.
 */
export function isForStaffAlone(params: unknown, scope: Scope): boolean {
  // An address without parts has no parameters at all.
  const named = (params ?? {}) as Record<string, unknown>;
  return named.environment !== undefined && named.merchantId === undefined && scope.tenant !== "*";
}
