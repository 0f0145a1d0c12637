import { createLog } from "#lib/kit/log.ts";

/** The console's log: what its doors saw go wrong. */
export const webLog = createLog("web");
