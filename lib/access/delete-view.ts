import { and, eq } from "drizzle-orm";
import type { z } from "zod";
import { savedViews } from "#db/schema/onboarding.ts";
import { ok, type Result } from "#lib/kit/result.ts";
import { inScope } from "./in-scope.ts";
import { ownViews } from "./internal/own-views.ts";
import { requirePermission, type Scope } from "./open-scope.ts";
import { deleteViewInput } from "./schema.ts";

/** One's own view goes; one that is gone already, or somebody else's, changes nothing. Needs `merchants.read`. */
export async function deleteView(
  scope: Scope,
  input: z.input<typeof deleteViewInput>,
): Promise<Result<{ changed: boolean }, never>> {
  requirePermission(scope, "merchants.read");
  const { viewId } = deleteViewInput.parse(input);
  return inScope(scope, async (tx) => {
    const gone = await tx
      .delete(savedViews)
      .where(and(ownViews(scope), eq(savedViews.id, viewId)))
      .returning({ id: savedViews.id });
    return ok({ changed: gone.length > 0 });
  });
}
