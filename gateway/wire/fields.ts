import { z } from "zod";
import { isStorable } from "#lib/kit/storable.ts";

/** Ids and codes: long enough for anybody's, short enough for an index. */
const ID_LENGTH_MAX = 256;
const TEXT_LENGTH_MAX = 1_000;

/** A required id or code; blank counts as missing. */
export const id = () => z.string().max(ID_LENGTH_MAX).regex(/\S/).refine(isStorable);

/** A required text that only travels on. */
export const text = () => z.string().max(TEXT_LENGTH_MAX).regex(/\S/).refine(isStorable);

/** An optional text; blank is the same as absent. */
export const maybeText = (max = TEXT_LENGTH_MAX) => z.string().max(max).refine(isStorable).optional();

export const maybeId = () => maybeText(ID_LENGTH_MAX);

const ISO = /^\d{4}-\d{2}-\d{2}(T\d{2}:\d{2}(:\d{2}(\.\d{1,9})?)?(Z|[+-]\d{2}:?\d{2})?)?$/i;

/** A moment in ISO 8601: a date alone is midnight, no zone is UTC. Null when it is none. */
export function momentOf(given: string): Date | null {
  const value = given.trim();
  const iso = ISO.exec(value);
  if (!iso) return null;
  const moment = new Date(iso[1] && !iso[4] ? `${value}Z` : value);
  // JavaScript takes the 30th of February for the 2nd of March.
  const day = new Date(`${value.slice(0, 10)}T00:00:00Z`);
  const exists = !Number.isNaN(day.getTime()) && day.toISOString().slice(0, 10) === value.slice(0, 10);
  return exists && !Number.isNaN(moment.getTime()) ? moment : null;
}

/** Null for a text that says nothing. */
export function said(value: string | undefined): string | null {
  const trimmed = value?.trim() ?? "";
  return trimmed === "" ? null : trimmed;
}
