export type LaneLimits = { perLaneMax: number; lanesTogetherMax: number };

type Lane<Item> = { waiting: Item[]; running: number; pausedUntil: number; slowMs: number };

/**
 * Work in lanes, one a merchant and environment: each lane runs a few at once, so that a slow or broken account takes
 * its own places and nobody else's.
 */
export function createLanes<Item>(
  /** Must not reject. */
  run: (key: string, item: Item) => Promise<void>,
  limits: LaneLimits,
  now: () => number = () => performance.now(),
) {
  const lanes = new Map<string, Lane<Item>>();
  let running = 0;
  let waiting = 0;
  let onRoom: (() => void) | null = null;

  function laneOf(key: string): Lane<Item> {
    let lane = lanes.get(key);
    if (!lane) {
      lane = { waiting: [], running: 0, pausedUntil: 0, slowMs: 0 };
      lanes.set(key, lane);
    }
    return lane;
  }

  function begin(key: string, lane: Lane<Item>): void {
    const item = lane.waiting.shift()!;
    lane.running += 1;
    running += 1;
    waiting -= 1;
    const startedAt = now();
    void run(key, item).finally(() => {
      lane.slowMs = lane.slowMs * 0.8 + (now() - startedAt) * 0.2;
      lane.running -= 1;
      running -= 1;
      if (lane.running === 0 && lane.waiting.length === 0 && lane.pausedUntil < now()) lanes.delete(key);
      next();
      onRoom?.();
    });
  }

  /** Round robin: who has just been served stands behind. */
  function next(): void {
    for (const [key, lane] of lanes) {
      if (running >= limits.lanesTogetherMax) return;
      if (lane.waiting.length === 0 || lane.running >= limits.perLaneMax) continue;
      lanes.delete(key);
      lanes.set(key, lane);
      begin(key, lane);
      return;
    }
  }

  return {
    add(key: string, item: Item): void {
      const lane = laneOf(key);
      lane.waiting.push(item);
      waiting += 1;
      const hasRoom = lane.running < limits.perLaneMax && running < limits.lanesTogetherMax;
      if (hasRoom) begin(key, lane);
    },
    /** How many more a lane takes at once. */
    room: (key: string) => {
      const lane = lanes.get(key);
      return limits.perLaneMax - (lane ? lane.running + lane.waiting.length : 0);
    },
    pause(key: string, ms: number): void {
      laneOf(key).pausedUntil = now() + ms;
    },
    isPaused: (key: string) => (lanes.get(key)?.pausedUntil ?? 0) > now(),
    /** Lanes that take nothing just now: full or paused. */
    closed: () =>
      [...lanes]
        .filter(([, lane]) => lane.pausedUntil > now() || lane.running >= limits.perLaneMax)
        .map(([key]) => key),
    /** What waits in lanes that answer slower than `ms`, taken out of them. */
    takeFromSlow(ms: number): Item[] {
      const taken: Item[] = [];
      for (const lane of lanes.values()) {
        if (lane.slowMs < ms) continue;
        waiting -= lane.waiting.length;
        taken.push(...lane.waiting.splice(0));
      }
      return taken;
    },
    /** Nothing more is begun: what waits is forgotten. */
    clear(): void {
      for (const lane of lanes.values()) lane.waiting.length = 0;
      waiting = 0;
    },
    waiting: () => waiting,
    running: () => running,
    /** Resolves when one more can be begun, at the latest after `ms`. */
    async untilRoom(ms: number): Promise<void> {
      await new Promise<void>((resolve) => {
        const timer = setTimeout(resolve, ms);
        onRoom = () => {
          clearTimeout(timer);
          onRoom = null;
          resolve();
        };
      });
    },
  };
}
