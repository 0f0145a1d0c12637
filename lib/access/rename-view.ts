import { and, eq, ne } from "drizzle-orm";
import type { z } from "zod";
import { savedViews } from "#db/schema/onboarding.ts";
import { NotFoundError } from "#lib/kit/errors.ts";
import { ok, type Result, refuse } from "#lib/kit/result.ts";
import { inScope } from "./in-scope.ts";
import { ownViews } from "./internal/own-views.ts";
import { requirePermission, type Scope } from "./open-scope.ts";
import { renameViewInput } from "./schema.ts";

/** Gives one's own view another name. Throws NotFoundError, also for a colleague's. Needs `merchants.read`. */
export async function renameView(
  scope: Scope,
  input: z.input<typeof renameViewInput>,
): Promise<Result<{ changed: boolean }, { reason: "NAME_TAKEN" }>> {
  requirePermission(scope, "merchants.read");
  const { viewId, name } = renameViewInput.parse(input);
  return inScope(scope, async (tx) => {
    const own = and(ownViews(scope), eq(savedViews.id, viewId));
    const [view] = await tx.select().from(savedViews).where(own).for("update");
    if (!view) throw new NotFoundError("View");
    if (view.name === name) return ok({ changed: false });
    const same = and(ownViews(scope), eq(savedViews.page, view.page), eq(savedViews.name, name));
    const [taken] = await tx
      .select({ id: savedViews.id })
      .from(savedViews)
      .where(and(same, ne(savedViews.id, viewId)));
    if (taken) return refuse({ reason: "NAME_TAKEN" });
    await tx.update(savedViews).set({ name }).where(own);
    return ok({ changed: true });
  });
}
