export type PaceLimits = { perEndpointMax: number; togetherMax: number };

type Pace = { running: number; width: number };

/** What an endpoint begins with, and falls back to when it fails: one that hangs holds no more than this. */
const WIDTH_START = 2;

/**
 * How many attempts run at once: in all, and at each endpoint. An endpoint earns its width by answering well, one more
 * with each success, so that one that comes back is not run over and one that hangs takes few places from others.
 */
export function createPace(limits: PaceLimits) {
  const paces = new Map<string, Pace>();
  let running = 0;
  const start = Math.min(WIDTH_START, limits.perEndpointMax);
  const isAtRest = (pace: Pace) => pace.running === 0 && pace.width === start;

  return {
    /** Of an endpoint that nothing is known of. */
    startRoom: start,
    free: () => limits.togetherMax - running,
    running: () => running,
    /** By endpoint, where it is not `startRoom`. */
    rooms(): Map<string, number> {
      return new Map([...paces].map(([id, { width, running: own }]) => [id, Math.max(0, width - own)]));
    },
    begin(endpointId: string): void {
      const pace = paces.get(endpointId) ?? { running: 0, width: start };
      paces.set(endpointId, pace);
      pace.running += 1;
      running += 1;
    },
    end(endpointId: string, isDelivered: boolean): void {
      const pace = paces.get(endpointId)!;
      pace.running -= 1;
      running -= 1;
      pace.width = isDelivered ? Math.min(pace.width + 1, limits.perEndpointMax) : start;
      if (isAtRest(pace)) paces.delete(endpointId);
    },
  };
}
