import type { Log } from "./log.ts";

/** P25: from SIGTERM to exit in at most 20 s. What has not ended by then is cut off. */
const EXIT_MS_MAX = 18_000;

/**
 * Ends the program on SIGTERM or SIGINT: `end` takes nothing new and finishes what has begun. A second signal changes
 * nothing, since a supervisor and a terminal often send one each. An error that nobody caught is logged and ends it.
 */
export function endOnSignal(log: Log, end: () => Promise<void>, exitMsMax = EXIT_MS_MAX): void {
  let ending = false;
  const begin = () => {
    if (ending) return;
    ending = true;
    setTimeout(() => {
      log.error("not ended in time: what is left is cut off");
      process.exit(1);
    }, exitMsMax).unref();
    end().then(
      () => {
        log.info("ended");
        process.exit(0);
      },
      (err) => {
        log.error({ err }, "did not end well");
        process.exit(1);
      },
    );
  };
  process.on("SIGTERM", begin);
  process.on("SIGINT", begin);
  process.on("uncaughtException", (err, origin) => {
    if (origin === "unhandledRejection" && isLostWhileMade(err)) {
      log.warn({ err }, "a connection broke while it was being made");
      return;
    }
    log.error({ err }, "an error that nobody caught");
    process.exit(1);
  });
}

/** The driver's own question about array types, which it notes on the error. */
const OWN_QUESTION = /\bselect b\.oid, b\.typarray\s+from pg_catalog\.pg_type\b/;
/** The connection is gone, or the server said that it will be in a moment. */
const LOST = /^(CONNECTION_|CONNECT_|ECONN|EPIPE|ETIMEDOUT|57P0)/;

/**
 * The driver (postgres.js 3.4.9) asks for a new connection's array types and catches no failure of that, so a
 * database that dies just then would take every program with it (P24). The pool connects again by itself.
 * Nothing else is forgiven: a query of ours that nobody waited for ends the program.
 */
function isLostWhileMade(error: Error): boolean {
  const { code, query } = error as { code?: unknown; query?: unknown };
  return LOST.test(String(code)) && OWN_QUESTION.test(String(query));
}
