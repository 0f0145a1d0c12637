import type { merchants } from "#db/schema/merchants.ts";
import type { MerchantRow } from "../schema.ts";

export function merchantRow(row: typeof merchants.$inferSelect): MerchantRow {
  const { id, name, state, integration, observed, timezone, currency, mitMode, createdAt, archivedAt } = row;
  const archived = archivedAt !== null;
  const times = { createdAt: createdAt.toISOString(), archived };
  return {
    id,
    name,
    state: archived ? "closed" : state,
    integration,
    observed,
    timezone,
    currency,
    mitMode,
    ...times,
  };
}
