import { describe, expect, test } from "vitest";
import { createBatcher } from "./internal/batcher.ts";

const limits = { rowsMax: 8, entriesMax: 20, flushesMax: 4, waitMsMax: 1_000 };

/** A database that answers when it is told to. */
function manual() {
  const flushes: { items: number[]; end(error?: unknown): void }[] = [];
  const flush = (items: number[]) =>
    new Promise<void>((resolve, reject) => {
      flushes.push({ items, end: (error) => (error ? reject(error) : resolve()) });
    });
  return { flush, flushes };
}
const settled = () => new Promise((resolve) => setImmediate(resolve));

describe("copies that come together", () => {
  test("share one insert: while one is in flight the next gathers, in powers of two", async () => {
    const { flush, flushes } = manual();
    const told: number[] = [];
    const batcher = createBatcher<number>(flush, limits);
    for (let n = 1; n <= 7; n += 1) batcher.add(n, () => told.push(n));
    expect(flushes.map(({ items }) => items)).toEqual([[1]]);
    flushes[0]!.end();
    await settled();
    expect(flushes[1]?.items).toEqual([2, 3, 4, 5]);
    expect(told).toEqual([1]);
    flushes[1]!.end();
    await settled();
    flushes[2]!.end();
    await settled();
    expect(flushes.slice(2).map(({ items }) => items)).toEqual([[6, 7]]);
    expect(told).toEqual([1, 2, 3, 4, 5, 6, 7]);
    await batcher.finish();
  });

  test("are turned away past the limit, and nothing is told of them", async () => {
    const { flush, flushes } = manual();
    const batcher = createBatcher<number>(flush, { ...limits, entriesMax: 2 });
    const told: unknown[] = [];
    const taken = [1, 2, 3].map((n) => batcher.add(n, (error) => told.push(error)));
    expect(taken).toEqual([true, true, false]);
    flushes[0]!.end();
    await settled();
    flushes[1]!.end();
    await settled();
    expect(told).toEqual([null, null]);
  });

  test("one that the database refuses for its values fails alone; a lost connection fails all of its insert", async () => {
    const bad = Object.assign(new Error("invalid"), { code: "22021" });
    const gone = Object.assign(new Error("gone"), { code: "CONNECTION_CLOSED" });
    const told = new Map<number, unknown>();
    let isGone = false;
    const batcher = createBatcher<number>(async (items) => {
      await settled();
      if (isGone) throw gone;
      if (items.includes(3)) throw bad;
    }, limits);
    for (let n = 0; n < 5; n += 1) batcher.add(n, (error) => told.set(n, error));
    await batcher.finish();
    expect([...told].filter(([, error]) => error !== null)).toEqual([[3, bad]]);
    isGone = true;
    const again = createBatcher<number>(async () => Promise.reject(gone), limits);
    const failed: unknown[] = [];
    for (let n = 0; n < 3; n += 1) again.add(n, (error) => failed.push(error));
    await again.finish();
    expect(failed).toEqual([gone, gone, gone]);
  });

  test("are told after their patience, though the database never answers", async () => {
    const { flush } = manual();
    const batcher = createBatcher<number>(flush, { ...limits, waitMsMax: 1 });
    const error = await new Promise((resolve) => batcher.add(1, resolve));
    expect(String(error)).toContain("not store it in time");
  });
});
