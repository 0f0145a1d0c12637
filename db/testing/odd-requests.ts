import type { Random } from "#db/seed/demo/random.ts";
import { oddBody, oddName, oddText, oddValue, written } from "./odd-values.ts";

export type OddRequest = {
  method: string;
  path: string;
  headers: Record<string, string>;
  body: string | Buffer | null;
};
/** What a document of OpenAPI 3.1 says, as far as requests are made from it. */
type Schema = {
  type?: string;
  enum?: unknown[];
  const?: unknown;
  properties?: Record<string, Schema>;
  items?: Schema;
  anyOf?: Schema[];
  oneOf?: Schema[];
  allOf?: Schema[];
};
type Parameter = { in: string; name: string; schema?: Schema };
type Operation = {
  parameters?: Parameter[];
  requestBody?: { content: Record<string, { schema?: Schema }> };
};
export type Paths = Record<string, Record<string, Operation>>;

/** What a caller may know: bearers of several keys, and ids that exist, also in others' hands. */
export type Known = {
  bearers: readonly string[];
  /** By the name of the field or parameter; `id` serves all that are not named. */
  values: Record<string, readonly unknown[]>;
  /** Whole bodies that would be taken, by path. */
  bodies: Record<string, () => Record<string, unknown>>;
};

const VERBS = ["get", "post", "put", "patch", "delete", "options", "head", "trace", "propfind"];
const TYPES = [
  "text/plain",
  "application/xml",
  "application/json; charset=utf-16",
  "multipart/form-data",
  "",
  "a/b/c",
];

/** Requests over every call of the document: some good, most broken in one or a few places. The same seed, the same ones. */
export function* oddRequests(paths: Paths, known: Known, random: Random): Generator<OddRequest> {
  const calls = Object.entries(paths).flatMap(([path, methods]) =>
    Object.entries(methods).map(([method, operation]) => ({ path, method, operation })),
  );
  while (true) {
    const { path, method, operation } = random.pick(calls);
    const verb = random.chance(0.95) ? method : random.pick(VERBS);
    const schema = operation.requestBody?.content["application/json"]?.schema;
    const body = schema ? bodyOf(random, known, path, schema) : random.chance(0.03) ? "{}" : null;
    yield {
      method: verb.toUpperCase(),
      path: fillPath(random, known, path) + queryOf(random, known, operation.parameters ?? []),
      headers: headersOf(random, known, body !== null),
      body: verb === "get" || verb === "head" || verb === "trace" ? null : body,
    };
  }
}

function bodyOf(random: Random, known: Known, path: string, schema: Schema): string | Buffer {
  const good = known.bodies[path];
  const body = (good && random.chance(0.8) ? good() : madeBy(random, known, schema, "")) as object;
  const breaks = random.weighted([
    [0, 15],
    [1, 55],
    [2, 20],
    [6, 10],
  ]);
  for (let i = 0; i < breaks; i += 1) breakOne(random, body);
  const json = written(JSON.stringify(body));
  return random.chance(0.15) ? oddBody(random, json) : json;
}

/** A value as the schema wants it. */
function madeBy(random: Random, known: Known, schema: Schema, name: string): unknown {
  const one = schema.anyOf ?? schema.oneOf;
  if (one) return madeBy(random, known, random.pick(one), name);
  if (schema.enum) return random.pick(schema.enum);
  if ("const" in schema) return schema.const;
  if (schema.type === "object" || schema.properties) {
    const entries = Object.entries(schema.properties ?? {}).filter(() => random.chance(0.9));
    return Object.fromEntries(entries.map(([each, inner]) => [each, madeBy(random, known, inner, each)]));
  }
  if (schema.type === "array") return [madeBy(random, known, schema.items ?? {}, name)];
  if (schema.type === "boolean") return random.chance(0.5);
  const values = known.values[name];
  if (values && random.chance(0.8)) return random.pick(values);
  if (schema.type === "integer") return random.between(1, 9_999);
  if (schema.type === "number") return random.between(1, 9_999) / 100;
  return random.pick(known.values.id ?? ["x"]);
}

/** Somewhere inside: another value, one less, one more. */
function breakOne(random: Random, body: object): void {
  let place = body as Record<string, unknown>;
  for (;;) {
    const inner = Object.values(place).filter((value) => typeof value === "object" && value !== null);
    if (inner.length === 0 || random.chance(0.4)) break;
    place = random.pick(inner) as Record<string, unknown>;
  }
  const name = Object.keys(place).length > 0 ? random.pick(Object.keys(place)) : "a";
  const how = random.between(0, 9);
  if (how < 6) own(place, name, oddValue(random));
  else if (how < 8) delete place[name];
  else own(place, oddName(random), oddValue(random));
}

/** The object's own property, also where the name is `__proto__`. */
function own(object: object, name: string, value: unknown): void {
  Object.defineProperty(object, name, { value, enumerable: true, configurable: true, writable: true });
}

function fillPath(random: Random, known: Known, path: string): string {
  return path.replace(/\{(\w+)\}/g, (_, name: string) => {
    if (random.chance(0.6)) return encodeURIComponent(String(random.pick(known.values[name] ?? ["x"])));
    if (random.chance(0.3))
      return random.pick(["%zz", "%", "%00", "..%2f..", "%c0%80", "%ed%a0%80", ";a=b", "%25"]);
    return encodeURIComponent(oddText(random).slice(0, 6_000));
  });
}

function queryOf(random: Random, known: Known, parameters: Parameter[]): string {
  const parts: string[] = [];
  for (const { in: place, name, schema } of parameters) {
    if (place !== "query" || random.chance(0.55)) continue;
    const value = random.chance(0.6)
      ? madeBy(random, known, schema ?? {}, name)
      : oddText(random).slice(0, 2_000);
    parts.push(`${name}=${encodeURIComponent(String(value))}`);
    if (random.chance(0.05)) parts.push(`${name}=${random.pick(["", "%zz", "%00", "1"])}`);
    if (random.chance(0.05)) parts.push(`${name}[]=1`);
  }
  if (random.chance(0.04)) parts.push(random.pick(["&&", "=", "%=%", "__proto__=1", "mid", "?"]));
  return parts.length > 0 ? `?${parts.join("&")}` : "";
}

function headersOf(random: Random, known: Known, hasBody: boolean): Record<string, string> {
  const headers: Record<string, string> = {};
  const bearer = random.pick(known.bearers);
  const odd = random.pick([
    "",
    "Bearer",
    "Bearer x.y.z",
    `bearer ${bearer}`,
    "Basic YTpi",
    `Bearer ${bearer}x`,
  ]);
  headers.authorization = random.chance(0.94) ? `Bearer ${bearer}` : odd;
  if (hasBody) headers["content-type"] = random.chance(0.96) ? "application/json" : random.pick(TYPES);
  if (random.chance(0.02)) headers["content-encoding"] = random.pick(["gzip", "br", "identity", "x"]);
  if (random.chance(0.04)) headers["x-request-id"] = random.pick(["x".repeat(4_000), "a b", "../..", "é"]);
  if (random.chance(0.02)) headers.accept = random.pick(["text/html", "*/*;q=x", ""]);
  return headers;
}
