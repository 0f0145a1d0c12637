import { holdsCardNumber } from "./card-data.ts";
import { newId } from "./ids.ts";

/** Printable and short, so that it can stand in a log line and a header. */
const SANE = /^[\w.:-]{1,128}$/;

/** The caller's own `x-request-id` where it can stand in logs and tables (P14), else a new one. */
export function requestIdOf(given: string | null | undefined): string {
  return given && SANE.test(given) && !holdsCardNumber(given) ? given : newId("request");
}
