import type { ChangeRequestState } from "#lib/terms.ts";

/** Every legal jump of a change request (product.md §4); what is not here does not happen. */
const JUMPS: Record<ChangeRequestState, readonly ChangeRequestState[]> = {
  draft: ["in_review", "cancelled"],
  in_review: ["approved", "rejected", "cancelled"],
  approved: ["scheduled", "applied", "suspended", "failed", "cancelled"],
  scheduled: ["applied", "suspended", "failed", "cancelled"],
  suspended: ["scheduled", "applied", "failed", "cancelled"],
  applied: [],
  rejected: [],
  cancelled: [],
  failed: [],
};

export function requestMayGo(from: ChangeRequestState, to: ChangeRequestState): boolean {
  return JUMPS[from].includes(to);
}

/** Still to be decided, or to be carried out. */
export function isOpenRequest(state: ChangeRequestState): boolean {
  return JUMPS[state].length > 0;
}

export const OPEN_REQUEST_STATES = (Object.keys(JUMPS) as ChangeRequestState[]).filter(isOpenRequest);
