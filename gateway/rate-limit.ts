/** A bucket that is full again is the same as none. */
const SWEEP_MS = 60_000;

/** A token bucket per API key, so that one checkout's flood leaves room for the others (P22). */
export function createRateLimit(perSecond: number, burst: number): { takes(keyId: string): boolean } {
  const buckets = new Map<string, { left: number; at: number }>();
  setInterval(() => {
    const fullBefore = performance.now() - (burst / perSecond) * 1000;
    for (const [id, bucket] of buckets) if (bucket.at < fullBefore) buckets.delete(id);
  }, SWEEP_MS).unref();
  return {
    takes(keyId) {
      const now = performance.now();
      let bucket = buckets.get(keyId);
      if (!bucket) {
        bucket = { left: burst, at: now };
        buckets.set(keyId, bucket);
      }
      bucket.left = Math.min(burst, bucket.left + ((now - bucket.at) / 1000) * perSecond);
      bucket.at = now;
      if (bucket.left < 1) return false;
      bucket.left -= 1;
      return true;
    },
  };
}
