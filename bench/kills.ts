// `npm run prove:kills [-- --seeds 1,2,3 --transmits 500 --evaluates 50]`: gateway, worker and PostgreSQL are killed
// with -9, alone and together, in the middle of transmits and evaluates; then everything is counted (P1, P2, P4, P8,
// P10). Each seed has its own databases, ports and processes; it ends only what it started.
import { chmodSync, mkdtempSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import path from "node:path";
import { parseArgs } from "node:util";
import { checkKillStory } from "#db/testing/kill-checks.ts";
import { EVERY_KILL, playKillStory } from "#db/testing/kill-story.ts";
import { openKillWorld } from "#db/testing/kill-world.ts";
import { startPostgres } from "../scripts/embedded-postgres.mjs";

/** A seed that takes longer has failed: something hangs. */
const SEED_MS_MAX = 300_000;
const SHOWN_MAX = 5;

const { values } = parseArgs({
  options: {
    seeds: { type: "string", default: "1,2,3,4,5" },
    transmits: { type: "string", default: "500" },
    evaluates: { type: "string", default: "50" },
  },
});
const seeds = values.seeds.split(",").map(Number);
const [transmits, evaluates] = [Number(values.transmits), Number(values.evaluates)];
const whole = (count: number, max: number) => Number.isInteger(count) && count >= 0 && count <= max;
if (
  !seeds.every((seed) => whole(seed, 2 ** 31)) ||
  seeds.length > 20 ||
  !whole(transmits, 5_000) ||
  !whole(evaluates, 200)
) {
  console.error("npm run prove:kills -- [--seeds 1,2,3] [--transmits ≤ 5000] [--evaluates ≤ 200]");
  process.exit(2);
}

// FlexCharge's stand-in keeps its record apart: it is no victim.
const home = mkdtempSync(path.join(tmpdir(), `switchboard-test-${process.pid}-`));
chmodSync(home, 0o711);
const elsewhere = await startPostgres({ dataDir: path.join(home, "postgres"), durable: false });
process.env.TEST_DATABASE_ADMIN_URL = elsewhere.adminUrl;
try {
  for (const seed of seeds) await prove(seed);
} finally {
  await elsewhere.stop();
  rmSync(home, { recursive: true, force: true });
}
console.log(process.exitCode ? "\nFAIL" : `\nPASS  ${seeds.length} seeds`);
process.exit();

async function prove(seed: number): Promise<void> {
  const startedAt = Date.now();
  const world = await openKillWorld();
  const { promise: late, reject } = Promise.withResolvers<never>();
  const timer = setTimeout(() => reject(new Error(`not done in ${SEED_MS_MAX / 1000} s`)), SEED_MS_MAX);
  try {
    const play = async () => {
      const story = await playKillStory(world, { seed, transmits, evaluates, kills: EVERY_KILL });
      return checkKillStory(world, story);
    };
    for (const { name, seen, wrong } of await Promise.race([play(), late])) {
      say(seed, wrong.length === 0, `${name} (${seen})`, wrong);
    }
  } catch (error) {
    say(seed, false, (error as Error).message, []);
  } finally {
    clearTimeout(timer);
    await world.stop();
    console.log(`seed ${seed}  ${((Date.now() - startedAt) / 1000).toFixed(0)} s`);
  }
}

function say(seed: number, held: boolean, text: string, wrong: string[]): void {
  console.log(`${held ? "PASS" : "FAIL"}  seed ${seed}  ${text}`);
  for (const one of wrong.slice(0, SHOWN_MAX)) console.log(`        ${one}`);
  if (wrong.length > SHOWN_MAX) console.log(`        and ${wrong.length - SHOWN_MAX} more`);
  if (!held) process.exitCode = 1;
}
