import { spawn } from "node:child_process";
import { once } from "node:events";
import { fileURLToPath } from "node:url";
import { afterAll, beforeAll, expect, test } from "vitest";
import { createDatabase } from "./testing/database.ts";

const program = fileURLToPath(new URL("./main.ts", import.meta.url));
let database: Awaited<ReturnType<typeof createDatabase>>;

beforeAll(async () => {
  database = await createDatabase();
});
afterAll(() => database.drop());

function start(env: Record<string, string>) {
  const child = spawn(process.execPath, [program], {
    env: {
      NODE_ENV: "test",
      PATH: process.env.PATH,
      SANDBOX_PORT: "0",
      SANDBOX_PRODUCTION_PORT: "0",
      ...env,
    },
    stdio: ["ignore", "pipe", "pipe"],
  });
  let output = "";
  child.stdout.on("data", (chunk) => {
    output += chunk;
  });
  child.stderr.on("data", (chunk) => {
    output += chunk;
  });
  return { child, output: () => output, ended: once(child, "exit").then(([code]) => code as number) };
}

test("the program prints its two addresses on one line and ends cleanly when told, within two seconds", async () => {
  const { child, output, ended } = start({ NODE_ENV: "test", SANDBOX_DATABASE_URL: database.url });
  await expect.poll(output, { timeout: 15_000 }).toContain("\n");
  expect(output().trim().split("\n")).toHaveLength(1);
  const urls = output().match(/http:\/\/localhost:\d+/g) ?? [];
  expect(urls).toHaveLength(2);
  for (const url of urls) expect((await fetch(`${url}/livez`)).status).toBe(200);
  const began = performance.now();
  child.kill("SIGTERM");
  expect(await ended).toBe(0);
  expect(performance.now() - began).toBeLessThan(2_000);
});

test("it does not start in production unless that is allowed, nor without a database", async () => {
  const production = start({ NODE_ENV: "production", SANDBOX_DATABASE_URL: database.url });
  expect(await production.ended).toBe(1);
  expect(production.output()).toContain("SANDBOX_ALLOW=1");
  const homeless = start({ NODE_ENV: "test" });
  expect(await homeless.ended).toBe(1);
  expect(homeless.output()).toContain("SANDBOX_DATABASE_URL");
});
