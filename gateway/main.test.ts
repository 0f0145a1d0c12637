import { type ChildProcess, spawn } from "node:child_process";
import { once } from "node:events";
import { request } from "node:http";
import { fileURLToPath } from "node:url";
import { afterAll, beforeAll, expect, test, vi } from "vitest";
import { openDatabaseProxy } from "#db/testing/database-proxy.ts";
import { declinedOrder } from "#db/testing/gateway-bodies.ts";
import { createWorld, type World } from "#db/testing/gateway-world.ts";
import { freePort } from "../scripts/embedded-postgres.mjs";

const root = fileURLToPath(new URL("..", import.meta.url));
let world: World;
let gateway: ChildProcess;
let door: Awaited<ReturnType<typeof openDatabaseProxy>>;
let url: string;

beforeAll(async () => {
  world = await createWorld();
  door = await openDatabaseProxy(world.appUrl);
  const port = await freePort();
  url = `http://localhost:${port}`;
  gateway = spawn(process.execPath, ["--import", "./scripts/leash.mjs", "gateway/main.ts"], {
    cwd: root,
    env: {
      PATH: process.env.PATH,
      NODE_ENV: "test",
      DATABASE_URL: door.url,
      GATEWAY_PORT: String(port),
      FLEXCHARGE_SANDBOX_URL: world.sandbox.sandboxUrl,
      FLEXCHARGE_PRODUCTION_URL: world.sandbox.productionUrl,
      SWITCHBOARD_ENCRYPTION_KEY: process.env.SWITCHBOARD_ENCRYPTION_KEY,
      GATEWAY_TOKEN_SECRET: process.env.GATEWAY_TOKEN_SECRET,
    },
    stdio: ["ignore", "ignore", "inherit", "ipc"],
  });
  await vi.waitFor(async () => expect((await fetch(`${url}/readyz`)).status).toBe(200), { timeout: 15_000 });
});
afterAll(async () => {
  if (gateway.exitCode === null && gateway.signalCode === null) gateway.kill("SIGKILL");
  await door.stop();
  await world.stop();
});

test("TRACE is refused before anybody reads it", async () => {
  const asked = request(`${url}/v1/evaluate`, { method: "TRACE" }).end();
  const [answer] = await once(asked, "response");
  expect(answer.statusCode).toBe(405);
  answer.resume();
});

test("the program answers over HTTP as it does in process, and refuses a body whose length it is not told", async () => {
  const token = await world.bearer(world.alpha.keys.production);
  const json = declinedOrder({ siteUrl: `https://${world.alpha.host}` });
  const headers = { authorization: `Bearer ${token}`, "content-type": "application/json" };
  const answer = await fetch(`${url}/v1/evaluate`, { method: "POST", headers, body: JSON.stringify(json) });
  expect(await answer.json()).toMatchObject({ status: "APPROVED" });
  const chunks = async function* () {
    for (let sent = 0; sent < 80; sent += 1) yield Buffer.alloc(1024, 0x20);
  };
  const large = { method: "POST", headers, body: chunks(), duplex: "half" } as unknown as RequestInit;
  const refused = await fetch(`${url}/v1/evaluate`, large).catch(() => null);
  expect(refused?.status ?? 413).toBe(413);
  expect((await fetch(`${url}/livez`)).status).toBe(200);
});

test("a database that goes away in the middle of many orders takes nobody along", async () => {
  const token = await world.bearer(world.alpha.keys.production);
  const headers = { authorization: `Bearer ${token}`, "content-type": "application/json" };
  const evaluate = async () => {
    const json = declinedOrder({ siteUrl: `https://${world.alpha.host}` });
    // The same order again takes the longer transaction, which has a ROLLBACK to write when it breaks.
    const again = { ...json, idempotencyKey: `${json.idempotencyKey}-2` };
    const post = (body: unknown) =>
      fetch(`${url}/v1/evaluate`, { method: "POST", headers, body: JSON.stringify(body) });
    return [(await post(json)).status, (await post(again)).status];
  };
  const flood = Array.from({ length: 40 }, evaluate);
  for (let round = 0; round < 2; round += 1) {
    await world.call("/livez");
    door.shut();
    door.open();
    await evaluate();
  }
  expect((await Promise.all(flood)).flat().every((status) => status === 200 || status === 503)).toBe(true);
  await vi.waitFor(async () => expect(await evaluate()).toEqual([200, 200]), { timeout: 6_000 });
  expect(gateway.exitCode).toBeNull();
}, 60_000);

test("told to end, it finishes what has begun, answers it, and is gone within 20 seconds", async () => {
  const token = await world.bearer(world.alpha.keys.production);
  const json = declinedOrder({ siteUrl: `https://${world.alpha.host}` });
  await world.sandbox
    .control("production")
    .addFault({ path: "/v1/evaluate", kind: "slow", ms: 1_000, times: 1 });
  const headers = { authorization: `Bearer ${token}`, "content-type": "application/json" };
  const begun = fetch(`${url}/v1/evaluate`, { method: "POST", headers, body: JSON.stringify(json) });
  await expect
    .poll(async () => (await world.upstream("production", json.orderId)).length)
    .toBeGreaterThanOrEqual(0);
  await expect
    .poll(async () => (await (await fetch(`${url}/metrics`)).text()).includes("gateway_in_flight 1"))
    .toBe(true);
  const toldAt = performance.now();
  const gone = once(gateway, "exit");
  gateway.kill("SIGTERM");
  expect(await (await begun).json()).toMatchObject({ status: "APPROVED" });
  expect(await gone).toEqual([0, null]);
  expect(performance.now() - toldAt).toBeLessThan(20_000);
});
