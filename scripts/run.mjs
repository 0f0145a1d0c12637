// `npm run web|gateway|worker|sandbox|build|db:…`: one program by itself, on Node 24, with its environment.
// With DATABASE_URL set the environment is taken as it is (production); without, DATA_DIR's demo is used.
import { spawn } from "node:child_process";
import { once } from "node:events";
import path from "node:path";
import { fileURLToPath } from "node:url";
import { buildWhenStale } from "./build.mjs";
import { openDatabases } from "./databases.mjs";
import { ensureInstalled } from "./install.mjs";
import { LEAN, WEB_FLAGS } from "./lean.mjs";
import { runOnNode24 } from "./node24.mjs";
import { whenOrphaned } from "./orphan.mjs";
import { loadDotEnv, readSecrets, readSettings } from "./settings.mjs";

const root = fileURLToPath(new URL("..", import.meta.url));
const NEXT = "node_modules/next/dist/bin/next";

const PROGRAMS = {
  web: { args: [...WEB_FLAGS, NEXT, "start"], needs: ["database", "schema", "build"] },
  gateway: { args: [...LEAN, "gateway/main.ts"], needs: ["database", "schema"] },
  worker: { args: [...LEAN, "worker/main.ts"], needs: ["database", "schema"] },
  sandbox: { args: ["sandbox/main.ts"], needs: ["database"] },
  build: { args: [], needs: ["build"] },
  "db:migrate": { args: ["db/migrate.ts"], needs: ["database"], owner: true },
  "db:seed": { args: ["db/seed.ts"], needs: ["database", "schema"], owner: true },
  "demo:traffic": { args: ["bench/traffic.ts"], needs: [] },
  "db:generate": { args: ["node_modules/drizzle-kit/bin.cjs", "generate"], needs: [] },
};

async function main() {
  ensureInstalled(root);
  await runOnNode24(root);
  loadDotEnv(root);
  const [name, ...rest] = process.argv.slice(2);
  // A path is a one-off script (a benchmark, an import) that works on the database.
  const program = PROGRAMS[name] ?? { args: [name], needs: ["database", "schema"] };
  if (!name || (!PROGRAMS[name] && !name.endsWith(".ts"))) {
    throw new Error(`Usage: node scripts/run.mjs <${Object.keys(PROGRAMS).join("|")}|file.ts> [arguments]`);
  }

  const { env, ownerEnv, server } = await environmentFor(program);
  try {
    if (server && program.needs.includes("schema")) await run(["db/migrate.ts"], ownerEnv);
    if (program.needs.includes("build")) {
      await buildWhenStale(root, () => run([NEXT, "build"], { ...env, NODE_ENV: "production" }));
    }
    if (program.args.length > 0) {
      const address = name === "web" ? ["-p", env.WEB_PORT ?? "3000", "-H", env.WEB_HOST ?? "127.0.0.1"] : [];
      const nodeEnv = name === "web" ? { NODE_ENV: "production" } : {};
      await run([...program.args, ...address, ...rest], { ...(program.owner ? ownerEnv : env), ...nodeEnv });
    }
  } finally {
    if (server && !server.reused) await server.stop();
  }
}

async function environmentFor(program) {
  if (process.env.DATABASE_URL || !program.needs.includes("database")) {
    const { DATABASE_URL: url, DATABASE_MIGRATION_URL: migration, ...others } = process.env;
    const env = url ? { ...others, DATABASE_URL: url } : others;
    return { env, ownerEnv: { ...env, DATABASE_MIGRATION_URL: migration ?? url } };
  }
  const { dataDir, environment } = readSettings(root);
  const secrets = readSecrets(dataDir);
  const { server, migrationUrl, environment: databases } = await openDatabases({ dataDir, secrets });
  const { APP_DATABASE_PASSWORD, INGEST_DATABASE_PASSWORD, ...programSecrets } = secrets;
  const env = { ...environment, ...programSecrets, ...databases };
  const passwords = { APP_DATABASE_PASSWORD, INGEST_DATABASE_PASSWORD };
  return { env, ownerEnv: { ...env, DATABASE_MIGRATION_URL: migrationUrl, ...passwords }, server };
}

async function run(args, env) {
  const leash = path.join(root, "scripts/leash.mjs");
  const child = spawn(process.execPath, ["--import", leash, ...args], {
    cwd: root,
    env,
    stdio: ["inherit", "inherit", "inherit", "ipc"],
    detached: true,
  });
  const pass = (signal) => child.kill(signal ?? "SIGTERM");
  for (const signal of ["SIGINT", "SIGTERM", "SIGHUP"]) process.on(signal, pass);
  process.on("disconnect", pass);
  whenOrphaned(() => child.kill());
  const [code] = await once(child, "exit");
  for (const signal of ["SIGINT", "SIGTERM", "SIGHUP"]) process.off(signal, pass);
  process.off("disconnect", pass);
  if (code !== 0) {
    process.exitCode = code ?? 1;
    throw new Failed();
  }
}

/** The child has said on its own output what went wrong. */
class Failed extends Error {}

main().catch((error) => {
  if (!(error instanceof Failed)) console.error(error.message);
  process.exitCode ||= 1;
});
