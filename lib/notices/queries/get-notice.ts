import { and, eq } from "drizzle-orm";
import { notices } from "#db/schema/notices.ts";
import { inScope } from "#lib/access/in-scope.ts";
import { requirePermission, type Scope } from "#lib/access/open-scope.ts";
import { NotFoundError } from "#lib/kit/errors.ts";
import { maskPersonalData } from "#lib/kit/personal-data.ts";

export type NoticeDetail = Omit<typeof notices.$inferSelect, "body" | "headers"> & {
  /** As it came; without the customer for those who may not see customers, and hidden where it cannot be read. */
  body: string;
  /** By name. */
  headers: Record<string, string>;
};

/** One notice with what came over the wire. Throws NotFoundError. Needs `webhooks.read`. */
export async function getNotice(
  scope: Scope,
  place: { merchantId: string; noticeId: string },
): Promise<NoticeDetail> {
  requirePermission(scope, "webhooks.read");
  const [found] = await inScope(scope, (tx) =>
    tx
      .select()
      .from(notices)
      .where(and(eq(notices.merchantId, place.merchantId), eq(notices.id, place.noticeId))),
  );
  if (!found) throw new NotFoundError("Notice");
  const headers = Object.entries(JSON.parse(found.headers) as Record<string, unknown>);
  const body = found.body.toString("utf8");
  return {
    ...found,
    body: scope.permissions.has("orders.customer") ? body : (maskPersonalData(body) ?? "•••"),
    headers: Object.fromEntries(headers.map(([name, value]) => [name, String(value)])),
  };
}
