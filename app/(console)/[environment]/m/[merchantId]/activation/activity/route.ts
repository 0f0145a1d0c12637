import { environmentOf } from "#app/_doors/gate.ts";
import { read } from "#app/_doors/read.ts";
import { countBySite } from "#lib/reports/queries.ts";

type Params = { environment: string; merchantId: string };

const DAYS = 7;

/** Orders and their ends per site, for the matrix grouped by equal settings. */
export const GET = read<Params>("orders.read", (scope, { environment, merchantId }) =>
  countBySite(scope, { merchantId, environment: environmentOf(environment), days: DAYS }),
);
