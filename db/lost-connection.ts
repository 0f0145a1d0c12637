/** The connection is gone, or the server said that it will be in a moment; the statement's own errors are others. */
const LOST = new Set([
  ...["CONNECTION_CLOSED", "CONNECTION_ENDED", "CONNECTION_DESTROYED", "CONNECT_TIMEOUT"],
  ...["ECONNRESET", "ECONNREFUSED", "EPIPE", "ETIMEDOUT", "57P01", "57P02", "57P03", "57P05", "25P03"],
]);

/** Looks through the causes: the query builder wraps what the driver threw. */
function isConnectionLost(error: unknown): boolean {
  for (let at = error, depth = 0; at instanceof Error && depth < 4; at = at.cause, depth += 1) {
    if (LOST.has(String((at as NodeJS.ErrnoException).code))) return true;
  }
  return false;
}

/**
 * Wraps what runs inside a transaction. The driver (postgres.js 3.4.9) answers any failure with ROLLBACK, also when
 * it failed because the connection broke; that write ends the program, or blocks the pool. So such a failure is
 * withheld: the driver itself rejects the transaction when it sees the connection close.
 * The same where the work outlived its transaction: what the driver would then write, COMMIT too, goes nowhere.
 * @param isOver whether the transaction has been rejected already
 */
export async function withoutLostRollback<Value>(
  work: () => Promise<Value>,
  isOver: () => boolean = () => false,
): Promise<Value> {
  try {
    const value = await work();
    if (isOver()) await new Promise<never>(() => {});
    return value;
  } catch (error) {
    if (isOver() || isConnectionLost(error)) await new Promise<never>(() => {});
    throw error;
  }
}
