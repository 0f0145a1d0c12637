import { and, asc, desc, eq, gte, isNull, sql } from "drizzle-orm";
import { merchants } from "#db/schema/merchants.ts";
import { deliveries, webhookEndpoints, webhookSecrets } from "#db/schema/webhooks.ts";
import { inScope } from "#lib/access/in-scope.ts";
import { requirePermission, type Scope } from "#lib/access/open-scope.ts";
import type { EndpointState, Environment } from "#lib/terms.ts";

const DAY_MS = 24 * 60 * 60 * 1000;
const ENDPOINTS_MAX = 200;

/** A secret as people may know it: which, since when, until when. */
export type SecretFacts = {
  version: number;
  last4: string;
  createdAt: Date;
  leadsFrom: Date;
  expiresAt: Date | null;
};
export type EndpointView = {
  merchantId: string;
  merchantName: string;
  id: string;
  url: string;
  description: string | null;
  /** Names or prefixes; empty means all. */
  events: string[];
  state: EndpointState;
  stateReason: string | null;
  stateAt: Date;
  failingSince: Date | null;
  lastSuccessAt: Date | null;
  createdByName: string;
  createdAt: Date;
  /** Newest first; those that are over are left out. */
  secrets: SecretFacts[];
  /** Of the deliveries that came in the last 24 hours. */
  day: { total: number; delivered: number; failing: number };
  /** Not delivered and not given up, of any age. */
  pending: number;
  nextAt: Date | null;
};

/** A merchant's endpoints, or every merchant's, with how they do. Needs `webhooks.read`. */
export async function listEndpoints(
  scope: Scope,
  where: { environment: Environment; merchantId?: string | undefined },
): Promise<EndpointView[]> {
  requirePermission(scope, "webhooks.read");
  const now = scope.clock.now();
  return inScope(scope, async (tx) => {
    const rows = await tx
      .select({ endpoint: webhookEndpoints, merchantName: merchants.name })
      .from(webhookEndpoints)
      .innerJoin(merchants, eq(merchants.id, webhookEndpoints.merchantId))
      .where(
        and(
          eq(webhookEndpoints.environment, where.environment),
          where.merchantId ? eq(webhookEndpoints.merchantId, where.merchantId) : undefined,
          isNull(webhookEndpoints.deletedAt),
        ),
      )
      .orderBy(asc(merchants.name), asc(webhookEndpoints.createdAt), asc(webhookEndpoints.id))
      .limit(ENDPOINTS_MAX);
    const found: EndpointView[] = [];
    for (const { endpoint, merchantName } of rows) {
      const ofEndpoint = and(
        eq(deliveries.merchantId, endpoint.merchantId),
        eq(deliveries.endpointId, endpoint.id),
      );
      const [day] = await tx
        .select({
          total: sql<number>`count(*)::integer`,
          delivered: sql<number>`(count(*) FILTER (WHERE ${deliveries.state} = 'delivered'))::integer`,
          failing: sql<number>`(count(*) FILTER (WHERE ${deliveries.state} <> 'delivered' AND ${deliveries.attempts} > 0))::integer`,
        })
        .from(deliveries)
        .where(and(ofEndpoint, gte(deliveries.createdAt, new Date(now.getTime() - DAY_MS))));
      const [waiting] = await tx
        .select({
          pending: sql<number>`count(*)::integer`,
          nextAt: sql<string | null>`min(${deliveries.nextAt})`,
        })
        .from(deliveries)
        .where(and(ofEndpoint, eq(deliveries.state, "pending")));
      const secrets = await tx
        .select({
          version: webhookSecrets.version,
          last4: webhookSecrets.last4,
          createdAt: webhookSecrets.createdAt,
          leadsFrom: webhookSecrets.leadsFrom,
          expiresAt: webhookSecrets.expiresAt,
        })
        .from(webhookSecrets)
        .where(
          and(eq(webhookSecrets.merchantId, endpoint.merchantId), eq(webhookSecrets.endpointId, endpoint.id)),
        )
        .orderBy(desc(webhookSecrets.version));
      const { environment: _environment, deletedAt: _deletedAt, ...facts } = endpoint;
      found.push({
        ...facts,
        merchantName,
        secrets: secrets.filter(({ expiresAt }) => !expiresAt || expiresAt > now),
        day: day ?? { total: 0, delivered: 0, failing: 0 },
        pending: waiting?.pending ?? 0,
        nextAt: waiting?.nextAt ? new Date(waiting.nextAt) : null,
      });
    }
    return found;
  });
}
