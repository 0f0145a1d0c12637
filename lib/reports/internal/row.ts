import { ratesOf } from "../rules.ts";
import { COUNTS, type Counts, type ReportRow } from "../schema.ts";

/** Sums come as text, since PostgreSQL's numeric has no bound; ours stay far inside 2^53. */
export function countsOf(row: Record<string, unknown>): Counts {
  return Object.fromEntries(COUNTS.map((count) => [count, exactly(row[count])])) as Counts;
}

function exactly(value: unknown): number {
  const number = Number(value ?? 0);
  if (!Number.isSafeInteger(number)) throw new Error(`a sum of ${String(value)} is no exact number`);
  return number;
}

export function reportRow(
  named: Pick<ReportRow, "key" | "label" | "currency"> & Partial<ReportRow>,
  counts: Counts,
): ReportRow {
  return { ...named, ...counts, ...ratesOf(counts) };
}

export function addCounts(all: readonly Counts[]): Counts {
  return Object.fromEntries(
    COUNTS.map((count) => [count, all.reduce((sum, each) => sum + each[count], 0)]),
  ) as Counts;
}
