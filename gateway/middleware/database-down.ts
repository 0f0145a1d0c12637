/** The answer did not come in time, and nobody knows whether the database will still do it. */
export class AnswerTooLate extends Error {}

/** Codes of a connection that is gone or cannot be made, and of a server that is starting, ending or full. */
const DOWN = new Set([
  ...["ECONNREFUSED", "ECONNRESET", "EPIPE", "ETIMEDOUT", "ENOTFOUND", "EAI_AGAIN"],
  ...["CONNECT_TIMEOUT", "CONNECTION_CLOSED", "CONNECTION_ENDED", "CONNECTION_DESTROYED"],
  ...[
    "57P01",
    "57P02",
    "57P03",
    "57P05",
    "53300",
    "08000",
    "08001",
    "08003",
    "08004",
    "08006",
    "57014",
    "25P03",
  ],
]);

/** Looks through the causes: the query builder wraps what the driver threw. */
export function isDatabaseDown(error: unknown): boolean {
  for (let at: unknown = error, depth = 0; at instanceof Error && depth < 5; at = at.cause, depth += 1) {
    if (at instanceof AnswerTooLate || DOWN.has(String((at as NodeJS.ErrnoException).code))) return true;
    if (at instanceof AggregateError && at.errors.some(isDatabaseDown)) return true;
  }
  return false;
}
