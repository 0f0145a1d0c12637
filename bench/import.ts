// What an import of 5,000 rows takes in time and memory: looked through as it streams, then carried out row by row. With
// the young generation that the console is started with (scripts/lean.mjs).
import { chmodSync, mkdtempSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import path from "node:path";
import postgres from "postgres";
import { openDatabase } from "#db/client.ts";
import { systemScope, userScope } from "#lib/access/open-scope.ts";
import { applyImports } from "#lib/onboarding/apply-imports.ts";
import { beginImport } from "#lib/onboarding/begin-import.ts";
import { confirmImport } from "#lib/onboarding/confirm-import.ts";
import { PARTNER_TENANT } from "#lib/terms.ts";
import { startPostgres } from "../scripts/embedded-postgres.mjs";
import { plantSites } from "./decision-world.ts";
import { judge, printFigures } from "./ratio.ts";

const ROWS = 5_000;
const LIMIT_MB = 50;
const HEAD = "merchant,integration,currency,timezone,site,hosts,descriptors\n";

const home = mkdtempSync(path.join(tmpdir(), "switchboard-bench-"));
chmodSync(home, 0o711);
const server = await startPostgres({ dataDir: path.join(home, "postgres") });
try {
  await run();
} finally {
  await server.stop();
  rmSync(home, { recursive: true, force: true });
}

/** Ten sites a merchant, of which every second row is another merchant's. */
async function* file(rows: number): AsyncGenerator<Uint8Array> {
  yield Buffer.from(HEAD);
  for (let row = 0; row < rows; row += 1) {
    const merchant = row % Math.ceil(rows / 10);
    const site = `Shop ${row},shop-${row}.import-${merchant}.example,IMPORT${row}*SHOP`;
    yield Buffer.from(`Import ${merchant},standard_cit,USD,UTC,${site}\n`);
  }
}

async function run(): Promise<void> {
  const world = await plantSites(server.adminUrl, [1]);
  const owner = postgres(world.ownerUrl, { max: 1 });
  const person = { id: "usr_bench", name: "Bench", role: "operator", merchantId: PARTNER_TENANT } as const;
  await owner`INSERT INTO users (id, merchant_id, email, name, role, password_hash)
    VALUES (${person.id}, ${person.merchantId}, 'bench@x.example', ${person.name}, ${person.role}, '-')`;
  await owner.end();
  const database = openDatabase(world.appUrl, { applicationName: "bench", poolMax: 4 });
  const scope = userScope(person, { database });
  // What is loaded and compiled on first use is not the file's.
  await beginImport(scope, { fileName: "warm.csv", chunks: file(1_000) });

  const before = process.memoryUsage().rss;
  let peak = before;
  const watch = setInterval(() => {
    peak = Math.max(peak, process.memoryUsage().rss);
  }, 10);
  const startedAt = performance.now();
  const begun = await beginImport(scope, { fileName: "bench.csv", chunks: file(ROWS) });
  const lookedMs = performance.now() - startedAt;
  if (!begun.ok) throw new Error(begun.reason);
  const lookedMb = (peak - before) / 1e6;
  printFigures(`An import of ${ROWS} rows`, [
    ["looked through", `${(lookedMs / 1000).toFixed(1)} s, +${lookedMb.toFixed(0)} MB`],
  ]);

  await confirmImport(scope, { importId: begun.value.importId });
  const appliedAt = performance.now();
  let applied = 0;
  for (let taken = 1; taken > 0; applied += taken)
    taken = await applyImports(systemScope("worker", { database }));
  const appliedMs = performance.now() - appliedAt;
  clearInterval(watch);
  const allMb = (peak - before) / 1e6;
  await database.close();
  printFigures(`An import of ${ROWS} rows`, [
    ["looked through", `${(lookedMs / 1000).toFixed(1)} s, +${lookedMb.toFixed(0)} MB`],
    [
      `carried out ${applied}`,
      `${(appliedMs / 1000).toFixed(1)} s, ${(appliedMs / applied).toFixed(1)} ms a row`,
    ],
    ["memory at its peak", `+${allMb.toFixed(0)} MB`],
  ]);
  judge([
    [`looking ${ROWS} rows through takes at most ${LIMIT_MB} MB`, lookedMb <= LIMIT_MB],
    ["every row is carried out", applied === ROWS],
  ]);
}
