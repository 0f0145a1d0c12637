import { eq } from "drizzle-orm";
import type { z } from "zod";
import { merchants } from "#db/schema/merchants.ts";
import { integrationComponents } from "#db/schema/onboarding.ts";
import { inScope } from "#lib/access/in-scope.ts";
import { requirePermission, type Scope } from "#lib/access/open-scope.ts";
import { appendEntry } from "#lib/audit/append-entry.ts";
import { NotFoundError } from "#lib/kit/errors.ts";
import { ok, type Result } from "#lib/kit/result.ts";
import { settleReadiness } from "./internal/settle-readiness.ts";
import { componentsOf } from "./rules.ts";
import { setIntegrationComponentInput } from "./schema.ts";

/**
 * Adds a component to a merchant's integration or takes it away; its steps come and go with it (product.md §3).
 * Throws NotFoundError and PermissionError.
 */
export async function setIntegrationComponent(
  scope: Scope,
  input: z.input<typeof setIntegrationComponentInput>,
): Promise<Result<{ changed: boolean }, never>> {
  requirePermission(scope, "merchants.write");
  const { merchantId, component, used } = setIntegrationComponentInput.parse(input);
  return inScope(scope, async (tx) => {
    const [merchant] = await tx
      .select({ name: merchants.name, integration: merchants.integration })
      .from(merchants)
      .where(eq(merchants.id, merchantId))
      .for("update");
    if (!merchant) throw new NotFoundError("Merchant");
    const changes = await tx
      .select()
      .from(integrationComponents)
      .where(eq(integrationComponents.merchantId, merchantId));
    const before = componentsOf(merchant.integration, changes).includes(component);
    if (before === used) return ok({ changed: false });
    const at = scope.clock.now();
    const row = { used, setByName: scope.actor.name, setAt: at };
    await tx
      .insert(integrationComponents)
      .values({ merchantId, component, ...row })
      .onConflictDoUpdate({
        target: [integrationComponents.merchantId, integrationComponents.component],
        set: row,
      });
    await settleReadiness(tx, [merchantId], at);
    await appendEntry(tx, scope, {
      merchantId,
      action: "merchant.set_component",
      subject: merchantId,
      subjectName: merchant.name,
      before: { component, used: before },
      after: { component, used },
    });
    return ok({ changed: true });
  });
}
