// What the console's largest pages cost the server: the board of 2,000 merchants, the matrix of a merchant with 500
// sites, one cell's change and a dry run of 20,000 orders, beside a plain indexed read of the same rows in the same run.
import { chmodSync, mkdtempSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import path from "node:path";
import { gzipSync } from "node:zlib";
import { drizzle } from "drizzle-orm/postgres-js";
import postgres from "postgres";
import { readMatrix } from "#app/(console)/[environment]/m/[merchantId]/activation/read-matrix.ts";
import { readBoard } from "#app/(console)/[environment]/merchants/_parts/read-board.ts";
import type { Database } from "#db/client.ts";
import { systemScope } from "#lib/access/open-scope.ts";
import { dryRunChange } from "#lib/switching/queries/dry-run-change.ts";
import { setMode } from "#lib/switching/set-mode.ts";
import { setModes } from "#lib/switching/set-modes.ts";
import { startPostgres } from "../scripts/embedded-postgres.mjs";
import { plantConsole } from "./console-world.ts";
import { judge, printFigures, quantile } from "./ratio.ts";

const MERCHANTS = 2_000;
const ORDERS = 20_000;
const EVENTS = 60_000;
const ROUNDS = 12;
const DRY_RUN_MAX_MS = 2_000;
const STATEMENTS_MAX = 60;

const home = mkdtempSync(path.join(tmpdir(), "switchboard-bench-"));
chmodSync(home, 0o711);
const server = await startPostgres({ dataDir: path.join(home, "postgres") });
try {
  await run();
} finally {
  await server.stop();
  rmSync(home, { recursive: true, force: true });
}

async function run(): Promise<void> {
  const world = await plantConsole(server.adminUrl, { merchants: MERCHANTS, orders: ORDERS, events: EVENTS });
  let statements = 0;
  const client = postgres(world.appUrl, {
    max: 10,
    onnotice: () => {},
    debug: (_connection, query) => {
      if (!/^(begin|commit|select set_config)/i.test(query)) statements += 1;
    },
  });
  const database = {
    drizzle: drizzle(client, { casing: "snake_case" }),
    close: () => client.end(),
  } as unknown as Database;
  const scope = systemScope("seed", { database });
  const { large } = world;

  const measure = async (work: () => Promise<unknown>, rounds = ROUNDS): Promise<Measured> => {
    let value = await work();
    const times: number[] = [];
    for (let round = 0; round < rounds; round += 1) {
      statements = 0;
      const from = performance.now();
      value = await work();
      times.push(performance.now() - from);
    }
    return {
      p50: quantile(
        times.sort((a, b) => a - b),
        0.5,
      ),
      statements,
      ...sizeOf(value),
    };
  };

  const search = await measure(() => readBoard(scope, "production", "shop-1.merchant-77.", new Date()));
  const board = await measure(() => readBoard(scope, "production", undefined, new Date()));
  const boardRows = await measure(() => plainRows(client, null));
  const matrix = await measure(() => readMatrix(scope, large, "production"));
  const matrixRows = await measure(() => plainRows(client, large));
  let turn = 0;
  const cell = await measure(async () => {
    turn += 1;
    const mode = turn % 2 === 0 ? "sandbox" : "off";
    const place = { scope: "site", id: world.sites[0]!.siteId, channel: "cit_website" } as const;
    const done = await setMode(scope, { ...place, mode, reason: "Measured" });
    if (!done.ok) throw new Error(done.reason);
  });
  const sites = world.sites.filter(({ merchantId }) => merchantId === large);
  const cells = sites.map(({ siteId }) => ({ scope: "site", id: siteId, channel: "mit" }) as const);
  const many = await measure(async () => {
    turn += 1;
    const mode = turn % 2 === 0 ? "sandbox" : "off";
    const done = await setModes(scope, { merchantId: large, cells, mode, reason: "Measured" });
    if (!done.ok || done.value.refused.length > 0) throw new Error("a cell was refused");
  }, 3);
  const dry = await measure(() =>
    dryRunChange(scope, {
      merchantId: large,
      cells: [{ scope: "merchant", id: large, channel: "cit_website", mode: "production" }],
    }),
  );
  const looked = (await dryRunChange(scope, { merchantId: large, cells: [] })).orders;
  await database.close();

  const line = (name: string, it: Measured): [string, string] => [
    name,
    `${it.p50.toFixed(0)} ms, ${it.statements} statements, ${kb(it.bytes)} (${kb(it.zipped)} gz)`,
  ];
  printFigures(
    `${MERCHANTS} merchants, ${world.sites.length} sites, ${EVENTS} events of a week, ${ORDERS} orders`,
    [
      line("board, all that the page shows", board),
      line("  its rows, plainly read", boardRows),
      ["  ratio", `${(board.p50 / boardRows.p50).toFixed(2)} ×`],
      line("a search in it that finds few", search),
      line("matrix of 500 sites", matrix),
      line("  its rows, plainly read", matrixRows),
      ["  ratio", `${(matrix.p50 / matrixRows.p50).toFixed(2)} ×`],
      line("one cell set, acknowledged", cell),
      line(`${cells.length} cells set together`, many),
      line(`dry run over ${looked} orders`, dry),
    ],
  );
  judge([
    [`no statement a row: the board asks at most ${STATEMENTS_MAX}`, board.statements <= STATEMENTS_MAX],
    ["nor does the matrix", matrix.statements <= STATEMENTS_MAX],
    [`a dry run over ${ORDERS} orders takes at most 2 s`, looked === ORDERS && dry.p50 <= DRY_RUN_MAX_MS],
  ]);
}

type Measured = { p50: number; statements: number; bytes: number; zipped: number };

function sizeOf(value: unknown): Pick<Measured, "bytes" | "zipped"> {
  const text = JSON.stringify(value ?? null);
  return { bytes: text.length, zipped: gzipSync(text).length };
}

function kb(bytes: number): string {
  return `${(bytes / 1024).toFixed(0)} KiB`;
}

/** The rows that such a page is made of, each table by its key, without deciding anything. */
function plainRows(client: postgres.Sql, merchantId: string | null): Promise<unknown> {
  return client.begin(async (tx) => {
    await tx`SELECT set_config('switchboard.tenant', '*', true)`;
    const tables = ["sites", "switches", "credential_sets", "flexcharge_accounts", "channel_readiness"];
    const each = [
      ...tables,
      ...(merchantId ? ["site_hosts", "site_descriptors", "campaigns"] : ["step_evidence"]),
    ];
    const sum = [];
    const read = (table: string, column: string) =>
      merchantId === null
        ? tx`SELECT * FROM ${tx(table)}`
        : tx`SELECT * FROM ${tx(table)} WHERE ${tx(column)} = ${merchantId}`;
    for (const table of each) sum.push((await read(table, "merchant_id")).length);
    sum.push((await read("merchants", "id")).length);
    return sum;
  });
}
