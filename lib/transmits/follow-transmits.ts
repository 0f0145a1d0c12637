import { readAttempts } from "./internal/read-attempts.ts";
import { readCopies } from "./internal/read-copies.ts";

/** How each stream reads on from a place in commit order, for whoever wants to count what a stream sees. */
export const followTransmits = { send: readCopies, attempts: readAttempts };
