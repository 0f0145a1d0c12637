import { and, count, eq } from "drizzle-orm";
import type { z } from "zod";
import { savedViews } from "#db/schema/onboarding.ts";
import { newId } from "#lib/kit/ids.ts";
import { ok, type Result, refuse } from "#lib/kit/result.ts";
import { inScope } from "./in-scope.ts";
import { ownViews, tenantOf } from "./internal/own-views.ts";
import { requirePermission, type Scope } from "./open-scope.ts";
import { saveViewInput } from "./schema.ts";

const VIEWS_MAX = 50;

/**
 * Keeps a page's filters under a name, for this person alone. The same name with the same filters is the same view.
 * Needs `merchants.read`. Not audited: nothing of a merchant changes.
 */
export async function saveView(
  scope: Scope,
  input: z.input<typeof saveViewInput>,
): Promise<Result<{ id: string }, { reason: "NAME_TAKEN" } | { reason: "TOO_MANY" }>> {
  requirePermission(scope, "merchants.read");
  const { page, name, query } = saveViewInput.parse(input);
  return inScope(scope, async (tx) => {
    const of = and(ownViews(scope), eq(savedViews.page, page));
    const [kept] = await tx.select({ n: count() }).from(savedViews).where(of);
    if ((kept?.n ?? 0) >= VIEWS_MAX) return refuse({ reason: "TOO_MANY" });
    const at = scope.clock.now();
    const id = newId("view", at.getTime());
    const added = await tx
      .insert(savedViews)
      .values({ merchantId: tenantOf(scope), id, userId: scope.actor.id, page, name, query, createdAt: at })
      .onConflictDoNothing()
      .returning({ id: savedViews.id });
    if (added.length > 0) return ok({ id });
    const [same] = await tx
      .select({ id: savedViews.id })
      .from(savedViews)
      .where(and(of, eq(savedViews.name, name), eq(savedViews.query, query)));
    return same ? ok({ id: same.id }) : refuse({ reason: "NAME_TAKEN" });
  });
}
