import { spawn } from "node:child_process";
import { once } from "node:events";
import { expect, test } from "vitest";

/** A program that ends on signals, and whose first moment has a promise that nobody waits for. */
async function run(code: string): Promise<{ alive: boolean; exit: number | null }> {
  const file = new URL("./shutdown.ts", import.meta.url).href;
  const program = `
    import { endOnSignal } from ${JSON.stringify(file)};
    const log = { info() {}, warn() {}, error() {} };
    endOnSignal(log, async () => {});
    setInterval(() => {}, 1000);
    Promise.reject(Object.assign(new Error("x"), { code: ${JSON.stringify(code)} }));
    setTimeout(() => console.log("alive"), 50);`;
  const child = spawn(process.execPath, ["--input-type=module", "-e", program], {
    stdio: ["ignore", "pipe", "ignore"],
  });
  const ended = once(child, "exit");
  const alive = await Promise.race([once(child.stdout, "data").then(() => true), ended.then(() => false)]);
  child.kill("SIGTERM");
  return { alive, exit: (await ended)[0] };
}

test("a database connection that breaks while it is being made ends no program", async () => {
  expect(await run("CONNECTION_CLOSED")).toEqual({ alive: true, exit: 0 });
});

test("any other error that nobody caught ends it, for a supervisor to start anew", async () => {
  expect(await run("ERR_OTHER")).toEqual({ alive: false, exit: 1 });
});
