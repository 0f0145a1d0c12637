import { newId } from "#lib/kit/ids.ts";

const SHAPE = /^call_[0-9A-Z]{26}$/;
/** Of a ULID's 26 characters, those that say when. */
const TIME_CHARACTERS = 10;

/** The first id that a call answered then can have: ids sort by time, so a moment is a place in the log. */
export function callIdAt(at: Date): string {
  const id = newId("call", at.getTime());
  return id.slice(0, "call_".length + TIME_CHARACTERS).padEnd(id.length, "0");
}

/** Null for what is no call's id. */
export function readCallId(text: string | null | undefined): string | null {
  return text && SHAPE.test(text) ? text : null;
}
