import { environmentOf } from "#app/_doors/gate.ts";
import { callFilter, FRESH_CALLS_MAX, logsView } from "#components/calls/logs-view.ts";
import type { Scope } from "#lib/access/open-scope.ts";
import { listCalls } from "#lib/calls/queries/list-calls.ts";
import type { LogsPlace } from "./show-logs.tsx";

/** How many calls of a log came after its first one (`?since=`); without one, how many there are. */
export async function countFreshCalls(scope: Scope, place: LogsPlace, query: URLSearchParams) {
  const where = { environment: environmentOf(place.environment), merchantId: place.merchantId };
  const filter = callFilter(logsView(Object.fromEntries(query)), where, scope.clock.now());
  const since = query.get("since") ?? undefined;
  const { rows } = await listCalls(scope, { ...filter, since }, { limit: FRESH_CALLS_MAX });
  return { count: rows.length };
}
