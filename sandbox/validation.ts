import type { Folded } from "./case-insensitive.ts";
import { booleanAt, integerAt, objectAt, textAt } from "./case-insensitive.ts";
import type { Problems } from "./wire.ts";

/** Collects messages under the keys that the vendor's answers use: PascalCase paths with dots. */
export class Checks {
  problems: Problems = {};

  get passed(): boolean {
    return Object.keys(this.problems).length === 0;
  }

  refuse(key: string, message: string): void {
    this.problems[key] = [message];
  }

  /** The text of a required field; `path` is its key, the last part its name. */
  text(from: Folded | null, path: string, message?: string): string {
    const name = path.split(".").at(-1) ?? path;
    const value = textAt(from, name);
    if (value === null) this.refuse(path, message ?? `The ${name} field is required.`);
    return value ?? "";
  }

  object(from: Folded | null, path: string): Folded | null {
    const name = path.split(".").at(-1) ?? path;
    const value = objectAt(from, name);
    if (value) return value;
    const given = from?.[name.toLowerCase()];
    const absent = given === undefined || given === null;
    this.refuse(path, absent ? `The ${name} field is required.` : `The field ${name} is invalid.`);
    return null;
  }

  /** An optional boolean: absent and null are null. */
  boolean(from: Folded | null, path: string): boolean | null {
    const name = path.split(".").at(-1) ?? path;
    const value = booleanAt(from, name);
    if (value === undefined) this.refuse(path, `The field ${name} is invalid.`);
    return value ?? null;
  }

  /** A required whole number, given as number or numeric string. */
  integer(from: Folded | null, path: string): number {
    const name = path.split(".").at(-1) ?? path;
    const value = integerAt(from, name);
    if (value === null) this.refuse(path, `The ${name} field is required.`);
    else if (Number.isNaN(value)) this.refuse(path, `The field ${name} is invalid.`);
    return value ?? Number.NaN;
  }
}

/** A moment in ISO 8601 (a date alone is midnight, no zone is UTC), or null when it is none. */
export function momentOf(text: string): Date | null {
  const iso = /^\d{4}-\d{2}-\d{2}(T\d{2}:\d{2}(:\d{2}(\.\d+)?)?(Z|[+-]\d{2}:?\d{2})?)?$/i.exec(text.trim());
  if (!iso) return null;
  const moment = new Date(iso[1] && !iso[4] ? `${text.trim()}Z` : text.trim());
  return Number.isNaN(moment.getTime()) ? null : moment;
}
