// `npm run prove:bad-input [-- --seed 1 --requests 20000]`: generated requests over the gateway's own OpenAPI document,
// most broken in one place or a few, against a small world of its own on loopback. None may yield a 5xx or hang (P26).
import { once } from "node:events";
import type { AddressInfo } from "node:net";
import { parseArgs } from "node:util";
import { createWorld } from "#db/testing/gateway-world.ts";
import { oddCallers, PATIENT } from "#db/testing/odd-callers.ts";
import { startOwnPostgres } from "#db/testing/own-postgres.ts";
import { sendOddRequests } from "#db/testing/send-odd-requests.ts";
import { judge, printFigures } from "./ratio.ts";

const AT_ONCE = 16;
const ALL_MS_MAX = 30 * 60_000;

const { values } = parseArgs({
  options: { seed: { type: "string", default: "1" }, requests: { type: "string", default: "20000" } },
});
const [seed, count] = [Number(values.seed), Number(values.requests)];
if (!Number.isInteger(seed) || !(Number.isInteger(count) && count > 0 && count <= 200_000)) {
  console.error("npm run prove:bad-input -- [--seed 1] [--requests ≤ 200000]");
  process.exit(2);
}

const timer = setTimeout(() => {
  console.error(`FAIL  not done in ${ALL_MS_MAX / 60_000} min`);
  process.exit(1);
}, ALL_MS_MAX);
const postgres = await startOwnPostgres();
process.env.TEST_DATABASE_ADMIN_URL = postgres.home.ownerUrl;
try {
  const world = await createWorld({ home: postgres.home, gateway: { limits: PATIENT } });
  try {
    const server = await world.listen();
    if (!server.listening) await once(server, "listening");
    const { port } = server.address() as AddressInfo;
    const requests = await oddCallers(world, seed);
    const startedAt = performance.now();
    const { counts, wrong } = await sendOddRequests(port, requests, {
      count,
      atOnce: AT_ONCE,
      wrongMax: 200,
    });
    const seconds = (performance.now() - startedAt) / 1000;
    const sent = [...counts.values()].reduce((sum, one) => sum + one, 0);
    const sorted = [...counts].sort(([a], [b]) => a.localeCompare(b));
    printFigures(`${sent} requests in ${seconds.toFixed(0)} s (seed ${seed}), by status`, [
      ...sorted.map(([status, n]) => [status, n.toLocaleString("en-US")] as [string, string]),
    ]);
    for (const one of wrong) console.log(`\n${one}`);
    const failed = world.log.filter((line) => line.includes('"unexpected error"'));
    for (const line of failed.slice(0, 5)) console.log(line.slice(0, 1_500));
    const alive = await world.call("/livez");
    judge([
      [`${count} requests were sent`, sent === count],
      ["no answer was a 5xx, none was missing", wrong.length === 0],
      ["the log tells of no unexpected error", failed.length === 0],
      ["the gateway still answers", alive.status === 200],
    ]);
  } finally {
    await world.stop();
  }
} finally {
  clearTimeout(timer);
  await postgres.stop();
}
process.exit();
