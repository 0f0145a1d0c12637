import { and, desc, eq, gte, ilike, lt, notInArray, or, type SQL } from "drizzle-orm";
import { auditEntries } from "#db/schema/audit.ts";
import { merchants } from "#db/schema/merchants.ts";
import { inScope } from "#lib/access/in-scope.ts";
import { requirePermission, type Scope } from "#lib/access/open-scope.ts";

export const AUDIT_PAGE_ROWS = 50;

export type AuditRow = {
  merchantId: string;
  /** Null for the partner's own chain. */
  merchantName: string | null;
  sequence: number;
  at: Date;
  actorKind: string;
  actorId: string;
  actorName: string;
  action: string;
  subject: string;
  subjectName: string;
  /** JSON text or null. */
  before: string | null;
  after: string | null;
  reason: string | null;
  requestId: string;
};

export type AuditFilter = {
  merchantId?: string;
  /** The first half of an action: `switch`, `credentials`. */
  topic?: string;
  /** In the subject's name, the actor's name or the reason; or a whole request id, or what a subject is (`site/…`). */
  search?: string;
  /** Who acted: a person's, key's or program's id. */
  actor?: string;
  /** Inclusive. */
  from?: Date;
  /** Newest first; rows older than this cursor. */
  before?: string;
  /** Topics to leave out, for short lists of what matters. */
  without?: readonly string[];
  limit?: number;
};

/** Who changed what, newest first; `next` is the cursor of the following page or null. Needs `audit.read`. */
export async function listAuditEntries(
  scope: Scope,
  filter: AuditFilter = {},
): Promise<{ rows: AuditRow[]; next: string | null }> {
  requirePermission(scope, "audit.read");
  const limit = filter.limit ?? AUDIT_PAGE_ROWS;
  const found = await inScope(scope, (tx) =>
    tx
      .select({
        merchantId: auditEntries.merchantId,
        merchantName: merchants.name,
        sequence: auditEntries.sequence,
        at: auditEntries.at,
        actorKind: auditEntries.actorKind,
        actorId: auditEntries.actorId,
        actorName: auditEntries.actorName,
        action: auditEntries.action,
        subject: auditEntries.subject,
        subjectName: auditEntries.subjectName,
        before: auditEntries.before,
        after: auditEntries.after,
        reason: auditEntries.reason,
        requestId: auditEntries.requestId,
      })
      .from(auditEntries)
      .leftJoin(merchants, eq(merchants.id, auditEntries.merchantId))
      .where(and(...conditions(filter)))
      .orderBy(desc(auditEntries.at), desc(auditEntries.merchantId), desc(auditEntries.sequence))
      .limit(limit + 1),
  );
  const rows = found.slice(0, limit);
  const last = rows.at(-1);
  const next =
    found.length > limit && last ? [last.at.toISOString(), last.merchantId, last.sequence].join("~") : null;
  return { rows, next };
}

function conditions(filter: AuditFilter): (SQL | undefined)[] {
  return [
    filter.merchantId ? eq(auditEntries.merchantId, filter.merchantId) : undefined,
    filter.topic ? ilike(auditEntries.action, `${escaped(filter.topic)}.%`) : undefined,
    filter.search ? matches(filter.search) : undefined,
    filter.actor ? eq(auditEntries.actorId, filter.actor) : undefined,
    filter.from ? gte(auditEntries.at, filter.from) : undefined,
    filter.without?.length ? notInArray(auditEntries.action, [...filter.without]) : undefined,
    filter.before ? olderThan(filter.before) : undefined,
  ];
}

function matches(search: string): SQL | undefined {
  const pattern = `%${escaped(search)}%`;
  return or(
    ilike(auditEntries.subjectName, pattern),
    ilike(auditEntries.actorName, pattern),
    ilike(auditEntries.reason, pattern),
    eq(auditEntries.requestId, search),
    eq(auditEntries.subject, search),
  );
}

/** A cursor that was tampered with begins at the top instead of failing. */
function olderThan(cursor: string): SQL | undefined {
  const [time, merchantId, sequence] = cursor.split("~");
  const at = new Date(time ?? "");
  if (Number.isNaN(at.getTime()) || !merchantId || !/^\d{1,15}$/.test(sequence ?? "")) return undefined;
  const sameTime = eq(auditEntries.at, at);
  return or(
    lt(auditEntries.at, at),
    and(sameTime, lt(auditEntries.merchantId, merchantId)),
    and(sameTime, eq(auditEntries.merchantId, merchantId), lt(auditEntries.sequence, Number(sequence))),
  );
}

const escaped = (text: string) => text.replace(/[\\%_]/g, "\\$&");
