import { and, eq, inArray } from "drizzle-orm";
import { apiCalls } from "#db/schema/calls.ts";
import { apiKeys } from "#db/schema/credentials.ts";
import { orders } from "#db/schema/orders.ts";
import { transmits } from "#db/schema/transmits.ts";
import { inScope } from "#lib/access/in-scope.ts";
import { requirePermission, type Scope } from "#lib/access/open-scope.ts";
import { NotFoundError } from "#lib/kit/errors.ts";
import { parseExactJson } from "#lib/kit/exact-json.ts";
import { maskPersonalData } from "#lib/kit/personal-data.ts";
import { type Environment, PARTNER_TENANT } from "#lib/terms.ts";
import { keptPart } from "../rules.ts";

export type CallDetail = typeof apiCalls.$inferSelect & {
  /** Null where the key is not the reader's to know: a merchant's people do not see the partner's. */
  keyName: string | null;
  /** Customer data is masked, because the reader may not see it. */
  isMasked: boolean;
  /** Ours, of the order that the call names, where there is one. */
  orderId: string | null;
};

/** One call with what was asked and answered, redacted. Throws NotFoundError. Needs `logs.read`. */
export async function getCall(
  scope: Scope,
  place: { merchantId: string; environment: Environment; callId: string },
): Promise<CallDetail> {
  requirePermission(scope, "logs.read");
  const isMasked = !scope.permissions.has("orders.customer");
  return inScope(scope, async (tx) => {
    const [found] = await tx
      .select()
      .from(apiCalls)
      .where(
        and(
          eq(apiCalls.merchantId, place.merchantId),
          eq(apiCalls.environment, place.environment),
          eq(apiCalls.id, place.callId),
        ),
      );
    if (!found) throw new NotFoundError("Call");
    const [key] = await tx
      .select({ name: apiKeys.name })
      .from(apiKeys)
      .where(
        and(inArray(apiKeys.merchantId, [found.merchantId, PARTNER_TENANT]), eq(apiKeys.id, found.keyId)),
      );
    const [copy] = found.transmitId
      ? await tx
          .select({ payload: transmits.payload })
          .from(transmits)
          .where(and(eq(transmits.merchantId, found.merchantId), eq(transmits.id, found.transmitId)))
          .limit(1)
      : [];
    const [order] = found.externalOrderId
      ? await tx
          .select({ id: orders.id })
          .from(orders)
          .where(
            and(
              eq(orders.merchantId, found.merchantId),
              eq(orders.environment, found.environment),
              eq(orders.externalId, found.externalOrderId),
            ),
          )
          .limit(1)
      : [];
    const kept = copy ? keptPart({ json: parseExactJson(copy.payload) }) : null;
    const request = kept?.text ?? found.request;
    return {
      ...found,
      request: isMasked ? maskPersonalData(request) : request,
      requestLeftOut: kept?.leftOut ?? found.requestLeftOut,
      answer: isMasked ? maskPersonalData(found.answer) : found.answer,
      // What somebody searched for may be a customer's name.
      query: isMasked && found.query ? "•••" : found.query,
      keyName: key?.name ?? null,
      isMasked,
      orderId: order?.id ?? null,
    };
  });
}
