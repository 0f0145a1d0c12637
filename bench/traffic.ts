// `npm run demo:traffic`: drives the gateway as checkouts would, then lays its own count beside the report API.
// It stands with the benchmarks, because like them it drives the product from outside and imports nothing of it.
// Needs a running `npm start`; speaks only HTTP, with the keys of DATA_DIR/demo.json.
import { randomUUID } from "node:crypto";
import { existsSync, readFileSync } from "node:fs";
import path from "node:path";
import { parseArgs } from "node:util";
import { openCheckouts } from "./traffic-checkouts.ts";
import { nextOrder, seededRandom, type TrafficMerchant } from "./traffic-orders.ts";
import { compare, count, type Tally } from "./traffic-tally.ts";

const USAGE = `npm run demo:traffic -- [--rate 10] [--duration 30] [--orders 5000] [--environment production|sandbox]
  --rate         orders a second, 1 to 500
  --duration     seconds, 1 to 3600
  --orders       at most so many orders, 1 to 100000
  --environment  production: live orders (default); sandbox: test orders
  --seed         the same number gives the same orders`;
/** Roll-ups and the copies' way through the worker take a moment. */
const REPORT_WAIT_MS = 30_000;
const IN_FLIGHT_MAX = 64;

class Unusable extends Error {}

const settings = readSettings();
const world = readWorld();
const merchants = world.merchants.filter(({ keys, sites }) => keys && sites.length > 0);
const checkouts = openCheckouts(world.gateway, settings.environment);
try {
  await run();
} catch (error) {
  console.error(error instanceof Unusable ? error.message : error);
  process.exitCode = 1;
}

async function run(): Promise<void> {
  const { rate, durationMs, ordersMax, environment, random } = settings;
  const ids = merchants.map(({ id }) => id);
  await checkouts.signIn(merchants).catch((error: Error) => {
    throw new Unusable(
      `The gateway at ${world.gateway} does not answer: is \`npm start\` running? (${error.message})`,
    );
  });
  const before = await checkouts.reports(merchants);
  console.log(
    `${rate} orders/s for ${durationMs / 1000} s to ${world.gateway} (${environment}), ${ids.length} merchants`,
  );

  const tally: Tally = new Map();
  const kinds = new Map<string, number>();
  const answers = new Map<string, number>();
  const failures = new Map<string, number>();
  const note = (map: Map<string, number>, word: string) => map.set(word, (map.get(word) ?? 0) + 1);
  const run = randomUUID().slice(0, 8);
  const startedAt = performance.now();
  const underWay = new Set<Promise<void>>();
  let begun = 0;
  let finished = 0;
  let stopped = false;
  process.once("SIGINT", () => {
    stopped = true;
  });

  async function send(): Promise<void> {
    const order = nextOrder(random, merchants, `t-${run}-${begun}`, environment);
    begun += 1;
    try {
      const said = await checkouts.place(order);
      count(tally, order, said);
      note(kinds, `${order.kind}, ${order.approvedByProcessor ? "approved" : "declined"}`);
      if (said) note(answers, said.sent ? said.status : `not sent: ${said.reason}`);
    } catch (error) {
      note(failures, (error as Error).message);
    }
    finished += 1;
  }

  const show = (end: string) => {
    const seconds = (performance.now() - startedAt) / 1000;
    const failed = begun === 0 ? 0 : [...failures.values()].reduce((sum, some) => sum + some, 0);
    const line = `${Math.round(seconds)} s  ${finished} orders  ${(finished / seconds).toFixed(1)}/s  ${failed} failed`;
    if (process.stdout.isTTY) process.stdout.write(`\r${line.padEnd(70)}${end}`);
    else if (end) console.log(line);
  };
  const progress = setInterval(
    () => show(process.stdout.isTTY ? "" : "\n"),
    process.stdout.isTTY ? 500 : 5_000,
  );

  while (!stopped && begun < ordersMax && performance.now() - startedAt < durationMs) {
    const due = Math.min(ordersMax, Math.ceil(((performance.now() - startedAt) / 1000) * rate) || 1);
    while (begun < due && underWay.size < IN_FLIGHT_MAX) {
      const sending = send().finally(() => underWay.delete(sending));
      underWay.add(sending);
    }
    await new Promise((resolve) => setTimeout(resolve, Math.max(2, 500 / rate)));
  }
  await Promise.all(underWay);
  clearInterval(progress);
  show("\n");

  table("Orders", kinds);
  table("Evaluates", answers);
  if (failures.size > 0) table("Failed", failures);
  const askedFrom = performance.now();
  let differences = compare(tally, before, await checkouts.reports(merchants));
  while (differences.length > 0 && performance.now() - askedFrom < REPORT_WAIT_MS) {
    await new Promise((resolve) => setTimeout(resolve, 500));
    differences = compare(tally, before, await checkouts.reports(merchants));
  }
  const waited = ((performance.now() - askedFrom) / 1000).toFixed(1);
  if (differences.length === 0 && failures.size === 0) {
    console.log(`\nMATCH  ${tally.size} rows of the reports by site agree to the unit (after ${waited} s)`);
    return;
  }
  process.exitCode = 1;
  for (const { row, figure, sent, reported } of differences.slice(0, 20)) {
    console.log(`  ${row}  ${figure}: sent ${sent}, reported ${reported}`);
  }
  console.log(
    `\nMISMATCH  ${differences.length} figures differ, ${failures.size} kinds of failure (after ${waited} s)`,
  );
  console.log("Somebody else's orders of the same minutes also count in the reports.");
}

function table(title: string, counts: Map<string, number>): void {
  console.log(`\n${title}`);
  for (const [word, some] of [...counts].sort((a, b) => b[1] - a[1])) {
    console.log(`  ${String(some).padStart(6)}  ${word}`);
  }
}

function readSettings() {
  const { values } = parseArgs({
    options: {
      rate: { type: "string", default: "10" },
      duration: { type: "string", default: "30" },
      orders: { type: "string", default: "5000" },
      environment: { type: "string", default: "production" },
      seed: { type: "string", default: String(Date.now() % 1_000_000) },
      help: { type: "boolean", default: false },
    },
    strict: true,
    args: process.argv.slice(2),
  });
  const number = (name: "rate" | "duration" | "orders" | "seed", max: number) => {
    const value = Number(values[name]);
    if (Number.isFinite(value) && value > 0 && value <= max) return value;
    console.error(USAGE);
    process.exit(2);
  };
  if (values.help || !["production", "sandbox"].includes(values.environment)) {
    console.error(USAGE);
    process.exit(values.help ? 0 : 2);
  }
  return {
    rate: number("rate", 500),
    durationMs: number("duration", 3_600) * 1000,
    ordersMax: Math.floor(number("orders", 100_000)),
    environment: values.environment as "production" | "sandbox",
    random: seededRandom(number("seed", 2 ** 32)),
  };
}

function readWorld(): { gateway: string; merchants: TrafficMerchant[] } {
  const file = path.join(process.env.DATA_DIR || ".data", "demo.json");
  if (!existsSync(file)) {
    console.error(`${file} is not there: start the demo first with \`npm start\`.`);
    process.exit(1);
  }
  return JSON.parse(readFileSync(file, "utf8"));
}
