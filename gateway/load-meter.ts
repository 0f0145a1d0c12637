const LOOK_EVERY_MS = 50;

/** How late the event loop runs, in ms: the first thing to grow when a process has more than it can do (P22). */
export function measureLoad(): { delayMs(): number } {
  let delayMs = 0;
  let lookedAt = performance.now();
  setInterval(() => {
    const now = performance.now();
    // Falls slowly, so that one good moment does not let the flood in again.
    delayMs = Math.max(now - lookedAt - LOOK_EVERY_MS, delayMs * 0.7);
    lookedAt = now;
  }, LOOK_EVERY_MS).unref();
  return { delayMs: () => delayMs };
}
