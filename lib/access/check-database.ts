import { sql } from "drizzle-orm";
import type { Database } from "#db/client.ts";
import { sharedDatabase } from "./open-scope.ts";

/** For health doors: true when the database answers within `timeoutMs`. Never throws. */
export async function isDatabaseReady(
  options: { database?: Database; timeoutMs?: number } = {},
): Promise<boolean> {
  let timer: NodeJS.Timeout | undefined;
  const late = new Promise<boolean>((resolve) => {
    timer = setTimeout(() => resolve(false), options.timeoutMs ?? 2000);
  });
  const asked = (async () => {
    await (options.database ?? sharedDatabase()).drizzle.execute(sql`SELECT 1`);
    return true;
  })().catch(() => false);
  try {
    return await Promise.race([asked, late]);
  } finally {
    clearTimeout(timer);
  }
}
