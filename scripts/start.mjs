// `npm start`: from a fresh clone to the running product. Everything imported here must load on Node 20 with
// nothing installed; the packages are first touched after `runOnNode24`.
import fs from "node:fs";
import path from "node:path";
import { fileURLToPath } from "node:url";
import { announce } from "./announce.mjs";
import { buildWhenStale } from "./build.mjs";
import { claimDataDirectory } from "./data-directory-lock.mjs";
import { openDatabases } from "./databases.mjs";
import { ensureInstalled } from "./install.mjs";
import { LEAN, WEB_FLAGS } from "./lean.mjs";
import { runOnNode24 } from "./node24.mjs";
import { whenOrphaned } from "./orphan.mjs";
import { requireFreePorts } from "./ports.mjs";
import { loadDotEnv, readSecrets, readSettings } from "./settings.mjs";
import { Supervisor } from "./supervisor.mjs";

const root = fileURLToPath(new URL("..", import.meta.url));
const NEXT = "node_modules/next/dist/bin/next";
const STOP_ORDER = [["web", "gateway"], ["worker"], ["sandbox"]];

async function bringUp(supervisor, settings, development) {
  const opened = {};
  const { urls } = settings;
  const secrets = readSecrets(settings.dataDir);
  const { APP_DATABASE_PASSWORD, INGEST_DATABASE_PASSWORD, ...programSecrets } = secrets;

  const build = async () => {
    const env = { ...settings.environment, NODE_ENV: "production" };
    if (!development) await buildWhenStale(root, () => supervisor.run("build", [NEXT, "build"], { env }));
  };
  const openWorld = async () => {
    opened.databases = await openDatabases({ dataDir: settings.dataDir, secrets });
    const env = { ...settings.environment, ...programSecrets, ...opened.databases.environment };
    delete env.DATABASE_MIGRATION_URL;
    const passwords = { APP_DATABASE_PASSWORD, INGEST_DATABASE_PASSWORD };
    const owner = { ...env, DATABASE_MIGRATION_URL: opened.databases.migrationUrl, ...passwords };
    await supervisor.run("migrate", ["db/migrate.ts"], { env: owner });
    await supervisor.start("sandbox", ["sandbox/main.ts"], { env, readyUrl: `${urls.sandbox}/livez` });
    await supervisor.run("seed", ["db/seed.ts"], { env: owner });
    return env;
  };
  const startPrograms = async (env) => {
    const web = development ? ["dev"] : ["start"];
    const webEnv = { ...env, NODE_ENV: development ? "development" : "production" };
    const webArgs = [...WEB_FLAGS, NEXT, ...web, "-p", String(settings.ports.WEB_PORT), "-H", "127.0.0.1"];
    await Promise.all([
      supervisor.start("gateway", [...LEAN, "gateway/main.ts"], { env, readyUrl: `${urls.gateway}/readyz` }),
      supervisor.start("worker", [...LEAN, "worker/main.ts"], { env, readyUrl: `${urls.worker}/readyz` }),
      supervisor.start("web", webArgs, { env: webEnv, readyUrl: `${urls.web}/readyz` }),
    ]);
  };

  // The build needs no database, so the two slow halves of a first start run side by side.
  const halves = [openWorld(), build()];
  const done = Promise.all(halves).then(([env]) => (supervisor.stopping ? undefined : startPrograms(env)));
  const settled = Promise.allSettled([...halves, done]);
  return { done, closeDatabases: () => settled.then(() => opened.databases?.server?.stop()) };
}

async function main() {
  ensureInstalled(root);
  await runOnNode24(root);
  loadDotEnv(root);

  const development = process.argv.includes("--dev");
  const verbose = process.argv.includes("--verbose");
  const settings = readSettings(root);
  const logDir = path.join(settings.dataDir, "logs");
  fs.mkdirSync(logDir, { recursive: true });
  process.on("exit", claimDataDirectory(settings.dataDir));
  await requireFreePorts(settings.ports);

  const asked = new Promise((resolve) => {
    for (const signal of ["SIGINT", "SIGTERM", "SIGHUP"]) process.on(signal, () => resolve());
    process.on("disconnect", () => resolve());
    whenOrphaned(() => resolve());
  });
  console.log("Starting Switchboard …");
  const supervisor = new Supervisor({ root, logDir, verbose });
  const house = await bringUp(supervisor, settings, development);
  let failure;
  await Promise.race([
    asked,
    house.done
      .then(() => {
        announce(settings, root);
        process.send?.("ready");
        return supervisor.casualty;
      })
      .then((name) => {
        failure = `${name} ended unexpectedly.\n${supervisor.lastLog(name)}`;
      })
      .catch((error) => {
        failure = error.message;
      }),
  ]);
  console.log(
    failure === undefined ? "\nStopping …" : `\n${failure}\n\nStopping everything (logs: ${logDir}) …`,
  );
  await supervisor.stop(...STOP_ORDER);
  await house.closeDatabases();
  process.exit(failure === undefined ? 0 : 1);
}

main().catch((error) => {
  console.error(error.message);
  process.exit(1);
});
