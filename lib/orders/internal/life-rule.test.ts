import { describe, expect, test } from "vitest";
import { ATTEMPT_STATES, type AttemptState } from "#lib/terms.ts";
import { FINAL_RANK, RANKS } from "../rules.ts";
import { HEARD_EVENTS, type HeardEvent, hear, type Life, meaningOf } from "./life-rule.ts";

const WORDS_MAX = 5;

/** Every sorted choice of up to five words, a word as often as one likes. */
function multisets(): HeardEvent[][] {
  const all: HeardEvent[][] = [];
  const grow = (chosen: HeardEvent[], from: number) => {
    if (chosen.length > 0) all.push(chosen);
    if (chosen.length === WORDS_MAX) return;
    for (let i = from; i < HEARD_EVENTS.length; i += 1) grow([...chosen, HEARD_EVENTS[i]!], i);
  };
  grow([], 0);
  return all;
}

function* orders(words: readonly HeardEvent[]): Generator<HeardEvent[]> {
  if (words.length <= 1) yield [...words];
  for (const first of new Set(words)) {
    const rest = [...words];
    rest.splice(rest.indexOf(first), 1);
    for (const after of orders(rest)) yield [first, ...after];
    if (words.length <= 1) return;
  }
}

function live(start: Life, words: readonly HeardEvent[]) {
  let { state } = start;
  let flagged = false;
  let sound = true;
  for (const word of words) {
    const before = state;
    const jump = hear({ ...start, state }, word);
    // A finished attempt never changes, and nothing goes backwards.
    const moved = jump.state !== before;
    if (moved && (RANKS[before] === FINAL_RANK || RANKS[jump.state] <= RANKS[before])) sound = false;
    if (moved !== (jump.kind === "moved")) sound = false;
    state = jump.state;
    flagged ||= jump.flagged;
  }
  return { state, flagged, sound };
}

const isEnd = (state: AttemptState | null) => state !== null && RANKS[state] === FINAL_RANK;
/** An approval that came too late is an end there, though not yet here. */
const isEndThere = (state: AttemptState | null) => isEnd(state) || state === "late_approval";
const starts: Life[] = (["unknown", "submitted", "challenge", "capture_required"] as const).flatMap((state) =>
  [true, false].flatMap((isMit) => [true, false].map((cancelAsked) => ({ state, isMit, cancelAsked }))),
);

describe("an order's life", () => {
  test("ends in the same state in whatever order notices, duplicates and polls arrive", () => {
    let lives = 0;
    for (const start of starts) {
      for (const words of multisets()) {
        const ends = new Set(words.map((word) => meaningOf(start, word)).filter(isEndThere));
        const seen = [...orders(words)].map((each) => live(start, each));
        lives += seen.length;
        expect(seen.every(({ sound }) => sound)).toBe(true);
        if (ends.size > 1) {
          // Two different ends: the first stands, the other is flagged.
          expect(seen.every(({ state, flagged }) => ends.has(state) && flagged)).toBe(true);
        } else {
          expect(new Set(seen.map(({ state }) => state)).size, JSON.stringify({ start, words })).toBe(1);
          expect(seen.every(({ flagged }) => !flagged)).toBe(true);
        }
      }
    }
    expect(lives).toBeGreaterThan(100_000);
  });

  test("that has ended never changes, whatever is told", () => {
    for (const state of ATTEMPT_STATES.filter(isEnd)) {
      for (const event of HEARD_EVENTS) {
        for (const isMit of [true, false]) {
          expect(hear({ state, isMit, cancelAsked: true }, event).state).toBe(state);
        }
      }
    }
  });

  const mit = { isMit: true, cancelAsked: false };
  const cit = { isMit: false, cancelAsked: false };
  const rows: [string, Life, HeardEvent, ReturnType<typeof hear>][] = [
    [
      "a rebill in work is approved",
      { ...mit, state: "submitted" },
      "completed",
      { kind: "moved", state: "approved", flagged: false },
    ],
    [
      "a cancelled rebill was declined",
      { ...mit, state: "submitted" },
      "cancelled",
      { kind: "moved", state: "declined", flagged: false },
    ],
    [
      "a rebill that we asked to cancel is cancelled",
      { ...mit, state: "submitted", cancelAsked: true },
      "cancelled",
      { kind: "moved", state: "cancelled", flagged: false },
    ],
    [
      "the notice of our own cancel tells nothing new",
      { ...mit, state: "cancelled" },
      "cancelled",
      { kind: "same", state: "cancelled", flagged: false },
    ],
    [
      "a rebill that nobody answered and that was approved is a rescue",
      { ...mit, state: "unknown" },
      "completed",
      { kind: "moved", state: "approved", flagged: false },
    ],
    [
      "a shop order that nobody answered and that was approved comes too late",
      { ...cit, state: "unknown" },
      "completed",
      { kind: "moved", state: "late_approval", flagged: false },
    ],
    [
      "an authorised shop order that nobody answered is left to settlement",
      { ...cit, state: "unknown" },
      "capture_required",
      { kind: "same", state: "unknown", flagged: false },
    ],
    [
      "a late approval is not approved by being told again",
      { ...cit, state: "late_approval" },
      "completed",
      { kind: "same", state: "late_approval", flagged: false },
    ],
    [
      "a late approval that was cancelled there is lost, and staff should look",
      { ...cit, state: "late_approval" },
      "cancelled",
      { kind: "moved", state: "declined", flagged: true },
    ],
    [
      "a passed challenge is approved",
      { ...cit, state: "challenge" },
      "completed",
      { kind: "moved", state: "approved", flagged: false },
    ],
    [
      "a late approval after the end is flagged",
      { ...mit, state: "expired" },
      "completed",
      { kind: "ignored", state: "expired", flagged: true },
    ],
    [
      "a late word that is behind changes nothing",
      { ...mit, state: "approved" },
      "submitted",
      { kind: "ignored", state: "approved", flagged: false },
    ],
    [
      "the notice of an approval that the checkout was told tells nothing new",
      { ...cit, state: "approved" },
      "completed",
      { kind: "same", state: "approved", flagged: false },
    ],
  ];
  test.each(rows)("%s", (_name, life, event, jump) => expect(hear(life, event)).toEqual(jump));
});
