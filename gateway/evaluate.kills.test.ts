import { afterAll, beforeAll, expect, test } from "vitest";
import { checkKillStory } from "#db/testing/kill-checks.ts";
import { type KillPlan, playKillStory } from "#db/testing/kill-story.ts";
import { type KillWorld, openKillWorld } from "#db/testing/kill-world.ts";

/** A small `npm run prove:kills`, which has every kill in one story and waits for what FlexCharge never heard of. */
const KILLS: KillPlan["kills"] = [["postgres"], ["gateway"], ["gateway", "worker"]];
let world: KillWorld;

beforeAll(async () => {
  world = await openKillWorld();
}, 120_000);
afterAll(() => world?.stop(), 60_000);

test("evaluates that die with gateway, worker or PostgreSQL end settled, as FlexCharge has them and not twice", async () => {
  const story = await playKillStory(world, { seed: 11, transmits: 60, evaluates: 36, kills: KILLS });
  for (const { name, seen, wrong } of await checkKillStory(world, story, { settledWithinMs: 50_000 })) {
    expect(wrong, `${name} (${seen})`).toEqual([]);
  }
}, 240_000);
