import { and, eq, isNull } from "drizzle-orm";
import type { Transaction } from "#db/client.ts";
import { webhookEndpoints } from "#db/schema/webhooks.ts";
import { NotFoundError } from "#lib/kit/errors.ts";

export type Endpoint = typeof webhookEndpoints.$inferSelect;

/**
 * Takes an endpoint that is not deleted for this transaction. Whoever needs its deliveries too takes them afterwards.
 * Throws NotFoundError.
 */
export async function lockEndpoint(
  tx: Transaction,
  place: { merchantId: string; endpointId: string },
): Promise<Endpoint> {
  const [endpoint] = await tx
    .select()
    .from(webhookEndpoints)
    .where(
      and(
        eq(webhookEndpoints.merchantId, place.merchantId),
        eq(webhookEndpoints.id, place.endpointId),
        isNull(webhookEndpoints.deletedAt),
      ),
    )
    .for("no key update");
  if (!endpoint) throw new NotFoundError("Endpoint");
  return endpoint;
}

export function thisEndpoint({ merchantId, id }: Endpoint) {
  return and(eq(webhookEndpoints.merchantId, merchantId), eq(webhookEndpoints.id, id));
}
