import { and, asc, eq, isNull, or, sql } from "drizzle-orm";
import { credentialSets } from "#db/schema/credentials.ts";
import { flexchargeAccounts, merchants } from "#db/schema/merchants.ts";
import { applications } from "#db/schema/onboarding.ts";
import { inScope } from "#lib/access/in-scope.ts";
import { requirePermission, type Scope } from "#lib/access/open-scope.ts";
import type { ApplicationState, Environment, Integration } from "#lib/terms.ts";
import { detailsOf, requestOf } from "../internal/application-row.ts";
import { type Block, blockOf, isClosed, missingFields } from "../rules.ts";

export type ApplicationLine = {
  merchantId: string;
  merchantName: string;
  integration: Integration;
  /** Null: none was begun. */
  state: ApplicationState | null;
  /** Since when it has stood like this, ISO 8601 UTC. */
  since: string;
  block: Block;
  documents: { total: number; there: number };
};

const LINES_MAX = 2_000;

/**
 * Every merchant on its way to an account in this environment, longest waiting first: applications, and merchants
 * without application and account. One application a merchant, the newest. Needs `merchants.read`.
 */
export async function listApplications(scope: Scope, environment: Environment): Promise<ApplicationLine[]> {
  requirePermission(scope, "merchants.read");
  const rows = await inScope(scope, (tx) =>
    tx
      .select({
        merchant: merchants,
        application: applications,
        standing: flexchargeAccounts.standing,
        hasCredentials: sql<boolean>`EXISTS (SELECT 1 FROM ${credentialSets} WHERE ${credentialSets.merchantId} = ${merchants.id}
          AND ${credentialSets.environment} = ${environment} AND ${credentialSets.state} <> 'revoked' AND ${credentialSets.appKey} IS NOT NULL)`,
        total: sql<number>`(SELECT count(*)::int FROM application_documents d
          WHERE d.merchant_id = ${applications.merchantId} AND d.application_id = ${applications.id})`,
        there: sql<number>`(SELECT count(d.upstream_id)::int FROM application_documents d
          WHERE d.merchant_id = ${applications.merchantId} AND d.application_id = ${applications.id})`,
      })
      .from(merchants)
      .leftJoin(
        applications,
        and(
          eq(applications.merchantId, merchants.id),
          eq(applications.environment, environment),
          sql`NOT EXISTS (SELECT 1 FROM applications newer WHERE newer.merchant_id = ${applications.merchantId}
            AND newer.environment = ${applications.environment}
            AND (newer.created_at, newer.id) > (${applications.createdAt}, ${applications.id}))`,
        ),
      )
      .leftJoin(
        flexchargeAccounts,
        and(eq(flexchargeAccounts.merchantId, merchants.id), eq(flexchargeAccounts.environment, environment)),
      )
      .where(
        and(
          isNull(merchants.archivedAt),
          or(
            sql`${applications.id} IS NOT NULL`,
            sql`coalesce(${flexchargeAccounts.standing}, 'none') = 'none'`,
          ),
        ),
      )
      .orderBy(asc(sql`coalesce(${applications.stateAt}, ${merchants.createdAt})`), asc(merchants.id))
      .limit(LINES_MAX),
  );
  return rows
    .filter(
      ({ application, standing }) => !application || !isClosed(application.state) || standing !== "linked",
    )
    .map(({ merchant, application, hasCredentials, total, there }) => {
      const missing = application ? missingFields(detailsOf(application)).length : 0;
      const request = application && requestOf(application);
      return {
        merchantId: merchant.id,
        merchantName: merchant.name,
        integration: merchant.integration,
        state: application?.state ?? null,
        since: (application?.stateAt ?? merchant.createdAt).toISOString(),
        block: blockOf({
          state: application?.state ?? null,
          missing,
          cause: application?.cause ?? null,
          isThere: Boolean(application?.submittedAt) && !request?.answeredAt,
          request,
          hasCredentials,
        }),
        documents: { total, there },
      };
    });
}
