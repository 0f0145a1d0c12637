import fs from "node:fs";
import path from "node:path";
import { expect, onTestFinished, test } from "vitest";
import { freePort } from "./embedded-postgres.mjs";
import { Supervisor } from "./supervisor.mjs";
import { temporaryDirectory } from "./temporary-directory.mjs";

/** A program that serves, says "bye <name>" into a common file when it is asked to end, and falls over on /die. */
const PROGRAM = `
  import fs from "node:fs";
  import http from "node:http";
  const [name, port, diary] = process.argv.slice(2);
  http.createServer((request, response) => {
    if (request.url !== "/die") return response.end();
    console.error("the last words");
    process.exit(3);
  }).listen(Number(port), "localhost");
  process.on("SIGTERM", () => { fs.appendFileSync(diary, "bye " + name + "\\n"); process.exit(0); });`;

function stage() {
  const root = temporaryDirectory(onTestFinished);
  fs.writeFileSync(path.join(root, "program.mjs"), PROGRAM);
  const supervisor = new Supervisor({ root, logDir: path.join(root, "logs"), verbose: false });
  onTestFinished(() => supervisor.stop());
  const diary = path.join(root, "diary");
  return {
    supervisor,
    diary,
    async start(name) {
      const url = `http://localhost:${await freePort()}`;
      const args = ["program.mjs", name, new URL(url).port, diary];
      await supervisor.start(name, args, { env: process.env, readyUrl: url });
      return url;
    },
  };
}

test("programs end in the order that is given, doors before what stands behind them", async () => {
  const { supervisor, diary, start } = stage();
  await start("sandbox");
  await start("worker");
  await start("web");
  await supervisor.stop(["web"], ["worker"], ["sandbox"]);
  expect(fs.readFileSync(diary, "utf8")).toBe("bye web\nbye worker\nbye sandbox\n");
});

test("a program that falls over is reported by name, with its last words", async () => {
  const { supervisor, start } = stage();
  const url = await start("gateway");
  await fetch(`${url}/die`).catch(() => {});
  expect(await supervisor.casualty).toBe("gateway");
  expect(supervisor.lastLog("gateway")).toContain("gateway | the last words");
});

test("a program that cannot start fails at once, with the reason that it gave", async () => {
  const { supervisor } = stage();
  const start = supervisor.start("worker", ["no-such-file.mjs"], {
    env: process.env,
    readyUrl: "http://localhost:9",
  });
  await expect(start).rejects.toThrow(/worker ended while it started.*Cannot find module/s);
});

test("a step that fails stops the start with its last lines", async () => {
  const { supervisor } = stage();
  const run = supervisor.run("migrate", ["-e", 'console.error("no table"); process.exit(1)'], {
    env: process.env,
  });
  await expect(run).rejects.toThrow(/migrate failed \(exit 1\).*no table/s);
});
