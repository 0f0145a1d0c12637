import type { Context } from "hono";
import type { Json } from "#lib/kit/json.ts";
import type { GatewayEnv } from "../deps.ts";
import { flatMap, VALIDATION_TITLE, wrapped } from "./answers.ts";
import { parseJson } from "./parse-json.ts";
import { isManagement, problem } from "./problem-json.ts";
import { refusal } from "./refusal.ts";

/**
 * FlexCharge parses JSON whatever the content type says (API sheet §7.2), so only what cannot be JSON is refused:
 * forms, files, markup, compressed bodies, another charset.
 */
const NOT_JSON =
  /^(multipart\/|application\/(x-www-form-urlencoded|xml|octet-stream|pdf|zip|gzip)|text\/(html|xml|csv)|image\/|audio\/|video\/|font\/)/i;

/** False for what cannot be JSON in UTF-8, told by the request's headers alone. */
export function maySendJson(type: string, contentEncoding: string | undefined): boolean {
  const charset = /;\s*charset="?([^";\s]+)/i.exec(type)?.[1];
  return (
    !NOT_JSON.test(type.trim()) &&
    (!charset || /^(utf-?8|us-ascii)$/i.test(charset)) &&
    /^identity$/i.test(contentEncoding ?? "identity")
  );
}

export const BODY_PROBLEMS = {
  "not UTF-8": "The body is not valid UTF-8.",
  "not JSON": "The JSON value could not be converted.",
  "too deep": "The JSON value is nested too deeply.",
  "too large": "The body is larger than 64 KiB.",
} as const;

export type ReadBody = { ok: true; value: Json } | { ok: false; response: Response };

/**
 * The request's JSON, or the answer that says why there is none. `flat` is /evaluate's form of a 400 (§2.3.9).
 * The body is counted while it is read: a length that lies is found out.
 */
export async function readJsonBody(
  c: Context<GatewayEnv>,
  bytesMax: number,
  form: "flat" | "wrapped" = "wrapped",
  /** What no body at all means; absent: a body must be there. */
  empty?: Json,
): Promise<ReadBody> {
  const type = c.req.header("content-type") ?? "";
  if (!maySendJson(type, c.req.header("content-encoding"))) {
    c.set("asked", { leftOut: "not_json" });
    return { ok: false, response: refusal(c, 415, "The body must be JSON in UTF-8.") };
  }
  const bytes = await readBytes(c, bytesMax);
  if (!bytes) {
    c.set("asked", { leftOut: "too_large" });
    c.header("connection", "close");
    return { ok: false, response: refused(c, 413, "too large", form) };
  }
  if (bytes.byteLength === 0 && empty !== undefined) return { ok: true, value: empty };
  const parsed = parseJson(bytes);
  c.set("asked", parsed.ok ? { json: parsed.value } : { leftOut: "not_json" });
  if (parsed.ok) return { ok: true, value: parsed.value };
  return { ok: false, response: refused(c, 400, parsed.problem, form) };
}

function refused(
  c: Context<GatewayEnv>,
  status: 400 | 413,
  why: keyof typeof BODY_PROBLEMS,
  form: "flat" | "wrapped",
) {
  const problems = { $: [BODY_PROBLEMS[why]] };
  if (isManagement(c))
    return problem(c, status, status === 413 ? "BODY_TOO_LARGE" : "INVALID_JSON", BODY_PROBLEMS[why]);
  return c.json(form === "flat" ? flatMap(problems) : wrapped(status, VALIDATION_TITLE, problems), status);
}

/** Null when there is more than `bytesMax`. */
export async function readBytes(c: Context<GatewayEnv>, bytesMax: number): Promise<Uint8Array | null> {
  const declared = c.req.header("content-length");
  if (declared !== undefined) {
    // Node's parser delivers no more than was declared, so the number can be believed.
    return Number(declared) > bytesMax ? null : new Uint8Array(await c.req.arrayBuffer());
  }
  const stream = c.req.raw.body;
  if (!stream) return new Uint8Array();
  const chunks: Uint8Array[] = [];
  let size = 0;
  for await (const chunk of stream as unknown as AsyncIterable<Uint8Array>) {
    size += chunk.byteLength;
    if (size > bytesMax) return null;
    chunks.push(chunk);
  }
  return Buffer.concat(chunks);
}
