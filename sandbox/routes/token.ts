import { issueBearer } from "../bearer.ts";
import { findMerchantByKeys } from "../merchants.ts";
import { Checks } from "../validation.ts";
import type { Answer } from "../wire.ts";
import { envelope, ok, wrappedRefusal } from "../wire.ts";
import type { WireCall } from "../wire-call.ts";
import { bodyOf, wrappedNotJson } from "../wire-call.ts";

/** POST /v1/oauth2/token (§1.4). Bad keys are a 400, never a 401. */
export async function issueToken(call: WireCall): Promise<Answer> {
  const body = bodyOf(call);
  if (!body) return wrappedNotJson();
  const checks = new Checks();
  const appKey = checks.text(body, "AppKey");
  const appSecret = checks.text(body, "AppSecret");
  if (!checks.passed) return wrappedRefusal(checks.problems);
  const merchant = await findMerchantByKeys(call.world, appKey, appSecret);
  if (!merchant) return wrappedRefusal({ AppKey: ["The AppKey or AppSecret is invalid."] });
  call.mid = merchant.mid;
  return ok({
    ...issueBearer(call.world, merchant.client_id, merchant.mid),
    id: merchant.client_id,
    session: null,
    daysToEnforceMFA: null,
    skipAvailable: null,
    ...envelope,
  });
}
