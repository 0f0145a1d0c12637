import { and, count, desc, eq, isNotNull, isNull, lt, or, type SQL } from "drizzle-orm";
import { mails } from "#db/schema/alerts.ts";
import { EVERY_TENANT } from "#db/tenant.ts";
import { inScope } from "#lib/access/in-scope.ts";
import { requirePermission, type Scope } from "#lib/access/open-scope.ts";
import { NotFoundError } from "#lib/kit/errors.ts";
import type { MailRow } from "../schema.ts";

export const MAIL_STATES = ["waiting", "sent", "given-up"] as const;
export type MailState = (typeof MAIL_STATES)[number];

const STATES: Record<MailState, SQL | undefined> = {
  waiting: isNotNull(mails.sendAt),
  sent: isNotNull(mails.sentAt),
  "given-up": and(isNull(mails.sendAt), isNull(mails.sentAt)),
};
const PAGE_ROWS = 50;

/**
 * The outbox, newest first, a page at a time with `after` = the last row's id. Mail holds links that let people in, so
 * it takes `members.write` and the partner's side; to others it does not exist.
 */
export async function listMails(
  scope: Scope,
  filter: { state?: MailState | undefined; after?: string | undefined } = {},
): Promise<{ rows: MailRow[]; next: string | null; count: number }> {
  requirePermission(scope, "members.write");
  if (scope.tenant !== EVERY_TENANT) throw new NotFoundError("Mail outbox");
  const state = filter.state && STATES[filter.state];
  return inScope(scope, async (tx) => {
    const [last] = filter.after
      ? await tx.select({ at: mails.createdAt, id: mails.id }).from(mails).where(eq(mails.id, filter.after))
      : [];
    const older =
      last && or(lt(mails.createdAt, last.at), and(eq(mails.createdAt, last.at), lt(mails.id, last.id)));
    const [found, [counted]] = await Promise.all([
      tx
        .select()
        .from(mails)
        .where(and(state, older))
        .orderBy(desc(mails.createdAt), desc(mails.id))
        .limit(PAGE_ROWS + 1),
      tx.select({ n: count() }).from(mails).where(state),
    ]);
    const rows = found.slice(0, PAGE_ROWS);
    return {
      rows,
      next: found.length > PAGE_ROWS ? (rows.at(-1)?.id ?? null) : null,
      count: counted?.n ?? 0,
    };
  });
}
