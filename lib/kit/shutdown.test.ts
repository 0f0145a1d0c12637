import { spawn } from "node:child_process";
import { once } from "node:events";
import { createServer, type Socket } from "node:net";
import { expect, onTestFinished, test } from "vitest";

const shutdown = new URL("./shutdown.ts", import.meta.url).href;

/** A program that ends on signals and whose first moment runs `code`; it says `alive` when it outlived that. */
async function run(code: string): Promise<{ alive: boolean; exit: number | null }> {
  const program = `
    import { endOnSignal } from ${JSON.stringify(shutdown)};
    import postgres from "postgres";
    const log = { info() {}, warn() {}, error() {} };
    const alive = () => setTimeout(() => console.log("alive"), 50);
    endOnSignal(log, async () => {});
    setInterval(() => {}, 1000);
    ${code}`;
  const child = spawn(process.execPath, ["--input-type=module", "-e", program], {
    stdio: ["ignore", "pipe", "ignore"],
  });
  const ended = once(child, "exit");
  const alive = await Promise.race([once(child.stdout, "data").then(() => true), ended.then(() => false)]);
  child.kill("SIGTERM");
  return { alive, exit: (await ended)[0] };
}

/** A server that speaks PostgreSQL until it is asked something, then does `end` and hangs up. */
async function startServer(end: (socket: Socket) => void): Promise<string> {
  const server = createServer((socket) => {
    socket.on("error", () => {});
    // Authentication is fine; ready for a query.
    socket.once("data", () => {
      socket.write(Buffer.from([0x52, 0, 0, 0, 8, 0, 0, 0, 0, 0x5a, 0, 0, 0, 5, 0x49]));
      socket.once("data", () => end(socket));
    });
  });
  server.listen(0, "127.0.0.1");
  await once(server, "listening");
  onTestFinished(() => void server.close());
  return `postgres://u:p@127.0.0.1:${(server.address() as { port: number }).port}/d`;
}

/** FATAL 57P01, as a server says it that is being stopped. */
function stopped(socket: Socket): void {
  const fields = Buffer.from("SFATAL\0VFATAL\0C57P01\0Mterminating connection\0\0");
  const head = Buffer.from([0x45, 0, 0, 0, fields.length + 4]);
  socket.end(Buffer.concat([head, fields]));
}

test.each([
  ["breaks", (socket: Socket) => void socket.destroy()],
  ["is reset", (socket: Socket) => void socket.resetAndDestroy()],
  ["is ended by a server that stops", stopped],
])("a database connection that %s while it is being made ends no program", async (_how, end) => {
  const url = await startServer(end);
  const code = `
    const sql = postgres(${JSON.stringify(url)}, { max: 1, backoff: () => 60 });
    sql.reserve().catch(() => {});
    process.on("uncaughtException", alive);`;
  expect(await run(code)).toEqual({ alive: true, exit: 0 });
});

test.each([
  ["ERR_OTHER", ""],
  // Of a query of our own, which nobody waited for.
  ["CONNECTION_CLOSED", "SELECT 1"],
])("any other error that nobody caught (%s) ends it, for a supervisor to start anew", async (code, query) => {
  const error = `Object.assign(new Error("x"), ${JSON.stringify({ code, query })})`;
  expect(await run(`Promise.reject(${error}); alive();`)).toEqual({ alive: false, exit: 1 });
});
