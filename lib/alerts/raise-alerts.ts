import { and, eq, isNull } from "drizzle-orm";
import type { Transaction } from "#db/client.ts";
import { alerts } from "#db/schema/alerts.ts";
import { partner } from "#db/schema/partner.ts";
import { inScope } from "#lib/access/in-scope.ts";
import type { Scope } from "#lib/access/open-scope.ts";
import { newId } from "#lib/kit/ids.ts";
import type { Environment } from "#lib/terms.ts";
import { type AlertPlan, lineKey, type OpenAlert, planAlerts } from "./internal/plan-alerts.ts";
import { readAttention } from "./internal/read-attention.ts";
import { lockSettings } from "./internal/settings-row.ts";
import { tell } from "./internal/tell.ts";
import type { Attention } from "./schema.ts";

type Facts = { line: Attention; toldCount: number };

/**
 * One look at an environment: what is new is opened, what is gone is closed, and one message tells of both, quiet
 * repeats apart. Two looks at once follow each other. For the worker. Answers how many lines were told.
 */
export async function raiseAlerts(scope: Scope, environment: Environment): Promise<number> {
  const now = scope.clock.now();
  return inScope(scope, async (tx) => {
    const settings = await lockSettings(tx, now);
    const [own] = await tx.select({ zone: partner.timezone }).from(partner);
    if (!own) return 0;
    const seen = await readAttention({ tx, environment, merchantId: null, now }, { isPartner: true });
    // The worker serves both environments: one message is enough.
    const found = seen.filter(({ kind }) => environment === "production" || kind !== "worker_silent");
    const plan = planAlerts(found, await readOpen(tx, environment), settings, now);
    const { opened, again, resolved } = plan.tell;
    const isWorthIt = opened.length + again.length + resolved.length > 0;
    const reached = isWorthIt ? await tell(tx, settings, plan.tell, { environment, zone: own.zone, now }) : 0;
    const isTold = isWorthIt && (reached > 0 || settings.webhookUrl !== null);
    await write(tx, environment, plan, now, isTold);
    return isTold ? opened.length + again.length + resolved.length : 0;
  });
}

async function readOpen(tx: Transaction, environment: Environment): Promise<OpenAlert[]> {
  const rows = await tx
    .select()
    .from(alerts)
    .where(and(eq(alerts.environment, environment), isNull(alerts.resolvedAt)));
  return rows.map(({ id, facts, lastSeenAt, notifiedAt }) => {
    const { line, toldCount } = JSON.parse(facts) as Facts;
    return { id, line, toldCount, lastSeenAt, notifiedAt };
  });
}

/** @param isTold false while there is nobody to tell: then the next look tries again */
async function write(tx: Transaction, environment: Environment, plan: AlertPlan, now: Date, isTold: boolean) {
  const told = new Set([...plan.tell.opened, ...plan.tell.again].map(lineKey));
  const isNews = (line: Attention) => isTold && told.has(lineKey(line));
  const factsOf = (line: Attention, toldCount: number): string =>
    JSON.stringify({ line, toldCount } satisfies Facts);
  for (const line of plan.open) {
    const { merchantId, kind, subject, count } = line;
    await tx
      .insert(alerts)
      .values({
        ...{ merchantId, id: newId("alert", now.getTime()), environment, kind, subject, count },
        ...{ openedAt: now, since: new Date(line.since), lastSeenAt: now },
        facts: factsOf(line, isNews(line) ? count : 0),
        notifiedAt: isNews(line) ? now : null,
      })
      .onConflictDoNothing();
  }
  for (const { alert, line } of plan.seen) {
    const isToldNow = isNews(line);
    await tx
      .update(alerts)
      .set({
        ...{ since: new Date(line.since), lastSeenAt: now, count: line.count },
        facts: factsOf(line, isToldNow ? line.count : alert.toldCount),
        ...(isToldNow ? { notifiedAt: now } : {}),
      })
      .where(and(eq(alerts.merchantId, line.merchantId), eq(alerts.id, alert.id)));
  }
  for (const alert of plan.resolve)
    await tx
      .update(alerts)
      .set({ resolvedAt: now })
      .where(and(eq(alerts.merchantId, alert.line.merchantId), eq(alerts.id, alert.id)));
}
