export type PaceLimits = { perEndpointMax: number; togetherMax: number };

type Pace<Item> = { running: number; width: number; ready: Item[] };

/** What an endpoint begins with, and falls back to when it fails: one that hangs holds no more than this. */
const WIDTH_START = 2;
/** What stands ready, in places: a claim takes as long as a quick answer, and no place should wait for the next one. */
const READY_PER_PLACE = 2;

/**
 * How many attempts run at once: in all, and at each endpoint. An endpoint earns its width by answering well, one more
 * with each success, so that one that comes back is not run over and one that hangs takes few places from others. Only
 * where it has earned more than its start is anything kept ready.
 */
export function createPace<Item>(limits: PaceLimits, begin: (endpointId: string, item: Item) => void) {
  const paces = new Map<string, Pace<Item>>();
  let running = 0;
  let ready = 0;
  const start = Math.min(WIDTH_START, limits.perEndpointMax);
  const isAtRest = (pace: Pace<Item>) => pace.running + pace.ready.length === 0 && pace.width === start;
  const roomOf = (pace: Pace<Item>) =>
    (pace.width > start ? 1 + READY_PER_PLACE : 1) * pace.width - pace.running - pace.ready.length;

  function beginReady(endpointId: string, pace: Pace<Item>): void {
    while (running < limits.togetherMax && pace.running < pace.width && pace.ready.length > 0) {
      ready -= 1;
      pace.running += 1;
      running += 1;
      begin(endpointId, pace.ready.shift()!);
    }
  }

  return {
    /** Of an endpoint that nothing is known of. */
    startRoom: start,
    free: () => (1 + READY_PER_PLACE) * limits.togetherMax - running - ready,
    running: () => running,
    /** By endpoint, where it is not `startRoom`. */
    rooms(): Map<string, number> {
      return new Map([...paces].map(([id, pace]) => [id, Math.max(0, roomOf(pace))]));
    },
    add(endpointId: string, item: Item): void {
      const pace = paces.get(endpointId) ?? { running: 0, width: start, ready: [] };
      paces.set(endpointId, pace);
      pace.ready.push(item);
      ready += 1;
      beginReady(endpointId, pace);
    },
    /** Null: it was not tried, and says nothing of the endpoint. */
    end(endpointId: string, isDelivered: boolean | null): void {
      const pace = paces.get(endpointId)!;
      pace.running -= 1;
      running -= 1;
      if (isDelivered !== null)
        pace.width = isDelivered ? Math.min(pace.width + 1, limits.perEndpointMax) : start;
      for (const [id, each] of paces) beginReady(id, each);
      // Who has been served stands behind.
      paces.delete(endpointId);
      if (!isAtRest(pace)) paces.set(endpointId, pace);
    },
    /** Nothing more is begun. */
    clear(): void {
      for (const pace of paces.values()) pace.ready.length = 0;
      ready = 0;
    },
  };
}
