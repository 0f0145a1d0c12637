import { and, asc, eq } from "drizzle-orm";
import type { Transaction } from "#db/client.ts";
import { changeRequestItems, changeRequests } from "#db/schema/switching.ts";
import type { Author } from "#lib/audit/append-entry.ts";
import { NotFoundError } from "#lib/kit/errors.ts";
import type { ChangeRequestState } from "#lib/terms.ts";
import type { ChangeRequestRefusal } from "../errors.ts";
import type { MerchantConfig, PartnerConfig } from "../schema.ts";
import { conflictingCells } from "./conflicting-cells.ts";
import { isArchived } from "./judge-mode.ts";
import { loadMerchants, loadPartner } from "./load-config.ts";
import { type ChecklistOverride, isLetPass, requestGates } from "./request-gates.ts";
import { requestMayGo } from "./request-machine.ts";
import { lockSwitchSet } from "./switch-set.ts";
import { writeModes } from "./write-mode.ts";

export type RequestRow = typeof changeRequests.$inferSelect;
export type RequestItem = typeof changeRequestItems.$inferSelect;
export type LockedRequest = {
  request: RequestRow;
  items: RequestItem[];
  version: number;
  partner: PartnerConfig;
  merchant: MerchantConfig;
};

/** The request with its diff; the merchant's switch set first, as everywhere, then the row. Throws NotFoundError. */
export async function lockRequest(
  tx: Transaction,
  { merchantId, requestId }: { merchantId: string; requestId: string },
): Promise<LockedRequest> {
  const [merchant] = await loadMerchants(tx, [merchantId]);
  if (!merchant) throw new NotFoundError("Merchant");
  const version = await lockSwitchSet(tx, merchantId);
  const place = and(eq(changeRequests.merchantId, merchantId), eq(changeRequests.id, requestId));
  const [request] = await tx.select().from(changeRequests).where(place).for("update");
  if (!request) throw new NotFoundError("Change request");
  const items = await tx
    .select()
    .from(changeRequestItems)
    .where(and(eq(changeRequestItems.merchantId, merchantId), eq(changeRequestItems.requestId, requestId)))
    .orderBy(asc(changeRequestItems.position));
  // Read again under the lock: what is judged is what will be changed.
  const [current] = await loadMerchants(tx, [merchantId]);
  return { request, items, version, partner: await loadPartner(tx), merchant: current! };
}

/** What keeps a request from being carried out now, with what its approver let pass; null when nothing does. */
export async function obstacleOf(
  tx: Transaction,
  locked: LockedRequest,
  override: ChecklistOverride | null,
): Promise<ChangeRequestRefusal | null> {
  const { request, items, merchant, version } = locked;
  if (merchant.observed) return { reason: "OBSERVED" };
  if (items.some((item) => isArchived(merchant, item.scope, item.scopeId))) return { reason: "ARCHIVED" };
  const places = items.map(({ scope, scopeId: id, channel }) => ({ scope, id, channel }));
  const cells = await conflictingCells(tx, locked, request.baseVersion, places);
  if (cells.length > 0) {
    return { reason: "VERSION_CONFLICT", version, baseVersion: request.baseVersion, cells };
  }
  const missing = requestGates(merchant, items).filter((gate) => !isLetPass(override, gate));
  return missing.length > 0 ? { reason: "GATES_NOT_MET", missing } : null;
}

export function storedOverride({ checklistOverride }: RequestRow): ChecklistOverride | null {
  return checklistOverride === null ? null : (JSON.parse(checklistOverride) as ChecklistOverride);
}

/** Sets every cell of the request under the approver's name. Answers the switch set's version afterwards. */
export async function applyItems(
  tx: Transaction,
  author: Author,
  locked: LockedRequest,
  approver: { id: string; name: string },
): Promise<number> {
  const { request, items, merchant, version } = locked;
  const cells = items
    .filter(({ before, after }) => before !== after)
    .map(({ scope, scopeId: id, channel, before, after: mode }) => ({ scope, id, channel, before, mode }));
  if (cells.length === 0) return version;
  return writeModes(tx, author, merchant, cells, request.reason, approver);
}

/** Moves the request on, with what belongs to the move. A jump that the machine does not know is a mistake of ours. */
export async function moveRequest(
  tx: Transaction,
  request: RequestRow,
  to: ChangeRequestState,
  at: Date,
  more: Partial<RequestRow> = {},
): Promise<void> {
  if (!requestMayGo(request.state, to)) {
    throw new Error(`a change request does not go from ${request.state} to ${to}`);
  }
  await tx
    .update(changeRequests)
    .set({ ...more, state: to, stateAt: at })
    .where(and(eq(changeRequests.merchantId, request.merchantId), eq(changeRequests.id, request.id)));
}
