import { and, eq } from "drizzle-orm";
import { webhookReplays } from "#db/schema/webhooks.ts";
import { inScope } from "#lib/access/in-scope.ts";
import { requirePermission, type Scope } from "#lib/access/open-scope.ts";
import { appendEntry } from "#lib/audit/append-entry.ts";
import { NotFoundError } from "#lib/kit/errors.ts";
import { ok, type Result } from "#lib/kit/result.ts";
import { type CancelReplayInput, cancelReplayInput } from "./schema.ts";

/**
 * Takes up no more events of a replay; the few that it has taken up go out. Of one that has ended nothing changes.
 * Throws NotFoundError. Needs `webhooks.write`.
 */
export async function cancelReplay(
  scope: Scope,
  input: CancelReplayInput,
): Promise<Result<{ changed: boolean }, never>> {
  requirePermission(scope, "webhooks.write");
  const { merchantId, replayId } = cancelReplayInput.parse(input);
  return inScope(scope, async (tx) => {
    const mine = and(eq(webhookReplays.merchantId, merchantId), eq(webhookReplays.id, replayId));
    const [replay] = await tx.select().from(webhookReplays).where(mine).for("no key update");
    if (!replay) throw new NotFoundError("Replay");
    if (replay.state !== "running") return ok({ changed: false });
    await tx.update(webhookReplays).set({ state: "cancelled", endedAt: scope.clock.now() }).where(mine);
    await appendEntry(tx, scope, {
      ...{ merchantId, action: "webhooks.cancel_replay", subject: replayId, subjectName: replay.endpointId },
      before: { state: "running", done: replay.done, total: replay.total },
      after: { state: "cancelled" },
    });
    return ok({ changed: true });
  });
}
