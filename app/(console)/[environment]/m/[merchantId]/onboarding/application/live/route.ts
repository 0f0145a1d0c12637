import { environmentOf } from "#app/_doors/gate.ts";
import { read } from "#app/_doors/read.ts";
import { getApplication } from "#lib/onboarding/queries/get-application.ts";

type Params = { environment: string; merchantId: string };

/** Polled every 5 s: both sides see how far the other is. */
export const GET = read<Params>("merchants.read", (scope, { environment, merchantId }) =>
  getApplication(scope, merchantId, environmentOf(environment)),
);
