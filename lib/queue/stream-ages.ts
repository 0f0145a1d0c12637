const readings = new Map<string, () => number>();

/**
 * Tells how old the oldest row is that a stream has not yet read, in ms; shown by the worker's /metrics. A writing
 * transaction that stays open holds every stream back, and this is where it shows first. Answers how to stop telling.
 */
export function watchStreamAge(stream: string, ageMs: () => number): () => void {
  readings.set(stream, ageMs);
  return () => {
    if (readings.get(stream) === ageMs) readings.delete(stream);
  };
}

/** Every stream of this program with its age in ms. */
export function streamAges(): [stream: string, ageMs: number][] {
  return [...readings].map(([stream, ageMs]) => [stream, ageMs()]);
}
