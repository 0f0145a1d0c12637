import { spawn } from "node:child_process";
import { once } from "node:events";
import fs from "node:fs";
import path from "node:path";
import postgres from "postgres";
import { expect, onTestFinished, test } from "vitest";
import { startPostgres } from "./embedded-postgres.mjs";
import { temporaryDirectory } from "./temporary-directory.mjs";

function dataDirectory() {
  return path.join(temporaryDirectory(onTestFinished), "postgres");
}

async function query(server, statement) {
  const sql = postgres(server.adminUrl, { max: 1, onnotice: () => {} });
  try {
    return await sql.unsafe(statement);
  } finally {
    await sql.end();
  }
}

test("what was acknowledged is there after the server was killed, on the same port", async () => {
  const dataDir = dataDirectory();
  const first = await startPostgres({ dataDir });
  await query(first, "CREATE TABLE kept AS SELECT 42 AS answer");
  process.kill(first.pid, "SIGKILL");
  const second = await startPostgres({ dataDir });
  expect(second.port).toBe(first.port);
  expect(await query(second, "SELECT answer FROM kept")).toEqual([{ answer: 42 }]);
  await second.stop();
  expect(fs.existsSync(path.join(dataDir, "postmaster.pid"))).toBe(false);
});

test("a second start joins the server that runs", async () => {
  const dataDir = dataDirectory();
  const first = await startPostgres({ dataDir, durable: false });
  const second = await startPostgres({ dataDir, durable: false });
  expect(second).toMatchObject({ reused: true, pid: first.pid, port: first.port });
  await second.stop();
  await first.stop();
});

test("the server ends by itself when the process that started it is killed", async () => {
  const dataDir = dataDirectory();
  const module = new URL("./embedded-postgres.mjs", import.meta.url).href;
  const script = `
    const { startPostgres } = await import(${JSON.stringify(module)});
    await startPostgres({ dataDir: ${JSON.stringify(dataDir)}, durable: false });
    process.stdout.write("up");
    setInterval(() => {}, 1000);`;
  const parent = spawn(process.execPath, ["--input-type=module", "-e", script], {
    stdio: ["ignore", "pipe", "inherit"],
  });
  await once(parent.stdout, "data");
  parent.kill("SIGKILL");
  await expect
    .poll(() => fs.existsSync(path.join(dataDir, "postmaster.pid")), { timeout: 10_000 })
    .toBe(false);
});
