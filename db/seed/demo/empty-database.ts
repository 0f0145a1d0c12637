import postgres from "postgres";

async function asOwner<Value>(url: string, work: (sql: postgres.Sql) => Promise<Value>): Promise<Value> {
  const sql = postgres(url, { max: 1, onnotice: () => {} });
  try {
    return await work(sql);
  } finally {
    await sql.end();
  }
}

/** What the database holds: nothing, a demo whose seeding was cut short, or somebody's work. */
export function databaseHolds(url: string): Promise<"nothing" | "unfinished demo" | "data"> {
  return asOwner(url, async (sql) => {
    const [partner] = await sql<{ name: string }[]>`SELECT name FROM partner LIMIT 1`;
    if (!partner) return "nothing";
    return partner.name === UNFINISHED ? "unfinished demo" : "data";
  });
}

/** The partner's name until the demo is whole: what a seeding that was cut short leaves behind. */
export const UNFINISHED = "Northgate (being seeded)";

/** Removes every row of ours. Only for a demo that was never finished. */
export function emptyDatabase(url: string): Promise<void> {
  return asOwner(url, async (sql) => {
    const tables = await sql<{ name: string }[]>`SELECT relname AS name FROM pg_class
      WHERE relnamespace = 'public'::regnamespace AND relkind IN ('r', 'p')`;
    await sql.unsafe(`TRUNCATE ${tables.map(({ name }) => `"${name}"`).join(", ")}`);
  });
}
