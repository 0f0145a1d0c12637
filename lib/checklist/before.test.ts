import { readFile } from "node:fs/promises";
import postgres from "postgres";
import { afterAll, beforeAll, expect, test } from "vitest";
import { openTestWorld, type TestWorld } from "#db/testing/partner-world.ts";
import { getMatrix } from "#lib/switching/queries.ts";
import { gatesFor } from "#lib/switching/rules.ts";
import { CHANNELS } from "#lib/terms.ts";
import { collectEvidence } from "./collect-evidence.ts";

let world: TestWorld;
beforeAll(async () => {
  world = await openTestWorld();
});
afterAll(() => world?.close());

const openGates = async (merchantId: string) => {
  const { merchant } = await getMatrix(world.system, merchantId);
  return CHANNELS.map((channel) =>
    gatesFor(merchant, channel).flatMap(({ met, code }) => (met ? [] : [code])),
  );
};

test("who was ready for production before checklists were kept stays ready, and nobody else becomes it", async () => {
  const ready = await world.merchant("Lumen Labs");
  const bare = await world.merchant("Kestrel Coffee", { ready: false });
  const owner = postgres(world.ownerUrl, { max: 1, onnotice: () => {} });
  try {
    await owner`SELECT set_config('switchboard.tenant', '*', false)`;
    await owner`DELETE FROM channel_readiness`;
    expect(await openGates(ready.id)).toEqual(CHANNELS.map(() => ["CHECKLIST_OPEN"]));
    await owner.unsafe(
      await readFile(new URL("../../db/migrations/0017_checklists_of_before.sql", import.meta.url), "utf8"),
    );
  } finally {
    await owner.end();
  }
  expect(await openGates(ready.id)).toEqual([[], [], []]);
  await collectEvidence(world.system);
  expect(await openGates(ready.id)).toEqual([[], [], []]);
  for (const open of await openGates(bare.id)) expect(open).toContain("CHECKLIST_OPEN");
});
