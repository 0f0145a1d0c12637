/** A JSON object whose names were folded, so that `AppKey`, `appKey` and `appkey` are one name. */
export type Folded = { [name: string]: unknown };

/**
 * Folds the names of every object inside a JSON value to lower case; of two names that fold alike the
 * last wins, as the vendor's server does. `underscores` also drops `_`, so that snake_case and
 * camelCase bodies read the same (only /tokenize has both forms).
 */
export function foldNames(value: unknown, options: { underscores?: boolean } = {}): unknown {
  if (Array.isArray(value)) return value.map((item) => foldNames(item, options));
  if (value === null || typeof value !== "object") return value;
  const folded: Folded = Object.create(null);
  for (const [name, item] of Object.entries(value)) {
    folded[foldName(name, options.underscores)] = foldNames(item, options);
  }
  return folded;
}

function foldName(name: string, underscores = false): string {
  return (underscores ? name.replaceAll("_", "") : name).toLowerCase();
}

export function isObject(value: unknown): value is Folded {
  return value !== null && typeof value === "object" && !Array.isArray(value);
}

/** The object under a name, or null when it is absent, null or another type. Names are given in any case. */
export function objectAt(from: Folded | null, name: string): Folded | null {
  const value = from?.[name.toLowerCase()];
  return isObject(value) ? value : null;
}

/** The text under a name; numbers count as text, blank text, text with NUL and other types as absent. */
export function textAt(from: Folded | null, name: string): string | null {
  const value = from?.[name.toLowerCase()];
  const text = typeof value === "number" || typeof value === "bigint" ? String(value) : value;
  return typeof text === "string" && text.trim() !== "" && !text.includes("\0") ? text : null;
}

/** A whole number, given as a number or a numeric string; null when absent, NaN when it is something else. */
export function integerAt(from: Folded | null, name: string): number | null {
  const value = from?.[name.toLowerCase()];
  if (value === undefined || value === null) return null;
  if (typeof value === "string" && /^\s*-?\d+\s*$/.test(value)) return Number(value);
  return typeof value === "number" && Number.isSafeInteger(value) ? value : Number.NaN;
}

/** A boolean or its word in any case; null when absent, undefined when it is something else. */
export function booleanAt(from: Folded | null, name: string): boolean | null | undefined {
  const value = from?.[name.toLowerCase()];
  if (value === undefined || value === null) return null;
  if (typeof value === "boolean") return value;
  const word = typeof value === "string" ? value.trim().toLowerCase() : "";
  return word === "true" ? true : word === "false" ? false : undefined;
}
