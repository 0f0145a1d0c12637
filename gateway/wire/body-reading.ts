import type { z } from "zod";
import { digitsOf } from "#lib/kit/exact-json.ts";
import type { Json } from "#lib/kit/json.ts";

export type JsonObject = { [name: string]: Json };

/**
 * A body twice: `forward` has known names in the wire's spelling and every value as it came, unknown fields
 * included; `read` has only known fields, as the schema types them (API sheet §1.2: names and enums in any case,
 * numeric strings for integers, null for absent).
 */
export type BodyReading = { forward: Json; read: unknown };

type Definition = {
  type: string;
  innerType?: z.ZodType;
  element?: z.ZodType;
  shape?: Record<string, z.ZodType>;
  entries?: Record<string, string>;
};

const definition = (schema: z.ZodType) => (schema as unknown as { def: Definition }).def;

/** Names by their folded form, once per object schema. */
const namesOf = new WeakMap<z.ZodType, Map<string, { name: string; schema: z.ZodType }>>();

export function readBody(schema: z.ZodType, value: Json): BodyReading {
  const bare = unwrap(schema);
  const { type, element } = definition(bare);
  if (type === "array" && element && Array.isArray(value)) {
    const items = value.map((item) => readBody(element, item));
    return { forward: items.map((item) => item.forward), read: items.map((item) => item.read) };
  }
  if (type === "object" && isObject(value)) return readObject(bare, value);
  return { forward: value, read: coerce(definition(bare), value) };
}

/** The `read` half alone, for a body that travels on as its own text. */
export function readFields(schema: z.ZodType, value: Json): unknown {
  const bare = unwrap(schema);
  const known = definition(bare);
  if (known.type === "array" && known.element && Array.isArray(value)) {
    const { element } = known;
    return value.map((item) => readFields(element, item));
  }
  if (known.type !== "object" || !isObject(value)) return coerce(known, value);
  const names = knownNames(bare);
  const read: Record<string, unknown> = {};
  for (const [given, item] of Object.entries(value)) {
    const field = names.get(given) ?? names.get(given.toLowerCase());
    if (!field) continue;
    if (item === null) delete read[field.name];
    else read[field.name] = readFields(field.schema, item);
  }
  return read;
}

function readObject(schema: z.ZodType, value: JsonObject): BodyReading {
  const names = knownNames(schema);
  // Entries, because assigning to `__proto__` would not make a field of that name.
  const forward = new Map<string, Json>();
  const read = new Map<string, unknown>();
  for (const [given, item] of Object.entries(value)) {
    const known = names.get(given.toLowerCase());
    if (!known) {
      forward.set(given, item);
      continue;
    }
    const reading = readBody(known.schema, item);
    forward.set(known.name, reading.forward);
    if (item === null) read.delete(known.name);
    else read.set(known.name, reading.read);
  }
  return { forward: Object.fromEntries(forward), read: Object.fromEntries(read) };
}

function knownNames(schema: z.ZodType) {
  const kept = namesOf.get(schema);
  if (kept) return kept;
  const names = new Map(
    Object.entries(definition(schema).shape ?? {}).map(([name, field]) => [
      name.toLowerCase(),
      { name, schema: field },
    ]),
  );
  namesOf.set(schema, names);
  return names;
}

const bareSchemas = new WeakMap<z.ZodType, z.ZodType>();

function unwrap(schema: z.ZodType): z.ZodType {
  const kept = bareSchemas.get(schema);
  if (kept) return kept;
  const { innerType, type } = definition(schema);
  const bare = innerType && (type === "optional" || type === "nullable") ? unwrap(innerType) : schema;
  bareSchemas.set(schema, bare);
  return bare;
}

function coerce({ type, entries }: Definition, given: Json): unknown {
  const value = type === "string" ? (digitsOf(given) ?? given) : given;
  if (type === "string" && typeof value === "number") return String(value);
  if (typeof value !== "string") return value;
  const text = value.trim();
  switch (type) {
    case "number":
      return text === "" ? undefined : /^[+-]?\d{1,16}$/.test(text) ? Number(text) : value;
    case "boolean":
      return text === "" ? undefined : ({ true: true, false: false }[text.toLowerCase()] ?? value);
    case "enum":
      return Object.values(entries ?? {}).find((word) => word.toLowerCase() === text.toLowerCase()) ?? value;
    default:
      return value;
  }
}

export function isObject(value: Json | undefined): value is JsonObject {
  return typeof value === "object" && value !== null && !Array.isArray(value);
}
