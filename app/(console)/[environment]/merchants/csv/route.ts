import { download } from "#app/_doors/download.ts";
import { environmentOf } from "#app/_doors/gate.ts";
import { listOf } from "#app/_doors/search-params.ts";
import { chosenBy, FILTERS, viewOf } from "#components/merchants/board.ts";
import { requirePermission } from "#lib/access/open-scope.ts";
import { boardFile } from "../_parts/board-file.ts";
import { readBoard } from "../_parts/read-board.ts";

/** The board as a file: what the address filters, or the merchants that `ids` names. */
export const GET = download<{ environment: string }>("export", async (scope, params, query) => {
  requirePermission(scope, "merchants.read");
  const environment = environmentOf(params.environment);
  const ids = listOf(query.get("ids") ?? undefined);
  const now = scope.clock.now();
  const lines = await readBoard(scope, environment, query.get("search") ?? undefined, now);
  const filters = Object.fromEntries(FILTERS.map((id) => [id, listOf(query.get(id) ?? undefined)]));
  const chosen =
    ids.length > 0
      ? lines.filter(({ id }) => ids.includes(id))
      : chosenBy(lines, filters).filter(viewOf(query.get("view")).holds);
  return {
    name: `merchants-${environment}-${now.toISOString().slice(0, 10)}.csv`,
    lines: boardFile(chosen),
  };
});
