import { and, asc, desc, eq, isNull, lte } from "drizzle-orm";
import { merchants } from "#db/schema/merchants.ts";
import { merchantNotes } from "#db/schema/onboarding.ts";
import { inScope } from "#lib/access/in-scope.ts";
import { requirePermission, type Scope } from "#lib/access/open-scope.ts";
import type { NoteView } from "../schema.ts";

/** The newest 50 notes about a merchant. Its own people get none: row-level security (migration 0008). */
export async function listNotes(scope: Scope, merchantId: string): Promise<NoteView[]> {
  requirePermission(scope, "merchants.read");
  const rows = await inScope(scope, (tx) =>
    tx
      .select()
      .from(merchantNotes)
      .where(eq(merchantNotes.merchantId, merchantId))
      .orderBy(desc(merchantNotes.createdAt), desc(merchantNotes.id))
      .limit(50),
  );
  return rows.map(({ id, text, followUpOn, doneAt, byName, createdAt }) => ({
    ...{ id, text, followUpOn, byName },
    doneAt: doneAt?.toISOString() ?? null,
    createdAt: createdAt.toISOString(),
  }));
}

export type FollowUp = {
  merchantId: string;
  merchantName: string;
  id: string;
  text: string;
  followUpOn: string;
  byName: string;
};

/** What is due on this day (`YYYY-MM-DD`, the partner's) or before and not done, oldest first; at most 500. */
export async function listFollowUps(scope: Scope, day: string): Promise<FollowUp[]> {
  requirePermission(scope, "merchants.read");
  const rows = await inScope(scope, (tx) =>
    tx
      .select({ note: merchantNotes, merchantName: merchants.name })
      .from(merchantNotes)
      .innerJoin(merchants, eq(merchants.id, merchantNotes.merchantId))
      .where(
        and(isNull(merchantNotes.doneAt), lte(merchantNotes.followUpOn, day), isNull(merchants.archivedAt)),
      )
      .orderBy(asc(merchantNotes.followUpOn), asc(merchantNotes.id))
      .limit(500),
  );
  return rows.map(({ note: { merchantId, id, text, followUpOn, byName }, merchantName }) => ({
    ...{ merchantId, merchantName, id, text, followUpOn: followUpOn ?? day, byName },
  }));
}
