import { applications } from "#db/schema/onboarding.ts";
import { inScope } from "#lib/access/in-scope.ts";
import type { Scope } from "#lib/access/open-scope.ts";
import { appendEntry } from "#lib/audit/append-entry.ts";
import { merchantName } from "#lib/credentials/queries.ts";
import { type ApplicationRow, appendEvent, lockApplication, placed, requestOf } from "./application-row.ts";
import { nextPoll } from "./poll-pace.ts";

/**
 * FlexCharge refused what was sent: a submission is a draft again, an answer is asked for again, with FlexCharge's
 * words as the cause. Does nothing when the row moved on meanwhile.
 */
export async function giveBack(scope: Scope, row: ApplicationRow, cause: string): Promise<void> {
  const place = { merchantId: row.merchantId, applicationId: row.id };
  await inScope(scope, async (tx) => {
    const now = await lockApplication(tx, place);
    if (now.state !== "submitted" || now.pollTries !== row.pollTries) return;
    const request = requestOf(now);
    const state = request ? "info_requested" : "draft";
    const at = scope.clock.now();
    await tx
      .update(applications)
      .set({
        ...{ state, cause },
        infoRequest: request && JSON.stringify({ ...request, answeredAt: null }),
        stateAt: at,
        updatedAt: at,
        // FlexCharge's own still stands where an answer was refused, and may be decided without it.
        pollAt: nextPoll(state, at, at),
        pollTries: 0,
      })
      .where(placed(place));
    await appendEvent(tx, scope, row, "refused", { cause, state });
    await appendEntry(tx, scope, {
      merchantId: row.merchantId,
      action: "application.refused",
      subject: row.id,
      subjectName: `${await merchantName(tx, row.merchantId)}, ${row.environment} application`,
      before: { state: row.state },
      after: { state, cause },
    });
  });
}
