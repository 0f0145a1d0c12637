import { chmodSync, mkdtempSync, readdirSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import path from "node:path";
import { startPostgres } from "../../scripts/embedded-postgres.mjs";
import { createTemplate } from "./template.ts";

const PREFIX = "switchboard-test-";

/**
 * Starts a PostgreSQL of this run's own (or uses TEST_DATABASE_ADMIN_URL when given) and makes the
 * migrated template that every test file clones. Its own, so that two runs never share a role or a port.
 */
export default async function setup(): Promise<() => Promise<void>> {
  const given = process.env.TEST_DATABASE_ADMIN_URL;
  if (given) {
    const template = await createTemplate(given);
    return template.drop;
  }
  sweepLeftovers();
  const home = mkdtempSync(path.join(tmpdir(), `${PREFIX}${process.pid}-`));
  chmodSync(home, 0o711); // PostgreSQL does not run as root; the user that it then runs as must get through.
  const server = await startPostgres({ dataDir: path.join(home, "postgres"), durable: false });
  process.env.TEST_DATABASE_ADMIN_URL = server.adminUrl;
  await createTemplate(server.adminUrl);
  return async () => {
    await server.stop();
    rmSync(home, { recursive: true, force: true });
  };
}

/** Removes what a killed run left: its server has ended by itself, its directory has not. */
function sweepLeftovers(): void {
  for (const entry of readdirSync(tmpdir())) {
    const pid = entry.startsWith(PREFIX) ? Number(entry.slice(PREFIX.length).split("-")[0]) : Number.NaN;
    if (Number.isInteger(pid) && !isAlive(pid)) {
      rmSync(path.join(tmpdir(), entry), { recursive: true, force: true });
    }
  }
}

function isAlive(pid: number): boolean {
  try {
    process.kill(pid, 0);
    return true;
  } catch (error) {
    return (error as NodeJS.ErrnoException).code === "EPERM";
  }
}
