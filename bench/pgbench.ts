import { spawn, spawnSync } from "node:child_process";
import { readdirSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import path from "node:path";
import postgres from "postgres";

export const hasPgbench = (): boolean => spawnSync("pgbench", ["--version"]).status === 0;

const COLUMNS =
  `merchant_id, id, received_at, environment, external_id, transaction_id, channel, site_id, campaign_id,
  descriptor, declined, amount_minor, currency, response_code, response_code_source, processed_at, held_reason, key_id,
  request_id, payload`.replace(/\s+/g, " ");

/** Single-row durable inserts of the same row a second: by pgbench where it is on the machine, else by the driver. */
export async function singleRowInserts(options: {
  /** As switchboard_ingest, as the gateway. */
  url: string;
  connections: number;
  seconds: number;
  body: string;
  home: string;
}): Promise<{ perSecond: number; p99Ms: number; by: "pgbench" | "driver" }> {
  return hasPgbench() ? byPgbench(options) : byDriver(options);
}

type Options = Parameters<typeof singleRowInserts>[0];

async function byPgbench({ url, connections, seconds, body, home }: Options) {
  const script = path.join(home, "insert.sql");
  writeFileSync(
    script,
    `INSERT INTO transmits (${COLUMNS}) VALUES (:merchant, gen_random_uuid(), now(), 'production', :orderid, :orderid, 'cit_website', 'site_1', NULL, 'SHOP', false, 4599, 'USD', '100', 'nmi', now(), NULL, 'key_1', :orderid, :body);\n`,
  );
  const { username, password, hostname, port, pathname } = new URL(url);
  const log = path.join(home, `log-${Date.now()}`);
  const child = spawn(
    "pgbench",
    [
      ...["-n", "-M", "prepared", "-c", String(connections), "-j", "2", "-T", String(seconds), "-f", script],
      ...["-D", "merchant=mer_bench", "-D", "orderid=order-1234567890", "-D", `body=${body}`],
      ...["-l", "--log-prefix", log, "-h", hostname, "-p", port, "-U", username, pathname.slice(1)],
    ],
    { env: { ...process.env, PGPASSWORD: decodeURIComponent(password) }, stdio: ["ignore", "pipe", "pipe"] },
  );
  let output = "";
  child.stdout.on("data", (chunk) => (output += chunk));
  child.stderr.on("data", (chunk) => (output += chunk));
  await new Promise((resolve) => child.once("exit", resolve));
  const perSecond = Number(/tps = ([\d.]+)/.exec(output)?.[1]);
  if (!perSecond) throw new Error(`pgbench failed: ${output.slice(-500)}`);
  const times: number[] = [];
  for (const file of readdirSync(home).filter((name) => path.join(home, name).startsWith(log))) {
    for (const line of readFileSync(path.join(home, file), "utf8").split("\n")) {
      const micros = Number(line.split(" ")[2]);
      if (micros > 0) times.push(micros / 1000);
    }
    rmSync(path.join(home, file));
  }
  times.sort((a, b) => a - b);
  return { perSecond, p99Ms: times[Math.floor(times.length * 0.99)] ?? Number.NaN, by: "pgbench" as const };
}

async function byDriver({ url, connections, seconds, body }: Options) {
  const sql = postgres(url, { max: connections, onnotice: () => {} });
  const statement = `INSERT INTO transmits (${COLUMNS}) VALUES ($1, gen_random_uuid(), now(), 'production', $2, $2,
    'cit_website', 'site_1', NULL, 'SHOP', false, 4599, 'USD', '100', 'nmi', now(), NULL, 'key_1', $2, $3)`;
  const times: number[] = [];
  const startedAt = performance.now();
  const endsAt = startedAt + seconds * 1000;
  await Promise.all(
    Array.from({ length: connections }, async () => {
      while (performance.now() < endsAt) {
        const from = performance.now();
        await sql.unsafe(statement, ["mer_bench", "order-1234567890", body], { prepare: true });
        times.push(performance.now() - from);
      }
    }),
  );
  const took = (performance.now() - startedAt) / 1000;
  await sql.end();
  times.sort((a, b) => a - b);
  return {
    perSecond: times.length / took,
    p99Ms: times[Math.floor(times.length * 0.99)] ?? Number.NaN,
    by: "driver" as const,
  };
}
