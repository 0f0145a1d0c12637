import type { Context } from "hono";
import type { z } from "zod";
import { cardDataInBody } from "#lib/kit/card-data-in-body.ts";
import type { GatewayEnv } from "../deps.ts";
import { flatMap, VALIDATION_TITLE, wrapped } from "./answers.ts";
import { isObject, readBody } from "./body-reading.ts";
import { problemsOf } from "./problems.ts";
import { readJsonBody } from "./read-json-body.ts";

export type MoneyBody<Value> = { ok: true; value: Value } | { ok: false; response: Response };

/**
 * The body of a refund, capture or cancel by its schema, names in any case; without `empty` there must be one. Card
 * data is refused in all of them (P14).
 */
export async function readMoneyBody<Schema extends z.ZodType>(
  c: Context<GatewayEnv>,
  schema: Schema,
  bytesMax: number,
  options: { fill?: Record<string, string | null>; empty?: true } = {},
): Promise<MoneyBody<z.infer<Schema>>> {
  const body = await readJsonBody(c, bytesMax, "wrapped", options.empty ? {} : undefined);
  if (!body.ok) return body;
  const refused = (response: Response) => ({ ok: false as const, response });
  const reading = readBody(schema, body.value).read;
  const read = isObject(reading as never) ? (reading as Record<string, unknown>) : {};
  for (const [name, value] of Object.entries(options.fill ?? {})) {
    if (value !== null && (read[name] === undefined || read[name] === "")) read[name] = value;
  }
  const parsed = schema.safeParse(isObject(reading as never) ? read : reading);
  if (!parsed.success) {
    return refused(c.json(wrapped(400, VALIDATION_TITLE, problemsOf(parsed.error, read, {})), 400));
  }
  const cards = cardDataInBody(body.value, { pciScope: false });
  if (cards.length > 0) {
    const problems = Object.fromEntries(cards.map((path) => [path, ["Card data is not accepted here."]]));
    return refused(c.json(flatMap(problems), 422));
  }
  return { ok: true, value: parsed.data };
}
