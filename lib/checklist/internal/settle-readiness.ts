import { and, asc, inArray, isNull, sql } from "drizzle-orm";
import type { Transaction } from "#db/client.ts";
import { channelReadiness, stepEvidence } from "#db/schema/checklist.ts";
import { merchants } from "#db/schema/merchants.ts";
import { integrationComponents, stepOverrides } from "#db/schema/onboarding.ts";
import { CHANNELS } from "#lib/terms.ts";
import { componentsOf, openStepsOf, stepsFor } from "../rules.ts";

/**
 * Writes down, for some or (`null`) all merchants, which steps each channel still needs, where that changed: every row
 * written raises the merchant's configuration. Whoever names merchants holds their rows. Answers how many.
 */
export async function settleReadiness(tx: Transaction, ids: string[] | null, now: Date): Promise<number> {
  if (ids?.length === 0) return 0;
  const of = <Column extends typeof stepEvidence.merchantId>(column: Column) =>
    ids === null ? sql`true` : inArray(column, ids);
  const who = await tx
    .select({ id: merchants.id, integration: merchants.integration, observed: merchants.observed })
    .from(merchants)
    .where(and(isNull(merchants.archivedAt), ids === null ? sql`true` : inArray(merchants.id, ids)));
  const marks = await tx
    .selectDistinct({ merchantId: stepEvidence.merchantId, mark: stepEvidence.mark })
    .from(stepEvidence)
    .where(of(stepEvidence.merchantId));
  const overrides = await tx
    .select({
      merchantId: stepOverrides.merchantId,
      step: stepOverrides.step,
      channel: stepOverrides.channel,
    })
    .from(stepOverrides)
    .where(of(stepOverrides.merchantId as never));
  const changes = await tx
    .select()
    .from(integrationComponents)
    .where(of(integrationComponents.merchantId as never));
  const known = await tx
    .select()
    .from(channelReadiness)
    .where(of(channelReadiness.merchantId as never));

  const mine = <Row extends { merchantId: string }>(rows: Row[]) => {
    const lists = new Map<string, Row[]>();
    for (const row of rows) lists.set(row.merchantId, [...(lists.get(row.merchantId) ?? []), row]);
    return (id: string) => lists.get(id) ?? [];
  };
  const [marksOf, overridesOf, changesOf, knownOf] = [
    mine(marks),
    mine(overrides),
    mine(changes),
    mine(known),
  ];
  const written: (typeof channelReadiness.$inferInsert)[] = [];
  for (const { id, integration, observed } of who) {
    const steps = stepsFor(integration, componentsOf(integration, changesOf(id)), { observed });
    const seen = new Set(marksOf(id).map(({ mark }) => mark));
    for (const channel of CHANNELS) {
      const open = openStepsOf(steps, channel, seen, overridesOf(id));
      const before = knownOf(id).find((row) => row.channel === channel);
      if (before && before.open.join() === open.join()) continue;
      written.push({ merchantId: id, channel, open, changedAt: now });
    }
  }
  if (written.length === 0) return 0;
  if (ids === null) return settleLocked(tx, [...new Set(written.map(({ merchantId }) => merchantId))], now);
  await tx
    .insert(channelReadiness)
    .values(written)
    .onConflictDoUpdate({
      target: [channelReadiness.merchantId, channelReadiness.channel],
      set: { open: sql`excluded.open`, changedAt: sql`excluded.changed_at` },
    });
  return written.length;
}

/** A step that is let pass or asked for again meanwhile holds its merchant's row: what was read before is read again. */
async function settleLocked(tx: Transaction, ids: string[], now: Date): Promise<number> {
  await tx
    .select({ id: merchants.id })
    .from(merchants)
    .where(inArray(merchants.id, ids))
    .orderBy(asc(merchants.id))
    .for("update");
  return settleReadiness(tx, ids, now);
}
