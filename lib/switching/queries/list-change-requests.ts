import { and, asc, desc, eq, inArray, ne } from "drizzle-orm";
import { changeRequestItems, changeRequests } from "#db/schema/switching.ts";
import { inScope } from "#lib/access/in-scope.ts";
import { requirePermission, type Scope } from "#lib/access/open-scope.ts";
import { NotFoundError } from "#lib/kit/errors.ts";
import type { ChangeRequestState, Channel, SettableMode, SwitchScope } from "#lib/terms.ts";
import type { ChangeRequestRefusal } from "../errors.ts";
import { storedOverride } from "../internal/carry-out-request.ts";
import { loadMerchants } from "../internal/load-config.ts";
import { type ChecklistOverride, type OpenGate, requestGates } from "../internal/request-gates.ts";
import { isOpenRequest, OPEN_REQUEST_STATES } from "../internal/request-machine.ts";
import { placeName } from "../internal/write-mode.ts";
import type { MerchantConfig } from "../schema.ts";
import type { DryRun } from "./dry-run-change.ts";

export type ChangeRequestItem = {
  /** The merchant's name, the site's host, the campaign's name. */
  place: string;
  scope: SwitchScope;
  id: string;
  channel: Channel;
  before: SettableMode;
  after: SettableMode;
};

export type ChangeRequestRow = {
  merchantId: string;
  merchantName: string;
  id: string;
  state: ChangeRequestState;
  baseVersion: number;
  reason: string;
  requestedBy: { id: string; name: string };
  requestedAt: Date;
  decidedBy: { id: string; name: string } | null;
  decidedAt: Date | null;
  decisionNote: string | null;
  scheduledFor: Date | null;
  appliedAt: Date | null;
  appliedVersion: number | null;
  /** Why it is suspended or has failed. */
  cause: ChangeRequestRefusal | null;
  /** What its approver let pass of the checklist, in writing. */
  override: ChecklistOverride | null;
  stateAt: Date;
  items: ChangeRequestItem[];
};

export type ChangeRequestFilter = {
  merchantId?: string;
  open?: boolean;
  state?: ChangeRequestState;
  limit?: number;
};

/** Who asks for what, newest first. A merchant's people see their own merchant's. At most 200. Needs `switches.read`. */
export async function listChangeRequests(
  scope: Scope,
  filter: ChangeRequestFilter = {},
): Promise<ChangeRequestRow[]> {
  requirePermission(scope, "switches.read");
  return inScope(scope, async (tx) => {
    const rows = await tx
      .select({ request: changeRequests })
      .from(changeRequests)
      .where(
        and(
          ...(filter.merchantId ? [eq(changeRequests.merchantId, filter.merchantId)] : []),
          ...(filter.state ? [eq(changeRequests.state, filter.state)] : []),
          ...(filter.open ? [inArray(changeRequests.state, OPEN_REQUEST_STATES)] : []),
        ),
      )
      .orderBy(desc(changeRequests.requestedAt), desc(changeRequests.id))
      .limit(Math.min(filter.limit ?? 50, 200));
    const ids = rows.map(({ request }) => request.id);
    const items =
      ids.length === 0
        ? []
        : await tx
            .select()
            .from(changeRequestItems)
            .where(inArray(changeRequestItems.requestId, ids))
            .orderBy(asc(changeRequestItems.requestId), asc(changeRequestItems.position));
    const byRequest = Map.groupBy(items, ({ requestId }) => requestId);
    const merchantIds = [...new Set(rows.map(({ request }) => request.merchantId))];
    const configs = new Map((await loadMerchants(tx, merchantIds)).map((each) => [each.id, each]));
    return rows.map(({ request }) =>
      toRow(request, configs.get(request.merchantId)!, byRequest.get(request.id) ?? []),
    );
  });
}

/** With the dry run that was kept when it was asked for, and the gates that are open to its cells now. */
export type ChangeRequestDetail = ChangeRequestRow & { dryRun: DryRun | null; open: OpenGate[] };

/** Throws NotFoundError, also for another tenant's. Needs `switches.read`. */
export async function getChangeRequest(
  scope: Scope,
  merchantId: string,
  requestId: string,
): Promise<ChangeRequestDetail> {
  requirePermission(scope, "switches.read");
  return inScope(scope, async (tx) => {
    const [found] = await tx
      .select()
      .from(changeRequests)
      .where(and(eq(changeRequests.merchantId, merchantId), eq(changeRequests.id, requestId)));
    if (!found) throw new NotFoundError("Change request");
    const items = await tx
      .select()
      .from(changeRequestItems)
      .where(and(eq(changeRequestItems.merchantId, merchantId), eq(changeRequestItems.requestId, requestId)))
      .orderBy(asc(changeRequestItems.position));
    const { dryRun } = found;
    const [merchant] = await loadMerchants(tx, [merchantId]);
    return {
      ...toRow(found, merchant!, items),
      dryRun: dryRun === null ? null : (JSON.parse(dryRun) as DryRun),
      open: isOpenRequest(found.state) ? requestGates(merchant!, items) : [],
    };
  });
}

function toRow(
  request: typeof changeRequests.$inferSelect,
  merchant: MerchantConfig,
  items: (typeof changeRequestItems.$inferSelect)[],
): ChangeRequestRow {
  const { requestedById, requestedByName, decidedById, decidedByName, cause, ...kept } = request;
  const { dryRun: _dryRun, toldState: _told, checklistOverride: _override, ...row } = kept;
  return {
    ...row,
    merchantName: merchant.name,
    requestedBy: { id: requestedById, name: requestedByName },
    decidedBy: decidedById === null ? null : { id: decidedById, name: decidedByName ?? "" },
    cause: cause === null ? null : (JSON.parse(cause) as ChangeRequestRefusal),
    override: storedOverride(request),
    items: items.map(({ scope, scopeId: id, channel, before, after }) => ({
      place: placeName(merchant, scope, id),
      scope,
      id,
      channel,
      before,
      after,
    })),
  };
}

/** How many wait for this person's approval: nobody's own. Needs `switches.approve`. */
export async function countToApprove(scope: Scope): Promise<number> {
  requirePermission(scope, "switches.approve");
  return inScope(scope, (tx) =>
    tx.$count(
      changeRequests,
      and(eq(changeRequests.state, "in_review"), ne(changeRequests.requestedById, scope.actor.id)),
    ),
  );
}
