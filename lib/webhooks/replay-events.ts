import { and, eq } from "drizzle-orm";
import { webhookReplays } from "#db/schema/webhooks.ts";
import { inScope } from "#lib/access/in-scope.ts";
import { requirePermission, type Scope } from "#lib/access/open-scope.ts";
import { appendEntry } from "#lib/audit/append-entry.ts";
import { newId } from "#lib/kit/ids.ts";
import { ok, type Result, refuse } from "#lib/kit/result.ts";
import type { ReplayRefusal } from "./errors.ts";
import { lockEndpoint } from "./internal/lock-endpoint.ts";
import { countRange, rangeOf } from "./queries/count-replay.ts";
import { type ReplayInput, replayInput } from "./schema.ts";

/**
 * Tells a range of events again to one endpoint, in small steps by the worker; queries/count-replay.ts says how many.
 * Each is its one delivery with a new series of attempts under the same id. Throws NotFoundError. Needs `webhooks.write`.
 */
export async function replayEvents(
  scope: Scope,
  input: ReplayInput,
): Promise<Result<{ id: string; total: number }, ReplayRefusal>> {
  requirePermission(scope, "webhooks.write");
  const asked = replayInput.parse(input);
  return inScope(scope, async (tx) => {
    const endpoint = await lockEndpoint(tx, asked);
    if (endpoint.state !== "active") return refuse({ reason: "ENDPOINT_NOT_ACTIVE" });
    const { merchantId, id: endpointId } = endpoint;
    const [running] = await tx
      .select({ id: webhookReplays.id })
      .from(webhookReplays)
      .where(
        and(
          eq(webhookReplays.merchantId, merchantId),
          eq(webhookReplays.endpointId, endpointId),
          eq(webhookReplays.state, "running"),
        ),
      );
    if (running) return refuse({ reason: "REPLAY_RUNNING", replayId: running.id });
    const now = scope.clock.now();
    const range = rangeOf(endpoint, asked, now);
    const total = await countRange(tx, range);
    if (total === 0) return refuse({ reason: "NOTHING_TO_REPLAY" });
    const id = newId("replay", now.getTime());
    const { events, ...rest } = range;
    await tx.insert(webhookReplays).values({
      ...rest,
      events: [...events],
      id,
      state: "running",
      total,
      byName: scope.actor.name,
      createdAt: now,
    });
    await appendEntry(tx, scope, {
      ...{ merchantId, action: "webhooks.replay", subject: id, subjectName: endpoint.url },
      after: { ...range, fromAt: range.fromAt.toISOString(), toAt: range.toAt.toISOString(), total },
    });
    return ok({ id, total });
  });
}
