import type { Context } from "hono";
import type { Folded } from "../case-insensitive.ts";
import { foldNames, isObject } from "../case-insensitive.ts";

/** The JSON object of a control call, names folded; an empty object when there is none. */
export async function readBody(c: Context): Promise<Folded> {
  const body = foldNames(await c.req.json().catch(() => null));
  return isObject(body) ? body : {};
}

export function refuse(c: Context, message: string, status: 400 | 403 | 404 | 409 = 400): Response {
  return c.json({ errors: [message] }, status);
}
