import { eq } from "drizzle-orm";
import type { z } from "zod";
import { merchants } from "#db/schema/merchants.ts";
import { applications } from "#db/schema/onboarding.ts";
import { EVERY_TENANT } from "#db/tenant.ts";
import { inScope } from "#lib/access/in-scope.ts";
import { requirePermission, type Scope } from "#lib/access/open-scope.ts";
import { appendEntry } from "#lib/audit/append-entry.ts";
import { NotFoundError } from "#lib/kit/errors.ts";
import { ok, type Result, refuse } from "#lib/kit/result.ts";
import type { ApplicationState } from "#lib/terms.ts";
import type { RefusalOf } from "./errors.ts";
import { appendEvent, detailsOf, lockApplication, placed } from "./internal/application-row.ts";
import { openOnboardingTools } from "./open-onboarding-tools.ts";
import { reconcileApplication } from "./reconcile-application.ts";
import { maySubmit, missingFields } from "./rules.ts";
import { applicationInput } from "./schema.ts";

type Refusal = RefusalOf<
  "WRONG_STATE" | "MISSING_FIELDS" | "STAFF_SUBMITS" | "ARCHIVED" | "FLEXCHARGE_REFUSED"
>;

/**
 * Closes the draft and sends it to FlexCharge, documents first. The wish is kept before anything is sent; what is not
 * certain at once is finished by the worker (`onItsWay`). Refused by FlexCharge, it is a draft again. Staff submit;
 * under `merchant_self` the merchant's administrator may. Throws NotFoundError, PermissionError.
 */
export async function submitApplication(
  scope: Scope,
  input: z.input<typeof applicationInput>,
  tools = openOnboardingTools(scope),
): Promise<Result<{ state: ApplicationState; onItsWay: string | null }, Refusal>> {
  requirePermission(scope, "applications.write");
  const place = applicationInput.parse(input);
  const refusal = await inScope(scope, async (tx): Promise<Refusal | null> => {
    const row = await lockApplication(tx, place);
    const [merchant] = await tx.select().from(merchants).where(eq(merchants.id, row.merchantId));
    if (!merchant) throw new NotFoundError("Merchant");
    if (merchant.archivedAt) return { reason: "ARCHIVED" };
    const isStaff = scope.tenant === EVERY_TENANT;
    if (!maySubmit(scope.permissions, isStaff, merchant.activationPolicy)) return { reason: "STAFF_SUBMITS" };
    if (row.state !== "draft") return { reason: "WRONG_STATE", state: row.state };
    const missing = missingFields(detailsOf(row));
    if (missing.length > 0) return { reason: "MISSING_FIELDS", missing };
    const at = scope.clock.now();
    await tx
      .update(applications)
      .set({ state: "submitted", cause: null, stateAt: at, updatedAt: at, pollAt: at, pollTries: 0 })
      .where(placed(place));
    await appendEvent(tx, scope, row, "state.submitted", { from: "draft", source: "person" });
    await appendEntry(tx, scope, {
      merchantId: row.merchantId,
      action: "application.submit",
      subject: row.id,
      subjectName: `${merchant.name}, ${row.environment} application`,
      before: { state: "draft", version: row.version },
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
