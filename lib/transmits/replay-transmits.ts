import { and, eq } from "drizzle-orm";
import { transmitRetries } from "#db/schema/transmits.ts";
import { inScope } from "#lib/access/in-scope.ts";
import { requirePermission, type Scope } from "#lib/access/open-scope.ts";
import { appendEntry } from "#lib/audit/append-entry.ts";
import { ok, type Result } from "#lib/kit/result.ts";
import { type ReplayTransmitsInput, replayTransmitsInput } from "./schema.ts";

/** Sends every dead letter of an environment again, of one merchant or of all; one audit entry a merchant. */
export async function replayTransmits(
  scope: Scope,
  input: ReplayTransmitsInput,
): Promise<Result<{ count: number }, never>> {
  requirePermission(scope, "orders.settle");
  const { environment, merchantId } = replayTransmitsInput.parse(input);
  return inScope(scope, async (tx) => {
    const replayed = await tx
      .update(transmitRetries)
      .set({ state: "retrying", attempts: 0, nextAt: scope.clock.now() })
      .where(
        and(
          eq(transmitRetries.environment, environment),
          eq(transmitRetries.state, "dead"),
          merchantId ? eq(transmitRetries.merchantId, merchantId) : undefined,
        ),
      )
      .returning({ merchantId: transmitRetries.merchantId });
    const counts = new Map<string, number>();
    for (const row of replayed) counts.set(row.merchantId, (counts.get(row.merchantId) ?? 0) + 1);
    // In one order everywhere: each entry locks its merchant's chain.
    for (const [merchant, count] of [...counts].sort(([a], [b]) => (a < b ? -1 : 1))) {
      await appendEntry(tx, scope, {
        merchantId: merchant,
        action: "transmit.replay",
        subject: `transmits/${environment}`,
        subjectName: `dead ${environment} transmits`,
        before: { state: "dead", count },
        after: { state: "retrying", count },
      });
    }
    return ok({ count: replayed.length });
  });
}
