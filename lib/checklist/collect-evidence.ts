import { inScope } from "#lib/access/in-scope.ts";
import type { Scope } from "#lib/access/open-scope.ts";
import { readEvidence } from "./internal/read-evidence.ts";
import { settleReadiness } from "./internal/settle-readiness.ts";

/** A first look at a long history takes several passes; what is left waits for the next run. */
const PASSES_MAX = 20;

/**
 * Ticks steps from what the ledger recorded since the last look, then settles which steps each channel still needs.
 * Each pass is one transaction with its place, so a crash repeats nothing. Answers how many rows were read.
 */
export async function collectEvidence(scope: Scope, options: { passesMax?: number } = {}): Promise<number> {
  let read = 0;
  for (let pass = 0; pass < (options.passesMax ?? PASSES_MAX); pass += 1) {
    const now = scope.clock.now();
    const { rows } = await inScope(scope, (tx) => readEvidence(tx, now));
    read += rows;
    if (rows === 0) break;
  }
  // All merchants, not those just read: an integration may have been changed, or a component taken away.
  await inScope(scope, (tx) => settleReadiness(tx, null, scope.clock.now()));
  return read;
}
