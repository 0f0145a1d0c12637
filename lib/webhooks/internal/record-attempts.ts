import type { Transaction } from "#db/client.ts";
import type { Author } from "#lib/audit/append-entry.ts";
import { disableEndpoint, whyDisable } from "./disable-endpoint.ts";
import { noteEndpoints } from "./note-endpoints.ts";
import { type Judged, writeAttempts } from "./write-attempts.ts";

/** Everything that attempts leave behind, in one transaction; answers the ids of the deliveries that were still ours. */
export async function recordAttempts(
  tx: Transaction,
  author: Author,
  judged: readonly Judged[],
): Promise<string[]> {
  const now = author.clock.now();
  const noted = await noteEndpoints(tx, judged);
  const written = await writeAttempts(tx, judged, now);
  for (const each of noted) {
    const reason = whyDisable(each, now);
    if (reason) await disableEndpoint(tx, author, each, reason);
  }
  return written;
}
