/** Called once: with null when the item is stored, with what went wrong otherwise. */
export type Done = (error: unknown) => void;
type Entry<Item> = { item: Item; done: Done; since: number; over: boolean };

export type BatcherLimits = {
  /** Of one flush; a power of two. */
  rowsMax: number;
  /** Waiting and in flight together; more are turned away. */
  entriesMax: number;
  flushesMax: number;
  /** Longer than this nobody waits for an answer, whatever the database does. */
  waitMsMax: number;
};

/** A flush that takes this much, and so much more a row, waits for a disk or a network and not for a processor. */
const QUICK_FLUSH_MS = 2.5;
const QUICK_ROW_MS = 0.05;
const SWEEP_MS = 250;

export class WaitedTooLong extends Error {}

/**
 * Group commit without a timer: while one flush is in flight the next one gathers, so batches grow exactly as far as
 * the database is slow. Where commits are slow, not the work, more flushes run at once (measurements.md A4).
 */
export function createBatcher<Item>(
  flush: (items: Item[]) => Promise<void>,
  limits: BatcherLimits,
  now: () => number = () => performance.now(),
) {
  let waiting: Entry<Item>[] = [];
  const flying = new Set<Entry<Item>[]>();
  let entries = 0;
  let target = 1;
  let idle: (() => void) | null = null;

  function settle(entry: Entry<Item>, error: unknown): void {
    if (entry.over) return;
    entry.over = true;
    entry.done(error);
  }

  function start(): void {
    while (flying.size < target && waiting.length > 0) {
      // The largest power of two: as many statements are prepared as there are powers, and no more.
      const rows = Math.min(limits.rowsMax, 2 ** (31 - Math.clz32(waiting.length)));
      const batch = waiting.length === rows ? waiting : waiting.slice(0, rows);
      waiting = waiting.length === rows ? [] : waiting.slice(rows);
      flying.add(batch);
      void fly(batch);
    }
  }

  async function fly(batch: Entry<Item>[]): Promise<void> {
    const startedAt = now();
    await store(batch);
    const ms = now() - startedAt;
    const waitsOutside = ms > QUICK_FLUSH_MS + batch.length * QUICK_ROW_MS;
    target = waitsOutside ? Math.min(limits.flushesMax, target + 1) : Math.max(1, target - 1);
    flying.delete(batch);
    entries -= batch.length;
    start();
    if (entries === 0) idle?.();
  }

  /** A row that the database refuses for its values must not take its neighbours with it. */
  async function store(batch: Entry<Item>[]): Promise<void> {
    try {
      await flush(batch.map(({ item }) => item));
      for (const entry of batch) settle(entry, null);
    } catch (error) {
      if (batch.length === 1 || !isOfValues(error)) {
        for (const entry of batch) settle(entry, error ?? new Error("not stored"));
        return;
      }
      const half = batch.length / 2;
      await store(batch.slice(0, half));
      await store(batch.slice(half));
    }
  }

  const sweep = setInterval(() => {
    const before = now() - limits.waitMsMax;
    const late = new WaitedTooLong("the database did not store it in time");
    for (const batch of flying) for (const entry of batch) if (entry.since < before) settle(entry, late);
    const kept = waiting.filter((entry) => entry.since >= before);
    for (const entry of waiting) if (entry.since < before) settle(entry, late);
    entries -= waiting.length - kept.length;
    waiting = kept;
  }, SWEEP_MS).unref();

  return {
    /** False when there are too many already: nothing was taken, and `done` is not called. */
    add(item: Item, done: Done): boolean {
      if (entries >= limits.entriesMax) return false;
      entries += 1;
      waiting.push({ item, done, since: now(), over: false });
      if (flying.size < target) start();
      return true;
    },
    entries: () => entries,
    flushes: () => flying.size,
    /** Resolves when all that was taken is settled. */
    async finish(): Promise<void> {
      if (entries > 0) await new Promise<void>((resolve) => (idle = resolve));
      clearInterval(sweep);
    },
  };
}

/** SQLSTATE classes 22 (data) and 23 (constraints). */
function isOfValues(error: unknown): boolean {
  return /^2[23]/.test(String((error as { code?: unknown } | null)?.code ?? ""));
}
