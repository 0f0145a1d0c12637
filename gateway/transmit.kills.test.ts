import { afterAll, beforeAll, expect, test } from "vitest";
import { checkKillStory } from "#db/testing/kill-checks.ts";
import { type KillPlan, playKillStory } from "#db/testing/kill-story.ts";
import { type KillWorld, openKillWorld } from "#db/testing/kill-world.ts";

/** A small `npm run prove:kills`: 500 transmits, every kill in one story and more seeds there. */
const KILLS: KillPlan["kills"] = [["worker"], ["gateway", "worker", "postgres"]];
let world: KillWorld;

beforeAll(async () => {
  world = await openKillWorld();
}, 120_000);
afterAll(() => world?.stop(), 60_000);

test("no acknowledged copy is lost, changed or sent for another merchant when programs and database are killed", async () => {
  const story = await playKillStory(world, { seed: 7, transmits: 240, evaluates: 0, kills: KILLS });
  for (const { name, seen, wrong } of await checkKillStory(world, story)) {
    expect(wrong, `${name} (${seen})`).toEqual([]);
  }
}, 240_000);
