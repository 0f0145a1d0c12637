import type { ApiKey } from "#lib/access/watch-api-keys.ts";
import type { MerchantConfig } from "#lib/switching/schema.ts";
import { PARTNER_TENANT } from "#lib/terms.ts";
import type { GatewayDeps } from "../deps.ts";
import type { Problems } from "./problems.ts";

export type MerchantOfCall = { ok: true; merchant: MerchantConfig } | { ok: false; problems: Problems };

const INVALID: Problems = { Mid: ["The field Mid is invalid."] };
const REQUIRED: Problems = { Mid: ["The Mid field is required."] };

/**
 * Whose order a call is about (contract.md): with a partner-wide key `mid` picks the merchant, FlexCharge's MID of the
 * key's environment or our id; a merchant's own key needs none and takes no other. Foreign and unknown look alike.
 */
export function merchantOfCall(
  { snapshot }: Pick<GatewayDeps, "snapshot">,
  key: ApiKey,
  mid: string | null,
): MerchantOfCall {
  const named =
    mid === null ? null : (snapshot.merchantByMid(mid, key.environment) ?? snapshot.merchant(mid));
  if (mid !== null && !named) return { ok: false, problems: INVALID };
  if (key.merchantId === PARTNER_TENANT)
    return named ? { ok: true, merchant: named } : { ok: false, problems: REQUIRED };
  const own = snapshot.merchant(key.merchantId);
  if (!own || (named && named.id !== own.id)) return { ok: false, problems: INVALID };
  return { ok: true, merchant: own };
}
