import { flexchargeUrls } from "#lib/kit/env.ts";
import { createFlexchargeClient, type FlexchargeClient } from "./client.ts";

const GLOBAL = globalThis as { switchboardFlexcharge?: FlexchargeClient };

/** The program's one client, so that all its calls share tokens, connections and circuit breakers. */
export function sharedFlexchargeClient(): FlexchargeClient {
  GLOBAL.switchboardFlexcharge ??= createFlexchargeClient({ baseUrls: flexchargeUrls() });
  return GLOBAL.switchboardFlexcharge;
}
