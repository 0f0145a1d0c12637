import { and, asc, eq } from "drizzle-orm";
import { savedViews } from "#db/schema/onboarding.ts";
import { inScope } from "../in-scope.ts";
import { ownViews } from "../internal/own-views.ts";
import type { Scope } from "../open-scope.ts";
import type { SAVED_VIEW_PAGES } from "../schema.ts";

/** The person's own views of a page, by name. */
export async function listViews(
  scope: Scope,
  page: (typeof SAVED_VIEW_PAGES)[number],
): Promise<{ id: string; name: string; query: string }[]> {
  return inScope(scope, (tx) =>
    tx
      .select({ id: savedViews.id, name: savedViews.name, query: savedViews.query })
      .from(savedViews)
      .where(and(ownViews(scope), eq(savedViews.page, page)))
      .orderBy(asc(savedViews.name)),
  );
}
