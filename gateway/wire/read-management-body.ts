import type { Context } from "hono";
import type { z } from "zod";
import type { GatewayEnv } from "../deps.ts";
import { problem } from "./problem-json.ts";
import { readJsonBody } from "./read-json-body.ts";

export type ManagementBody<Value> = { ok: true; value: Value } | { ok: false; response: Response };

/** A body of our own calls, by its schema to the letter; a 400 names the fields. */
export async function readManagementBody<Value>(
  c: Context<GatewayEnv>,
  schema: z.ZodType<Value>,
  bytesMax: number,
): Promise<ManagementBody<Value>> {
  const body = await readJsonBody(c, bytesMax);
  if (!body.ok) return body;
  const parsed = schema.safeParse(body.value);
  if (parsed.success) return { ok: true, value: parsed.data };
  const fields = [...new Set(parsed.error.issues.map((issue) => issue.path.join(".") || "body"))];
  const detail = `These fields are missing or not valid: ${fields.join(", ")}.`;
  return { ok: false, response: problem(c, 400, "INVALID_REQUEST", detail, { fields }) };
}
