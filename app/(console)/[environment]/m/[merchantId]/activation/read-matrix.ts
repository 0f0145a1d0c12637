import type { PendingCell } from "#components/switching/cell-words.ts";
import { killChannelName } from "#components/switching/words.ts";
import type { Scope } from "#lib/access/open-scope.ts";
import { sha256 } from "#lib/kit/crypto.ts";
import { canonicalJson } from "#lib/kit/json.ts";
import { countInFlight } from "#lib/reports/queries.ts";
import { type ChangeRequestRow, listChangeRequests } from "#lib/switching/queries/list-change-requests.ts";
import { getMatrix, listSwitchChanges } from "#lib/switching/queries.ts";
import type { SwitchChange } from "#lib/switching/schema.ts";
import type { Channel, Environment } from "#lib/terms.ts";
import type { LiveMatrix } from "./_parts/live.ts";
import { cellKey, MatrixCells } from "./_parts/matrix-cells.ts";
import type { ChangeLine } from "./_parts/recent-changes.tsx";

const CHANGES = 10;

/** All that the activation page shows, in plain data; the fingerprint moves when a mode, a name or a gate does. */
export async function readMatrix(
  scope: Scope,
  merchantId: string,
  environment: Environment,
): Promise<LiveMatrix> {
  const [matrix, changes, inFlight, requests] = await Promise.all([
    getMatrix(scope, merchantId),
    listSwitchChanges(scope, merchantId, { limit: CHANGES }),
    scope.permissions.has("orders.read") ? countInFlight(scope, { merchantId, environment }) : [],
    listChangeRequests(scope, { merchantId, open: true }),
  ]);
  const cells = new MatrixCells(matrix);
  const shown = {
    matrix,
    changes: changes.map((change) => changeLine(cells, change)),
    pending: pendingCells(requests),
    openRequests: requests.length,
  };
  return {
    ...shown,
    inFlight,
    // Orders come and go all the time: they must not make a large matrix travel anew.
    fingerprint: sha256(canonicalJson(shown)),
    now: scope.clock.now().toISOString(),
  };
}

/** Of several requests for one cell the newest is shown; the oldest comes last in the list. */
export function pendingCells(requests: readonly ChangeRequestRow[]): Record<string, PendingCell> {
  const pending: Record<string, PendingCell> = {};
  for (const { id, state, requestedBy, scheduledFor, items } of requests) {
    if (state !== "in_review" && state !== "scheduled" && state !== "suspended") continue;
    for (const item of items) {
      const { scope, channel } = item;
      pending[cellKey({ scope, id: item.id, channel })] ??= {
        requestId: id,
        state,
        by: requestedBy.name,
        scheduledFor: scheduledFor?.toISOString() ?? null,
      };
    }
  }
  return pending;
}

/** A change in the words of the page: a kill switch reads Running and Stopped, a mode its name. */
export function changeLine(cells: MatrixCells, change: SwitchChange): ChangeLine {
  const place =
    change.scope === "partner"
      ? "every merchant"
      : change.scope === "merchant"
        ? "All sites"
        : cells.name(change.scope, change.scopeId);
  return {
    version: change.setBy.version,
    at: change.setBy.at,
    by: change.setBy.name,
    place: `${place}, ${killChannelName(change.channel as Channel)}`,
    before: stateWord(change.kind, change.before),
    after: stateWord(change.kind, change.after),
    reason: change.setBy.reason,
  };
}

function stateWord(kind: SwitchChange["kind"], state: string): string {
  if (kind === "mode") return state;
  return state === "on" ? "stopped" : "running";
}
