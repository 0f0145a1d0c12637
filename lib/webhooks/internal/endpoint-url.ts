import { and, eq, isNull, ne } from "drizzle-orm";
import type { Transaction } from "#db/client.ts";
import { webhookEndpoints } from "#db/schema/webhooks.ts";
import { webhookLoopbackAllowed } from "#lib/kit/env.ts";
import { checkTarget } from "#lib/kit/guarded-http.ts";
import type { Environment } from "#lib/terms.ts";
import type { EndpointRefusal } from "../errors.ts";

export const URL_TAKEN = { reason: "URL_TAKEN", field: "url" } as const;

/** The address in its one spelling, without a fragment, which is never sent. */
export function normalUrl(
  text: string,
): { url: string } | Extract<EndpointRefusal, { reason: "URL_REFUSED" }> {
  const cause = checkTarget(text, { allowLoopback: webhookLoopbackAllowed() });
  if (cause) return { reason: "URL_REFUSED", field: "url", cause };
  const url = new URL(text);
  url.hash = "";
  return { url: url.href };
}

/** Whether another endpoint of the merchant in this environment has the address. */
export async function isUrlTaken(
  tx: Transaction,
  at: { merchantId: string; environment: Environment; url: string; exceptId?: string },
): Promise<boolean> {
  const [other] = await tx
    .select({ id: webhookEndpoints.id })
    .from(webhookEndpoints)
    .where(
      and(
        eq(webhookEndpoints.merchantId, at.merchantId),
        eq(webhookEndpoints.environment, at.environment),
        eq(webhookEndpoints.url, at.url),
        isNull(webhookEndpoints.deletedAt),
        at.exceptId ? ne(webhookEndpoints.id, at.exceptId) : undefined,
      ),
    );
  return other !== undefined;
}
