import path from "node:path";
import postgres, { type Sql } from "postgres";
import { startPostgres } from "../scripts/embedded-postgres.mjs";

export function dataDir(): string {
  const directory = process.env.E2E_DATA_DIR;
  if (!directory) throw new Error("E2E_DATA_DIR is not set: run the journeys through npm run test:e2e");
  return directory;
}

/** Our own database, read as its owner: nothing is hidden from this by a policy. */
export async function asOwner<Value>(work: (sql: Sql, ownerUrl: string) => Promise<Value>): Promise<Value> {
  const server = await startPostgres({ dataDir: path.join(dataDir(), "postgres") });
  const url = new URL(server.adminUrl);
  url.pathname = "/switchboard";
  const sql = postgres(url.href, { max: 1, onnotice: () => {} });
  try {
    return await work(sql, url.href);
  } finally {
    await sql.end();
    if (!server.reused) await server.stop();
  }
}
