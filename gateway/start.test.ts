import { type ChildProcess, spawn } from "node:child_process";
import { once } from "node:events";
import { fileURLToPath } from "node:url";
import { afterAll, beforeAll, expect, test } from "vitest";
import { openDatabaseProxy } from "#db/testing/database-proxy.ts";
import { declinedOrder } from "#db/testing/gateway-bodies.ts";
import { createWorld, type World } from "#db/testing/gateway-world.ts";
import { freePort } from "../scripts/embedded-postgres.mjs";

const root = fileURLToPath(new URL("..", import.meta.url));
let world: World;
let door: Awaited<ReturnType<typeof openDatabaseProxy>>;
let gateway: ChildProcess;
let url: string;

beforeAll(async () => {
  world = await createWorld();
  door = await openDatabaseProxy(world.appUrl);
  door.shut();
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
});
afterAll(async () => {
  if (gateway.exitCode === null && gateway.signalCode === null) {
    gateway.kill("SIGTERM");
    await once(gateway, "exit");
  }
  await door.stop();
  await world.stop();
});

test("a gateway that starts while PostgreSQL is down waits, tells everybody to come back, and works within five seconds of its return", async () => {
  const status = (path: string) =>
    fetch(`${url}${path}`).then(
      (answer) => answer.status,
      () => null,
    );
  await expect.poll(() => status("/livez"), { timeout: 60_000 }).toBe(200);
  const token = await world.bearer(world.alpha.keys.production);
  const headers = { authorization: `Bearer ${token}`, "content-type": "application/json" };
  const post = (path: string) => {
    const body = JSON.stringify(declinedOrder({ siteUrl: `https://${world.alpha.host}` }));
    return fetch(`${url}${path}`, { method: "POST", headers, body });
  };
  expect(await status("/readyz")).toBe(503);
  for (const path of ["/v1/evaluate", "/v1/transmit", "/v1/oauth2/token", "/v1/capture"]) {
    const answer = await post(path);
    expect(answer.status, path).toBe(503);
    expect(Number(answer.headers.get("retry-after")), path).toBeGreaterThan(0);
    expect(await answer.json(), path).toMatchObject({ status: 503 });
  }

  door.open();
  const openedAt = performance.now();
  await expect.poll(async () => (await post("/v1/evaluate")).status, { timeout: 10_000 }).toBe(200);
  expect(performance.now() - openedAt).toBeLessThan(5_000);
  expect(await status("/readyz")).toBe(200);
  expect(gateway.exitCode).toBeNull();
}, 90_000);
