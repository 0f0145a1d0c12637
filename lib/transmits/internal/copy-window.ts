import type { Mark } from "#lib/queue/lead-stream.ts";

/**
 * The copies between what is settled for good and what was read last, in order: the stream may move past a copy only
 * when it and all before it are settled.
 */
export function openWindow(start: Mark) {
  const entries: { mark: Mark; done: boolean }[] = [];
  let first = 0;
  let read = start;
  let settled = start;
  return {
    /** Answers how to say that the copy is settled. */
    add(mark: Mark): () => void {
      const entry = { mark, done: false };
      entries.push(entry);
      read = mark;
      return () => {
        entry.done = true;
      };
    },
    /** How far it may be said that everything is settled. */
    mark(): Mark {
      while (first < entries.length && entries[first]!.done) {
        settled = entries[first]!.mark;
        first += 1;
      }
      if (first > 1_000) entries.splice(0, first);
      if (first > 1_000) first = 0;
      return settled;
    },
    /** Where reading goes on. */
    lastRead: () => read,
    size: () => entries.length - first,
  };
}
