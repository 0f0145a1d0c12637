import type { z } from "zod";
import { applications } from "#db/schema/onboarding.ts";
import { inScope } from "#lib/access/in-scope.ts";
import { requirePermission, type Scope } from "#lib/access/open-scope.ts";
import { ok, type Result, refuse } from "#lib/kit/result.ts";
import { applyApplicationStatus } from "./apply-application-status.ts";
import type { RefusalOf } from "./errors.ts";
import { lockApplication, placed } from "./internal/application-row.ts";
import { callCause } from "./internal/call-cause.ts";
import { openOnboardingTools } from "./open-onboarding-tools.ts";
import { convertApplicationInput } from "./schema.ts";

type Refusal = RefusalOf<"WRONG_STATE" | "NO_PARTNER_ACCOUNT" | "FLEXCHARGE_REFUSED" | "NOT_CERTAIN">;

/**
 * Makes a FlexCharge account of an approved application, on a person's explicit word; it yields the MID. Once:
 * converted again, the same MID comes back. After a lost answer FlexCharge is asked how it stands, never asked to convert
 * twice blindly. Keys are the next step (issue-account-keys.ts). Needs `merchants.write`.
 */
export async function convertApplication(
  scope: Scope,
  input: z.input<typeof convertApplicationInput>,
  tools = openOnboardingTools(scope),
): Promise<Result<{ mid: string }, Refusal>> {
  requirePermission(scope, "merchants.write");
  const { confirmed: _confirmed, ...place } = convertApplicationInput.parse(input);
  const row = await inScope(scope, (tx) => lockApplication(tx, place));
  if (row.state === "converted" && row.mid) return ok({ mid: row.mid });
  const { upstreamId, environment } = row;
  if (row.state !== "approved" || !upstreamId) return refuse({ reason: "WRONG_STATE", state: row.state });
  const session = await tools.partner(environment);
  if (!session) return refuse({ reason: "NO_PARTNER_ACCOUNT" });
  const within = { deadlineMs: tools.deadlineMs, ignoreBreaker: true };
  const converted = await tools.client.convertApplication(session, { id: upstreamId }, within);
  let mid = converted.kind === "answer" ? (converted.body.merchantId ?? null) : null;
  if (!mid) {
    // Refused because it was converted before, or lost on the way: how it stands there decides.
    const read = await tools.client.getApplication(session, { id: upstreamId }, within);
    if (read.kind === "answer") mid = read.body.merchantId ?? null;
  }
  if (!mid) {
    await inScope(scope, (tx) =>
      tx.update(applications).set({ pollAt: scope.clock.now() }).where(placed(place)),
    );
    if (converted.kind === "refused")
      return refuse({ reason: "FLEXCHARGE_REFUSED", cause: callCause(converted) });
    const cause = converted.kind === "answer" ? "FlexCharge gave no MID yet." : callCause(converted);
    return refuse({ reason: "NOT_CERTAIN", cause });
  }
  const heard = { environment, upstreamId, status: "CONVERTED", mid, at: scope.clock.now() };
  await inScope(scope, (tx) =>
    applyApplicationStatus(tx, scope, { ...heard, source: "person", infoRequest: null }),
  );
  return ok({ mid: mid.toLowerCase() });
}
