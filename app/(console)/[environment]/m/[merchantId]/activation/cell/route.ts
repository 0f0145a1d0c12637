import { environmentOf } from "#app/_doors/gate.ts";
import { read } from "#app/_doors/read.ts";
import { NotFoundError } from "#lib/kit/errors.ts";
import { formatMoney } from "#lib/kit/money.ts";
import { countNotSent } from "#lib/reports/queries.ts";
import { getMatrix, listSwitchChanges } from "#lib/switching/queries.ts";
import type { CellFacts } from "../_parts/cell-consequence.tsx";
import { MatrixCells, parseCellKey } from "../_parts/matrix-cells.ts";
import { changeLine } from "../read-matrix.ts";

type Params = { environment: string; merchantId: string };

const DAYS = 7;
const HISTORY = 20;

/** Of one cell: what it kept back in the last seven days, and who set it to what. */
export const GET = read<Params>(
  "switches.read",
  async (scope, { environment, merchantId }, query): Promise<CellFacts> => {
    const ref = parseCellKey(query.get("cell") ?? "");
    if (!ref) throw new NotFoundError("Cell");
    const { scope: level, id, channel } = ref;
    const where = level === "site" ? { siteId: id } : level === "campaign" ? { campaignId: id } : {};
    const [matrix, changes, notSent] = await Promise.all([
      getMatrix(scope, merchantId),
      listSwitchChanges(scope, merchantId, { limit: HISTORY, cell: { scope: level, scopeId: id, channel } }),
      countNotSent(scope, {
        merchantId,
        ...where,
        channel,
        environment: environmentOf(environment),
        days: DAYS,
      }),
    ]);
    const cells = new MatrixCells(matrix);
    const amounts = notSent.amounts.map(({ amountMinor, currency }) => formatMoney(amountMinor, currency));
    return {
      notSent: { orders: notSent.orders, amounts },
      history: changes.map((change) => changeLine(cells, change)),
    };
  },
);
