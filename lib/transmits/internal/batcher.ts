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

/** How many flushes at once serve best is tried out: every two seconds one more or one fewer, for so long. */
const TRIAL_MS = 200;
const TRIAL_EVERY = 10;
/** One more must bring this much, one fewer may cost as much less. */
const GAIN = 1.15;
const SWEEP_MS = 250;

export class WaitedTooLong extends Error {}

/**
 * Group commit without a timer: while one flush is in flight the next one gathers, so batches grow exactly as far as
 * the database is slow. More flushes at once help where commits are slow, and cost where the processor is the limit
 * (measurements.md A3, A4), so their number follows what more of them bring.
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
  let trial: { from: number; rate: number } | null = null;
  let trials = 0;
  let periodRows = 0;
  let periodSince = now();
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
    await store(batch);
    periodRows += batch.length;
    adapt();
    flying.delete(batch);
    entries -= batch.length;
    start();
    if (entries === 0) idle?.();
  }

  function adapt(): void {
    const ms = now() - periodSince;
    if (ms < TRIAL_MS) return;
    const rate = periodRows / ms;
    periodRows = 0;
    periodSince = now();
    if (trial) {
      const worthIt = target > trial.from ? rate >= trial.rate * GAIN : rate >= trial.rate / GAIN;
      if (!worthIt) target = trial.from;
      trial = null;
      return;
    }
    trials += 1;
    if (trials % TRIAL_EVERY !== 0) return;
    // Where nothing waits, nothing is gained by more at once.
    const isMore = waiting.length > 0 && (trials / TRIAL_EVERY) % 2 === 0;
    const next = Math.max(1, Math.min(limits.flushesMax, target + (isMore ? 1 : -1)));
    if (next === target) return;
    trial = { from: target, rate };
    target = next;
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
    if (entries === 0) idle?.();
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
