import { drizzle } from "drizzle-orm/postgres-js";
import postgres from "postgres";
import * as audit from "./schema/audit.ts";
import * as credentials from "./schema/credentials.ts";
import * as ledger from "./schema/ledger.ts";
import * as merchants from "./schema/merchants.ts";
import * as orders from "./schema/orders.ts";
import * as partner from "./schema/partner.ts";
import * as people from "./schema/people.ts";
import * as refunds from "./schema/refunds.ts";
import * as sites from "./schema/sites.ts";
import * as switching from "./schema/switching.ts";
import * as transmits from "./schema/transmits.ts";

const schema = {
  ...audit,
  ...credentials,
  ...ledger,
  ...merchants,
  ...orders,
  ...partner,
  ...people,
  ...refunds,
  ...sites,
  ...switching,
  ...transmits,
};

/** Opens a pool. `applicationName` shows in pg_stat_activity; statements are bounded so that nothing waits for ever. */
export function openDatabase(url: string, options: { applicationName: string; poolMax?: number }) {
  const sql = postgres(url, {
    max: options.poolMax ?? 10,
    idle_timeout: 60,
    connect_timeout: 5,
    // The driver's own waits grow to 20 s; a database that is back is used at once (P24).
    backoff: () => 0.5,
    onnotice: () => {},
    connection: {
      application_name: options.applicationName,
      statement_timeout: 15_000,
      idle_in_transaction_session_timeout: 15_000,
    },
  });
  return { drizzle: drizzle(sql, { schema, casing: "snake_case" }), close: () => sql.end({ timeout: 5 }) };
}

export type Database = ReturnType<typeof openDatabase>;
/** What a verb works with inside a transaction: the tenant is already set on it. */
export type Transaction = Parameters<Parameters<Database["drizzle"]["transaction"]>[0]>[0];
