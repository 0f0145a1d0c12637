/**
 * Calls back when npm, which ran this script, is gone without having passed a signal on (kill -9).
 * Outside npm nothing is watched: a shell may leave a program running on purpose.
 */
export function whenOrphaned(callback) {
  if (!process.env.npm_lifecycle_event) return;
  const parent = process.ppid;
  const watch = setInterval(() => {
    if (process.ppid === parent) return;
    clearInterval(watch);
    callback();
  }, 500);
  watch.unref();
}
