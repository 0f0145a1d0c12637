import { setImmediate as turn } from "node:timers/promises";
import { sql } from "drizzle-orm";
import type { Database } from "#db/client.ts";
import { apiCalls } from "#db/schema/calls.ts";
import { EVERY_TENANT, inTenant } from "#db/tenant.ts";
import { newId } from "#lib/kit/ids.ts";
import { keptPart, keptPath, keptQuery, orderIdOf, readPart, reasonOf } from "./rules.ts";
import type { SeenCall } from "./schema.ts";

/** Of all merchants, of one merchant and environment, and of its acknowledged copies, in one batch. */
const CALLS_IN_ALL = 300;
const CALLS_EACH = 100;
const TRANSMITS_EACH = 20;
/** Redacted between two turns of the event loop, so that no checkout waits for a log. */
const AT_ONCE = 10;

type Row = typeof apiCalls.$inferInsert;
export type CallRecorder = ReturnType<typeof recordCalls>;

/**
 * Keeps calls for the console's log without a write for each: they gather in memory and are written together once a
 * second. What passes the measure of a second is not kept, but counted beside the last one that is; so is a batch that
 * the database refuses. Nobody waits for it and nothing fails by it.
 */
export function recordCalls(
  database: Database,
  options: { flushMs?: number; onError?(error: unknown): void; onMissed?(count: number): void } = {},
) {
  let waiting: SeenCall[] = [];
  let taken = new Map<string, number>();
  const missed = new Map<string, number>();
  let timer: NodeJS.Timeout | null = null;
  let flushing: Promise<void> | null = null;

  function miss(whose: string, count: number): void {
    missed.set(whose, (missed.get(whose) ?? 0) + count);
    options.onMissed?.(count);
  }

  async function write(): Promise<void> {
    if (timer) clearTimeout(timer);
    timer = null;
    const calls = waiting;
    waiting = [];
    taken = new Map();
    if (calls.length === 0) return;
    const counts = takeMissed(calls);
    const untold = new Map(counts);
    try {
      const rows = await rowsOf(calls, untold, (call, error) => {
        miss(whoseOf(call), 1);
        options.onError?.(error);
      });
      if (rows.length === 0) return giveBack(untold);
      await inTenant(database, EVERY_TENANT, async (tx) => {
        // A log may lose its last second in a crash; the disk is for what may not.
        await tx.execute(sql`SET LOCAL synchronous_commit = off`);
        await tx.insert(apiCalls).values(rows);
      });
      giveBack(untold);
    } catch (error) {
      giveBack(counts);
      for (const call of calls) miss(whoseOf(call), 1);
      throw error;
    }
  }

  function giveBack(counts: ReadonlyMap<string, number>): void {
    for (const [whose, count] of counts) missed.set(whose, (missed.get(whose) ?? 0) + count);
  }

  function takeMissed(calls: readonly SeenCall[]): Map<string, number> {
    const counts = new Map<string, number>();
    for (const call of calls) {
      const whose = whoseOf(call);
      const count = missed.get(whose);
      if (count) counts.set(whose, count);
      missed.delete(whose);
    }
    return counts;
  }

  /** One batch at a time: while the database is slow, what comes is measured by the batch that waits. */
  function flush(): Promise<void> {
    flushing ??= write().finally(() => {
      flushing = null;
      if (waiting.length > 0) schedule();
    });
    return flushing;
  }

  function schedule(): void {
    timer ??= setTimeout(() => {
      timer = null;
      flush().catch((error) => options.onError?.(error));
    }, options.flushMs ?? 1_000).unref();
  }

  return {
    record(call: SeenCall): void {
      const whose = whoseOf(call);
      const kind = call.transmit ? `${whose} transmit` : whose;
      const count = taken.get(kind) ?? 0;
      if (waiting.length >= CALLS_IN_ALL || count >= (call.transmit ? TRANSMITS_EACH : CALLS_EACH)) {
        miss(whose, 1);
        return;
      }
      taken.set(kind, count + 1);
      waiting.push(call);
      schedule();
    },
    flush,
    /** Writes what is gathered; call it before the database is closed. */
    async stop(): Promise<void> {
      await flushing?.catch(() => {});
      await flush();
    },
  };
}

function whoseOf({ merchantId, environment }: SeenCall): string {
  return `${merchantId} ${environment}`;
}

/**
 * `missed`: what is told beside a row leaves it. `onUnreadable`: one call that cannot be read must not cost the others
 * theirs.
 */
async function rowsOf(
  calls: readonly SeenCall[],
  missed: Map<string, number>,
  onUnreadable: (call: SeenCall, error: unknown) => void,
): Promise<Row[]> {
  const rows: Row[] = [];
  // From the newest: what was missed is told beside the last call of its merchant.
  for (const call of calls.toReversed()) {
    if (rows.length % AT_ONCE === AT_ONCE - 1) await turn();
    const whose = whoseOf(call);
    try {
      rows.push(rowOf(call, missed.get(whose) ?? 0));
      missed.delete(whose);
    } catch (error) {
      onUnreadable(call, error);
    }
  }
  return rows;
}

function rowOf({ transmit, path, query, ...call }: SeenCall, missed: number): Row {
  const request = readPart(call.request);
  const answer = readPart(call.answer);
  const asked = keptPart(request);
  const told = keptPart(answer);
  const isClean = asked.leftOut !== "card_data" && told.leftOut !== "card_data";
  return {
    ...call,
    id: newId("call", call.at.getTime()),
    ms: Math.round(call.ms),
    path: keptPath(path),
    query: keptQuery(query),
    request: asked.text,
    requestLeftOut: asked.leftOut,
    answer: told.text,
    answerLeftOut: told.leftOut,
    externalOrderId: transmit?.externalOrderId ?? (isClean ? orderIdOf(request, answer) : null),
    reason: isClean ? reasonOf(answer) : null,
    transmitId: transmit?.id ?? null,
    missed,
  };
}
