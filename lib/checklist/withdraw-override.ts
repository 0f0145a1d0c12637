import { and, eq, inArray } from "drizzle-orm";
import type { z } from "zod";
import { merchants } from "#db/schema/merchants.ts";
import { stepOverrides } from "#db/schema/onboarding.ts";
import { inScope } from "#lib/access/in-scope.ts";
import { requirePermission, type Scope } from "#lib/access/open-scope.ts";
import { appendEntry } from "#lib/audit/append-entry.ts";
import { NotFoundError } from "#lib/kit/errors.ts";
import { ok, type Result } from "#lib/kit/result.ts";
import { settleReadiness } from "./internal/settle-readiness.ts";
import { withdrawOverrideInput } from "./schema.ts";

/**
 * Takes back that a step was let pass: the gate counts it again, for whatever goes up from now on and for what is
 * scheduled. What is in production stays there, because gates are asked on the way up (product.md §4). Withdrawn
 * twice it changes nothing. Throws NotFoundError and PermissionError.
 */
export async function withdrawOverride(
  scope: Scope,
  input: z.input<typeof withdrawOverrideInput>,
): Promise<Result<{ changed: boolean }, never>> {
  requirePermission(scope, "switches.approve");
  const { merchantId, step, channels, reason } = withdrawOverrideInput.parse(input);
  return inScope(scope, async (tx) => {
    const [merchant] = await tx
      .select({ name: merchants.name })
      .from(merchants)
      .where(eq(merchants.id, merchantId))
      .for("update");
    if (!merchant) throw new NotFoundError("Merchant");
    const gone = await tx
      .delete(stepOverrides)
      .where(
        and(
          eq(stepOverrides.merchantId, merchantId),
          eq(stepOverrides.step, step),
          inArray(stepOverrides.channel, channels),
        ),
      )
      .returning();
    const [first] = gone;
    if (!first) return ok({ changed: false });
    await settleReadiness(tx, [merchantId], scope.clock.now());
    await appendEntry(tx, scope, {
      merchantId,
      action: "checklist.withdraw_override",
      subject: merchantId,
      subjectName: `${merchant.name}: ${step}`,
      before: { step, channels: gone.map(({ channel }) => channel), by: first.byName, reason: first.reason },
      reason,
    });
    return ok({ changed: true });
  });
}
