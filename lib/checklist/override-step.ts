import { and, eq, inArray } from "drizzle-orm";
import type { z } from "zod";
import { merchants } from "#db/schema/merchants.ts";
import { stepOverrides } from "#db/schema/onboarding.ts";
import { inScope } from "#lib/access/in-scope.ts";
import { requireFreshProof, requirePermission, type Scope } from "#lib/access/open-scope.ts";
import { appendEntry } from "#lib/audit/append-entry.ts";
import { NotFoundError } from "#lib/kit/errors.ts";
import { ok, type Result } from "#lib/kit/result.ts";
import { settleReadiness } from "./internal/settle-readiness.ts";
import { overrideStepInput } from "./schema.ts";

/**
 * Lets a step of the checklist pass for some channels, in writing (product.md §4, ladder). Asked again for the same
 * channels it changes nothing: the first reason stands. Throws NotFoundError and PermissionError.
 */
export async function overrideStep(
  scope: Scope,
  input: z.input<typeof overrideStepInput>,
): Promise<Result<{ changed: boolean }, never>> {
  requirePermission(scope, "switches.approve");
  requireFreshProof(scope);
  const { merchantId, step, channels, reason } = overrideStepInput.parse(input);
  return inScope(scope, async (tx) => {
    const [merchant] = await tx
      .select({ name: merchants.name })
      .from(merchants)
      .where(eq(merchants.id, merchantId))
      .for("update");
    if (!merchant) throw new NotFoundError("Merchant");
    const { actor } = scope;
    const at = scope.clock.now();
    const before = await tx
      .select({ channel: stepOverrides.channel })
      .from(stepOverrides)
      .where(
        and(
          eq(stepOverrides.merchantId, merchantId),
          eq(stepOverrides.step, step),
          inArray(stepOverrides.channel, channels),
        ),
      );
    const fresh = channels.filter((channel) => !before.some((one) => one.channel === channel));
    if (fresh.length === 0) return ok({ changed: false });
    await tx.insert(stepOverrides).values(
      fresh.map((channel) => ({
        merchantId,
        channel,
        step,
        reason,
        byId: actor.id,
        byName: actor.name,
        at,
      })),
    );
    await settleReadiness(tx, [merchantId], at);
    await appendEntry(tx, scope, {
      merchantId,
      action: "checklist.override_step",
      subject: merchantId,
      subjectName: `${merchant.name}: ${step}`,
      after: { step, channels: fresh },
      reason,
    });
    return ok({ changed: true });
  });
}
