import postgres, { type Sql } from "postgres";
import { migrate } from "#db/migrate.ts";
import { databaseUrl } from "#db/testing/database-url.ts";
import { PARTNER_TENANT } from "#lib/terms.ts";

export const BENCH_MERCHANT = "mer_bench";
const PASSWORD = "switchboard-bench";

/** A migrated database with one merchant and one site, and the addresses of each role. */
export async function plantTransmitDatabase(adminUrl: string) {
  const admin = postgres(adminUrl, { max: 1, onnotice: () => {} });
  await admin`CREATE DATABASE bench`;
  // Sized for the peak (measurements.md E); a checkpoint in the middle would measure the disk.
  await admin`ALTER SYSTEM SET max_wal_size = '8GB'`;
  await admin`SELECT pg_reload_conf()`;
  await admin.end();
  const ownerUrl = databaseUrl(adminUrl, { database: "bench" });
  await migrate(ownerUrl, { appPassword: PASSWORD, ingestPassword: PASSWORD });
  const owner = postgres(ownerUrl, { max: 1, onnotice: () => {} });
  await owner`INSERT INTO partner (id, name, timezone, approval_policy)
    VALUES (${PARTNER_TENANT}, 'P', 'UTC', 'none')`;
  await owner`INSERT INTO merchants (id, name, state, integration, timezone, currency)
    VALUES (${BENCH_MERCHANT}, 'Bench', 'active', 'partner_backend', 'UTC', 'USD')`;
  await owner`INSERT INTO sites (merchant_id, id, name) VALUES (${BENCH_MERCHANT}, 'site_1', 'Shop')`;
  await owner`INSERT INTO site_hosts (merchant_id, host, site_id) VALUES (${BENCH_MERCHANT}, 'shop.example', 'site_1')`;
  await owner.end();
  const as = (user: string) => databaseUrl(ownerUrl, { database: "bench", user, password: PASSWORD });
  return { ownerUrl, appUrl: as("switchboard_app"), ingestUrl: as("switchboard_ingest") };
}

/** So many copies in one statement, made by the server. */
export async function plantCopies(sql: Sql, rows: number, payload: string): Promise<void> {
  await sql`INSERT INTO transmits (merchant_id, id, received_at, environment, external_id, transaction_id, channel,
      site_id, declined, amount_minor, currency, key_id, request_id, payload)
    SELECT ${BENCH_MERCHANT}, gen_random_uuid(), now(), 'production', 'o' || n, 't' || n, 'cit_website', 'site_1', false,
      4599, 'USD', 'key', 'req', ${payload} FROM generate_series(1, ${rows}::int) n`;
}
