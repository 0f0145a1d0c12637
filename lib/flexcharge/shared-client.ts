import { flexchargeUrls } from "#lib/kit/env.ts";
import { createFlexchargeClient, type FlexchargeClient } from "./client.ts";
import type { EndedCall } from "./schema.ts";

const GLOBAL = globalThis as { switchboardFlexcharge?: FlexchargeClient };

/**
 * The program's one client, so that all its calls share tokens, connections and circuit breakers. A program that
 * counts its calls says so first, where it starts; the options of later callers are not looked at.
 */
export function sharedFlexchargeClient(
  options: { onCall?: (ended: EndedCall) => void } = {},
): FlexchargeClient {
  GLOBAL.switchboardFlexcharge ??= createFlexchargeClient({ baseUrls: flexchargeUrls(), ...options });
  return GLOBAL.switchboardFlexcharge;
}
