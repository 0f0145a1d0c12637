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
  process.on("uncaughtException", (err) => {
    log.error({ err }, "an error that nobody caught");
    process.exit(1);
  });
}
