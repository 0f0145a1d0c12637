import { newId } from "./ids.ts";

/** Printable and short, so that it can stand in a log line and a header. */
const SANE = /^[\w.:-]{1,128}$/;

/** The caller's own `x-request-id` where it can stand in our logs, else a new one: both sides then speak of the same. */
export function requestIdOf(given: string | null | undefined): string {
  return given && SANE.test(given) ? given : newId("request");
}
