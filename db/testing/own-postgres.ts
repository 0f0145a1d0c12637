import { chmodSync, existsSync, mkdtempSync, readFileSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import path from "node:path";
import { setTimeout as pause } from "node:timers/promises";
import postgres from "postgres";
import { freePort, startPostgres } from "../../scripts/embedded-postgres.mjs";
import { migrate } from "../migrate.ts";
import { databaseUrl } from "./database-url.ts";

const PASSWORD = "switchboard-test";

/** A durable PostgreSQL of one proof's own, migrated, which that proof may kill and start again on the same port. */
export async function startOwnPostgres() {
  // The name begins as every test directory's, so that the next run sweeps what a killed one left.
  const home = mkdtempSync(path.join(tmpdir(), `switchboard-test-${process.pid}-`));
  chmodSync(home, 0o711); // PostgreSQL does not run as root; the user that it then runs as must get through.
  const dataDir = path.join(home, "postgres");
  let server = await startPostgres({ dataDir, port: await freePort() });
  const admin = postgres(server.adminUrl, { max: 1, onnotice: () => {} });
  await admin`CREATE DATABASE killed`;
  await admin.end();
  const ownerUrl = databaseUrl(server.adminUrl, { database: "killed" });
  await migrate(ownerUrl, { appPassword: PASSWORD, ingestPassword: PASSWORD });
  const as = (user: string) => databaseUrl(ownerUrl, { database: "killed", user, password: PASSWORD });
  return {
    home: {
      ...{ ownerUrl, appUrl: as("switchboard_app"), ingestUrl: as("switchboard_ingest") },
      drop: async () => {},
    },
    /** kill -9 of the postmaster; returns when it is gone. */
    async kill() {
      process.kill(server.pid, "SIGKILL");
      while (isRunning(server.pid)) await pause(10);
    },
    async startAgain() {
      server = await startPostgres({ dataDir, port: server.port });
    },
    async stop() {
      await server.stop();
      rmSync(home, { recursive: true, force: true });
    },
  };
}

/** A zombie is not: it serves nobody. */
function isRunning(pid: number): boolean {
  const stat = existsSync(`/proc/${pid}/stat`) ? readFileSync(`/proc/${pid}/stat`, "utf8") : "";
  return stat !== "" && !/\) [ZX] /.test(stat);
}
