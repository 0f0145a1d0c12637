import postgres from "postgres";

/** Tables that only count what came from outside; a forged call is allowed to be counted. */
const COUNTERS = ["notice_rejections", "notice_rejection_samples"];

/**
 * What a tenant's rows are, table by table, as digests read by the owner: two readings that are equal say that
 * nothing of the tenant was changed in between. `left` names tables that are not looked at.
 */
export async function digestTenant(
  ownerUrl: string,
  merchantId: string,
  left: readonly string[] = COUNTERS,
): Promise<Record<string, string>> {
  const sql = postgres(ownerUrl, { max: 1, onnotice: () => {} });
  try {
    const tables = await sql<{ name: string; key: string }[]>`
      SELECT c.relname AS name, a.attname AS key FROM pg_class c
      JOIN pg_attribute a ON a.attrelid = c.oid
        AND a.attname = CASE WHEN c.relname = 'merchants' THEN 'id' ELSE 'merchant_id' END
      WHERE c.relnamespace = 'public'::regnamespace AND c.relkind IN ('r', 'p') AND NOT c.relispartition
      ORDER BY c.relname`;
    const digests: Record<string, string> = {};
    for (const { name, key } of tables) {
      if (left.includes(name)) continue;
      const [row] = await sql<{ digest: string }[]>`
        SELECT count(*) || ' ' || coalesce(md5(string_agg(md5(t::text), '' ORDER BY md5(t::text))), '-') AS digest
        FROM ${sql(name)} t WHERE ${sql(key)} = ${merchantId}`;
      digests[name] = row!.digest;
    }
    return digests;
  } finally {
    await sql.end();
  }
}
