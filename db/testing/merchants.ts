import type { Database } from "../client.ts";
import { merchants } from "../schema/merchants.ts";
import { EVERY_TENANT, inTenant } from "../tenant.ts";

/** Plain merchants by id, for tests that need one to exist and care for nothing else of it. */
export async function insertMerchants(database: Database, ...ids: string[]): Promise<void> {
  await inTenant(database, EVERY_TENANT, (tx) =>
    tx.insert(merchants).values(
      ids.map((id) => ({
        id,
        name: `Merchant ${id}`,
        integration: "partner_backend" as const,
        timezone: "America/New_York",
        currency: "USD",
      })),
    ),
  );
}
