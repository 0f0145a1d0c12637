import type { z } from "zod";
import { applications } from "#db/schema/onboarding.ts";
import { inScope } from "#lib/access/in-scope.ts";
import { requirePermission, type Scope } from "#lib/access/open-scope.ts";
import { appendEntry } from "#lib/audit/append-entry.ts";
import { merchantName } from "#lib/credentials/queries.ts";
import { newId } from "#lib/kit/ids.ts";
import { ok, type Result, refuse } from "#lib/kit/result.ts";
import type { RefusalOf } from "./errors.ts";
import { appendEvent, detailsOf, newestApplication } from "./internal/application-row.ts";
import { isClosed } from "./rules.ts";
import { type ApplicationDetails, createApplicationInput } from "./schema.ts";

/**
 * Opens the draft of a merchant's application in one environment; FlexCharge hears of it when it is submitted. One is
 * open at a time. Needs `applications.write`. Throws NotFoundError, PermissionError.
 */
export async function createApplication(
  scope: Scope,
  input: z.input<typeof createApplicationInput>,
): Promise<Result<{ applicationId: string }, RefusalOf<"APPLICATION_EXISTS">>> {
  requirePermission(scope, "applications.write");
  const { merchantId, environment } = createApplicationInput.parse(input);
  return inScope(scope, async (tx) => {
    const name = await merchantName(tx, merchantId, { lock: true });
    const last = await newestApplication(tx, merchantId, environment);
    if (last && !isClosed(last.state))
      return refuse({ reason: "APPLICATION_EXISTS", applicationId: last.id });
    const at = scope.clock.now();
    const row = { merchantId, id: newId("application", at.getTime()) };
    // What was told once need not be typed again; the bank's numbers are sealed for the former one.
    const { sealed: _sealed, ...told } = (last ? detailsOf(last) : { dba: name }) as ApplicationDetails;
    await tx.insert(applications).values({
      ...row,
      environment,
      state: "draft",
      details: JSON.stringify(told),
      createdAt: at,
      updatedAt: at,
      stateAt: at,
    });
    await appendEvent(tx, scope, row, "created", last ? { after: last.id } : {});
    await appendEntry(tx, scope, {
      merchantId,
      action: "application.create",
      subject: row.id,
      subjectName: `${name}, ${environment} application`,
      after: { environment, state: "draft" },
    });
    return ok({ applicationId: row.id });
  });
}
