import { environmentOf } from "#app/_doors/gate.ts";
import { read } from "#app/_doors/read.ts";
import { readMatrix } from "../read-matrix.ts";

type Params = { environment: string; merchantId: string };

/** Polled every 5 s: says `same` while the caller's fingerprint still holds, with what is in flight. */
export const GET = read<Params>("switches.read", async (scope, { environment, merchantId }, query) => {
  const live = await readMatrix(scope, merchantId, environmentOf(environment));
  return query.get("known") === live.fingerprint ? { same: true, inFlight: live.inFlight } : live;
});
