import { download } from "#app/_doors/download.ts";
import { csvLine } from "#lib/kit/csv.ts";
import { IMPORT_COLUMNS } from "#lib/onboarding/schema.ts";

const EXAMPLE: Record<string, string> = {
  merchant: "Kestrel Coffee",
  integration: "partner_backend",
  currency: "USD",
  timezone: "America/New_York",
  site: "Kestrel shop",
  hosts: "kestrel.example shop.kestrel.example",
  descriptors: "KESTREL COFFEE; KESTREL*SHOP",
};

/** The head and one row as an example. */
export const GET = download("merchants.write", async () => ({ name: "merchants.csv", lines: lines() }));

async function* lines() {
  yield csvLine([...IMPORT_COLUMNS]);
  yield csvLine(IMPORT_COLUMNS.map((column) => EXAMPLE[column] ?? ""));
}
