import type { z } from "zod";
import { applications } from "#db/schema/onboarding.ts";
import { inScope } from "#lib/access/in-scope.ts";
import { requirePermission, type Scope } from "#lib/access/open-scope.ts";
import { appendEntry } from "#lib/audit/append-entry.ts";
import { merchantName } from "#lib/credentials/queries.ts";
import { ok, type Result, refuse } from "#lib/kit/result.ts";
import type { ApplicationState } from "#lib/terms.ts";
import type { RefusalOf } from "./errors.ts";
import { appendEvent, detailsOf, lockApplication, placed, requestOf } from "./internal/application-row.ts";
import { openOnboardingTools } from "./open-onboarding-tools.ts";
import { reconcileApplication } from "./reconcile-application.ts";
import { missingFields, openFields } from "./rules.ts";
import { applicationInput } from "./schema.ts";

type Refusal = RefusalOf<"WRONG_STATE" | "MISSING_FIELDS" | "FLEXCHARGE_REFUSED">;

/**
 * Says that what FlexCharge asked for stands in the asked fields and documents: it goes to FlexCharge, and the review
 * goes on. The merchant may answer itself, it was asked. Needs `applications.write`.
 */
export async function answerInfoRequest(
  scope: Scope,
  input: z.input<typeof applicationInput>,
  tools = openOnboardingTools(scope),
): Promise<Result<{ state: ApplicationState; onItsWay: string | null }, Refusal>> {
  requirePermission(scope, "applications.write");
  const place = applicationInput.parse(input);
  const refusal = await inScope(scope, async (tx): Promise<Refusal | null> => {
    const row = await lockApplication(tx, place);
    const request = requestOf(row);
    if (row.state !== "info_requested" || !request) return { reason: "WRONG_STATE", state: row.state };
    const asked = openFields(row.state, request);
    const missing = missingFields(detailsOf(row)).filter((field) => asked.includes(field));
    if (missing.length > 0) return { reason: "MISSING_FIELDS", missing };
    const at = scope.clock.now();
    const answered = { ...request, answeredAt: at.toISOString() };
    await tx
      .update(applications)
      .set({
        state: "submitted",
        cause: null,
        infoRequest: JSON.stringify(answered),
        stateAt: at,
        updatedAt: at,
        pollAt: at,
        pollTries: 0,
      })
      .where(placed(place));
    await appendEvent(tx, scope, row, "answered", { fields: request.fields });
    await appendEntry(tx, scope, {
      merchantId: row.merchantId,
      action: "application.answer",
      subject: row.id,
      subjectName: `${await merchantName(tx, row.merchantId)}, ${row.environment} application`,
      before: { state: row.state, asked: request.message },
      after: { state: "submitted", version: row.version },
    });
    return null;
  });
  if (refusal) return { ok: false, ...refusal };
  const sent = await reconcileApplication(scope, place, tools);
  if (sent.kind === "back") return refuse({ reason: "FLEXCHARGE_REFUSED", cause: sent.cause });
  const { state } = await inScope(scope, (tx) => lockApplication(tx, place));
  return ok({ state, onItsWay: sent.kind === "later" ? sent.cause : null });
}
