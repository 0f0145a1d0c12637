import { partner } from "#db/schema/partner.ts";
import { inScope } from "#lib/access/in-scope.ts";
import { systemScope } from "#lib/access/open-scope.ts";

/** The only fact that the console tells before anybody signed in: whose console it is. Null before the seed. */
export async function findPartnerName(): Promise<string | null> {
  const [own] = await inScope(systemScope("web"), (tx) => tx.select({ name: partner.name }).from(partner));
  return own?.name ?? null;
}
