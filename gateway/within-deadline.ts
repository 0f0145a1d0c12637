import { AnswerTooLate } from "./middleware/database-down.ts";

/**
 * The work's result, or AnswerTooLate when it is not there `ms` after `startedAt` (P6): only a database that hangs
 * takes so long, since every other wait has its own limit. The work goes on and records what it did.
 */
export async function withinDeadline<Value>(
  work: Promise<Value>,
  startedAt: number,
  ms: number,
): Promise<Value> {
  const { promise: late, reject } = Promise.withResolvers<never>();
  const left = Math.max(0, ms - (performance.now() - startedAt));
  const timer = setTimeout(() => reject(new AnswerTooLate("no answer in time")), left);
  try {
    return await Promise.race([work, late]);
  } finally {
    clearTimeout(timer);
    work.catch(() => {});
  }
}
