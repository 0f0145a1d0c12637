import { sql } from "drizzle-orm";
import type { Database, Transaction } from "#db/client.ts";
import { noticeRejectionSamples, noticeRejections } from "#db/schema/notices.ts";
import { EVERY_TENANT, inTenant } from "#db/tenant.ts";
import { maskCardNumbers } from "#lib/kit/card-data.ts";
import { newId } from "#lib/kit/ids.ts";
import { type Environment, PARTNER_TENANT } from "#lib/terms.ts";
import type { RejectionReason } from "./schema.ts";

export type Rejection = {
  /** Null where no merchant has the address: all of those are counted as one. */
  merchantId: string | null;
  environment: Environment;
  reason: RejectionReason;
  at: Date;
  headers: Record<string, string>;
  /** As far as it was read. */
  body: Uint8Array | null;
};

export type Rejections = ReturnType<typeof recordRejections>;

/** Newest of each address and reason; older ones go. */
const SAMPLES_KEPT = 20;
/** Of one address and reason, and of all, per flush: whoever forges in a flood writes no more than this. */
const SAMPLES_EACH = 3;
const SAMPLES_IN_ALL = 60;
const SAMPLE_HEADERS =
  /^(x-fc-(nonce|date|content-sha512|authorization|signature)|host|content-type|content-length|user-agent)$/;
const HEADER_MAX = 300;
const BODY_MAX = 1_000;
/** Looked at for card numbers, so that none is cut in two at the end of what is kept. */
const BODY_LOOKED_AT = 4_000;

type Count = typeof noticeRejections.$inferInsert;
type Sample = typeof noticeRejectionSamples.$inferInsert;

/**
 * Counts refused calls without a write for each: they gather in memory and are written together once a second, with a
 * few samples. Memory is bounded by the merchants that there are; a crash loses a second.
 */
export function recordRejections(
  database: Database,
  options: { flushMs?: number; onError?(error: unknown): void } = {},
) {
  let counts = new Map<string, Count>();
  let samples: Sample[] = [];
  let samplesOf = new Map<string, number>();
  let timer: NodeJS.Timeout | null = null;
  let flushing = Promise.resolve();

  function count(row: Count): string {
    const key = `${row.merchantId}|${row.environment}|${row.day}|${row.reason}`;
    const known = counts.get(key);
    if (!known) counts.set(key, row);
    else {
      known.count += row.count;
      if (row.lastAt > known.lastAt) known.lastAt = row.lastAt;
    }
    return key;
  }

  async function write(): Promise<void> {
    if (timer) clearTimeout(timer);
    timer = null;
    if (counts.size === 0) return;
    const [taken, seen] = [[...counts.values()], samples];
    counts = new Map();
    samples = [];
    samplesOf = new Map();
    try {
      await inTenant(database, EVERY_TENANT, (tx) => keep(tx, taken, seen));
    } catch (error) {
      // The numbers wait for the database; samples are only samples.
      for (const row of taken) count(row);
      schedule();
      throw error;
    }
  }

  function flush(): Promise<void> {
    const turn = flushing.then(write);
    flushing = turn.catch(() => {});
    return turn;
  }

  function schedule(): void {
    timer ??= setTimeout(
      () => flush().catch((error) => options.onError?.(error)),
      options.flushMs ?? 1_000,
    ).unref();
  }

  return {
    record(rejection: Rejection): void {
      const { environment, reason, at } = rejection;
      const merchantId = rejection.merchantId ?? PARTNER_TENANT;
      const key = count({
        merchantId,
        environment,
        day: at.toISOString().slice(0, 10),
        reason,
        count: 1,
        lastAt: at,
      });
      const taken = samplesOf.get(key) ?? 0;
      if (taken < SAMPLES_EACH && samples.length < SAMPLES_IN_ALL) {
        samplesOf.set(key, taken + 1);
        samples.push({
          merchantId,
          id: newId("notice", at.getTime()),
          environment,
          at,
          reason,
          ...sampleOf(rejection),
        });
      }
      schedule();
    },
    flush,
    /** Writes what is gathered; call it before the database is closed. */
    stop: flush,
  };
}

function sampleOf({ headers, body }: Rejection): { headers: string; body: string } {
  const kept = Object.entries(headers)
    .filter(([name]) => SAMPLE_HEADERS.test(name))
    .map(([name, value]) => [name, maskCardNumbers(value.slice(0, HEADER_MAX))]);
  const beginning = body ? Buffer.from(body.subarray(0, BODY_LOOKED_AT)).toString("utf8") : "";
  // PostgreSQL's text takes no NUL.
  const text = maskCardNumbers(beginning.replaceAll("\u0000", "\u2400"));
  return { headers: JSON.stringify(Object.fromEntries(kept)), body: text.slice(0, BODY_MAX).toWellFormed() };
}

async function keep(tx: Transaction, counts: Count[], samples: Sample[]): Promise<void> {
  // Always in one order, so that two gateways do not wait for each other crosswise.
  const rows = counts.toSorted((a, b) => (keyOf(a) < keyOf(b) ? -1 : 1));
  await tx
    .insert(noticeRejections)
    .values(rows)
    .onConflictDoUpdate({
      target: [
        noticeRejections.merchantId,
        noticeRejections.environment,
        noticeRejections.day,
        noticeRejections.reason,
      ],
      set: {
        count: sql`${noticeRejections.count} + excluded.count`,
        lastAt: sql`greatest(${noticeRejections.lastAt}, excluded.last_at)`,
      },
    });
  if (samples.length === 0) return;
  await tx.insert(noticeRejectionSamples).values(samples);
  const merchants = [...new Set(samples.map(({ merchantId }) => merchantId))];
  await tx.execute(sql`
    DELETE FROM notice_rejection_samples AS old USING (
      SELECT merchant_id, id, row_number() OVER (
        PARTITION BY merchant_id, environment, reason ORDER BY at DESC, id DESC) AS place
      FROM notice_rejection_samples WHERE merchant_id IN ${merchants}
    ) AS ranked
    WHERE (old.merchant_id, old.id) = (ranked.merchant_id, ranked.id) AND ranked.place > ${SAMPLES_KEPT}`);
}

function keyOf({ merchantId, environment, day, reason }: Count): string {
  return `${merchantId}|${environment}|${day}|${reason}`;
}
