import type { z } from "zod";
import { applications } from "#db/schema/onboarding.ts";
import { inScope } from "#lib/access/in-scope.ts";
import { requirePermission, type Scope } from "#lib/access/open-scope.ts";
import { appendEntry } from "#lib/audit/append-entry.ts";
import { merchantName } from "#lib/credentials/queries.ts";
import { ok, type Result, refuse } from "#lib/kit/result.ts";
import type { RefusalOf } from "./errors.ts";
import { appendEvent, lockApplication, placed } from "./internal/application-row.ts";
import { callCause } from "./internal/call-cause.ts";
import { openOnboardingTools } from "./open-onboarding-tools.ts";
import { mayCancel } from "./rules.ts";
import { applicationInput } from "./schema.ts";

type Refusal = RefusalOf<"WRONG_STATE" | "NO_PARTNER_ACCOUNT" | "FLEXCHARGE_REFUSED" | "NOT_CERTAIN">;

/**
 * Closes an application, at FlexCharge first when it is there; allowed from draft, submitted, approved and declined
 * (API sheet §2.12). Without a certain answer nothing moves here and polling tells. Needs `merchants.write`.
 */
export async function cancelApplication(
  scope: Scope,
  input: z.input<typeof applicationInput>,
  tools = openOnboardingTools(scope),
): Promise<Result<{ changed: boolean }, Refusal>> {
  requirePermission(scope, "merchants.write");
  const place = applicationInput.parse(input);
  const row = await inScope(scope, (tx) => lockApplication(tx, place));
  if (row.state === "cancelled") return ok({ changed: false });
  if (!mayCancel(row.state)) return refuse({ reason: "WRONG_STATE", state: row.state });
  if (row.upstreamId) {
    const session = await tools.partner(row.environment);
    if (!session) return refuse({ reason: "NO_PARTNER_ACCOUNT" });
    const within = { deadlineMs: tools.deadlineMs, ignoreBreaker: true };
    const gone = await tools.client.cancelApplication(session, { id: row.upstreamId }, within);
    if (gone.kind === "refused") {
      const now = await tools.client.getApplication(session, { id: row.upstreamId }, within);
      const isCancelled = now.kind === "answer" && /^CANCELL?ED$/.test(now.body.status);
      if (!isCancelled) return refuse({ reason: "FLEXCHARGE_REFUSED", cause: callCause(gone) });
    } else if (gone.kind !== "answer") {
      await inScope(scope, (tx) =>
        tx.update(applications).set({ pollAt: scope.clock.now() }).where(placed(place)),
      );
      return refuse({ reason: "NOT_CERTAIN", cause: callCause(gone) });
    }
  }
  return inScope(scope, async (tx) => {
    const now = await lockApplication(tx, place);
    if (now.state === "cancelled") return ok({ changed: false });
    const at = scope.clock.now();
    // Its creation at FlexCharge may be under way: looked for there, and closed.
    const mayAppear = now.state === "submitted" && !row.upstreamId;
    await tx
      .update(applications)
      .set({
        ...{ state: "cancelled", stateAt: at, updatedAt: at, cause: null, pollTries: 0 },
        pollAt: mayAppear ? new Date(at.getTime() + 60_000) : null,
      })
      .where(placed(place));
    await appendEvent(tx, scope, now, "state.cancelled", { from: now.state, source: "person" });
    await appendEntry(tx, scope, {
      merchantId: now.merchantId,
      action: "application.cancel",
      subject: now.id,
      subjectName: `${await merchantName(tx, now.merchantId)}, ${now.environment} application`,
      before: { state: now.state },
      after: { state: "cancelled" },
    });
    return ok({ changed: true });
  });
}
