import { and, desc, eq, gte, max, sql, sum } from "drizzle-orm";
import { noticeRejectionSamples, noticeRejections } from "#db/schema/notices.ts";
import { inScope } from "#lib/access/in-scope.ts";
import { requirePermission, type Scope } from "#lib/access/open-scope.ts";
import { maskPersonalData } from "#lib/kit/personal-data.ts";
import type { Environment } from "#lib/terms.ts";

export type RejectionCount = { reason: string; count: number; lastAt: Date };
export type RejectionSample = {
  id: string;
  merchantId: string;
  at: Date;
  reason: string;
  headers: Record<string, string>;
  /** Its beginning; without the customer for those who may not see customers. */
  body: string;
};

const DAYS = 7;
const DAY_MS = 24 * 60 * 60 * 1000;
const SAMPLES_MAX = 20;

/** Calls that were refused in the last seven days, by reason, with the last few of them. Needs `webhooks.read`. */
export async function countRejections(
  scope: Scope,
  where: { environment: Environment; merchantId?: string | undefined },
): Promise<{ days: number; counts: RejectionCount[]; samples: RejectionSample[] }> {
  requirePermission(scope, "webhooks.read");
  const since = new Date(scope.clock.now().getTime() - DAYS * DAY_MS);
  return inScope(scope, async (tx) => {
    const counts = await tx
      .select({
        reason: noticeRejections.reason,
        count: sum(noticeRejections.count).mapWith(Number),
        lastAt: max(noticeRejections.lastAt),
      })
      .from(noticeRejections)
      .where(
        and(
          eq(noticeRejections.environment, where.environment),
          where.merchantId ? eq(noticeRejections.merchantId, where.merchantId) : undefined,
          gte(noticeRejections.day, since.toISOString().slice(0, 10)),
        ),
      )
      .groupBy(noticeRejections.reason)
      .orderBy(sql`2 DESC`);
    const samples = await tx
      .select()
      .from(noticeRejectionSamples)
      .where(
        and(
          eq(noticeRejectionSamples.environment, where.environment),
          where.merchantId ? eq(noticeRejectionSamples.merchantId, where.merchantId) : undefined,
          gte(noticeRejectionSamples.at, since),
        ),
      )
      .orderBy(desc(noticeRejectionSamples.at), desc(noticeRejectionSamples.id))
      .limit(SAMPLES_MAX);
    const maySeeCustomers = scope.permissions.has("orders.customer");
    return {
      days: DAYS,
      counts: counts.map(({ lastAt, ...row }) => ({ ...row, lastAt: lastAt ?? since })),
      samples: samples.map(({ environment: _environment, headers, ...sample }) => ({
        ...sample,
        body: maySeeCustomers ? sample.body : (maskPersonalData(sample.body) ?? "•••"),
        headers: Object.fromEntries(
          Object.entries(JSON.parse(headers) as Record<string, unknown>).map(([name, value]) => [
            name,
            String(value),
          ]),
        ),
      })),
    };
  });
}
