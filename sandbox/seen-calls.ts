import type { HttpBindings } from "@hono/node-server";
import { RESPONSE_ALREADY_SENT } from "@hono/node-server/utils/response";
import type { Context, MiddlewareHandler } from "hono";
import { bearerMid } from "./bearer.ts";
import type { CallRecord } from "./calls.ts";
import type { Fault } from "./faults.ts";
import { acts, takeFault, wirePath } from "./faults.ts";
import { maskBody, maskText } from "./masking.ts";
import { findMerchant } from "./merchants.ts";
import { apigwRequestId } from "./wire.ts";
import type { WireCall } from "./wire-call.ts";
import type { World } from "./world.ts";

const bodyBytesMax = 1_048_576;
/** A document of 10 MB with its form around it (§2.12). */
const formBytesMax = 11_000_000;
const holdMs = 30_000;
const slowMs = 3_000;
/** The vendor's JSON reader stops at this depth; here it also bounds every recursive walk. */
const depthMax = 64;

export type SandboxEnv = { Bindings: HttpBindings; Variables: { call: WireCall } };

/**
 * Stands before every route of /v1: reads the body, plays an arranged fault, and records the call
 * before its answer leaves, also when it was refused or never answered.
 */
export function seenCalls(world: World, record: CallRecord): MiddlewareHandler<SandboxEnv> {
  return async (c, next) => {
    const url = new URL(c.req.url);
    const path = wirePath(url.pathname);
    const form = await readForm(c);
    const text = form === undefined ? await readText(c) : form && describeForm(form);
    const mid = bearerMid(world, c.req.header("authorization"));
    const call: WireCall = {
      world,
      query: url.searchParams,
      bearer: mid ? await findMerchant(world.sql, world, mid) : null,
      mid,
      json: text === null || form ? undefined : parse(text),
      id: "",
      documentId: "",
      form: form ?? null,
    };
    c.set("call", call);
    const fault = await takeFault(world, path);
    if (fault?.kind === "slow") await pause(c, fault.ms ?? slowMs);
    if (text === null) c.res = c.json({ errors: ["The request body is too large."] }, 413);
    else if (!fault || acts(fault.kind)) await next();
    else if (fault.kind === "status") c.res = c.json(faultBody(fault), (fault.status ?? 500) as 500);
    const silent = isSilent(fault);
    await record.append({
      mid: call.mid,
      method: c.req.method,
      path,
      query: maskText(withoutKey(url.searchParams)),
      status: silent ? 0 : c.res.status,
      fault: fault?.kind ?? null,
      body: call.json === undefined ? (text && maskText(text).slice(0, 2_000)) || null : maskBody(call.json),
    });
    if (fault && silent) {
      await hangUp(c, fault);
      return;
    }
    if (fault?.kind === "garbage")
      c.res = new Response('{"orderSessionKey":"7d0c1b7e-\u0000\ufffd<html', c.res);
    c.header("apigw-requestid", apigwRequestId());
    c.header("server", "Kestrel");
    if (c.res.headers.has("content-type")) c.header("content-type", "application/json; charset=utf-8");
  };
}

function isSilent(fault: Fault | null): boolean {
  return fault?.kind === "hangup" || fault?.kind === "timeout_before" || fault?.kind === "timeout_after";
}

/** Breaks the connection without an answer: at once, or after the time a timeout is held. */
async function hangUp(c: Context<SandboxEnv>, fault: Fault): Promise<void> {
  if (fault.kind !== "hangup") await pause(c, fault.ms ?? holdMs);
  c.env.incoming.socket.destroy();
  c.res = undefined;
  c.res = RESPONSE_ALREADY_SENT;
}

/** Waits, but not longer than the caller does. */
async function pause(c: Context<SandboxEnv>, ms: number): Promise<void> {
  const { socket } = c.env.incoming;
  await new Promise<void>((done) => {
    const end = () => {
      clearTimeout(timer);
      socket.off("close", end);
      done();
    };
    const timer = setTimeout(end, ms);
    socket.once("close", end);
  });
}

/** Undefined for a body that is no form, null for one that is too large or broken. */
async function readForm(c: Context<SandboxEnv>): Promise<FormData | null | undefined> {
  const type = c.req.header("content-type") ?? "";
  if (!/^multipart\/form-data/i.test(type)) return undefined;
  if (Number(c.req.header("content-length") ?? 0) > formBytesMax) return null;
  const bytes = await c.req.arrayBuffer();
  if (bytes.byteLength > formBytesMax) return null;
  return new Response(bytes, { headers: { "content-type": type } }).formData().catch(() => null);
}

/** What the record keeps of a form: its texts, and a file's name and size. */
function describeForm(form: FormData): string {
  const parts = [...form].map(([name, value]) =>
    typeof value === "string" ? `${name}=${value}` : `${name}=${value.name} (${value.size} bytes)`,
  );
  return parts.join("; ");
}

async function readText(c: Context<SandboxEnv>): Promise<string | null> {
  if (Number(c.req.header("content-length") ?? 0) > bodyBytesMax) return null;
  const bytes = await c.req.arrayBuffer();
  return bytes.byteLength > bodyBytesMax ? null : new TextDecoder().decode(bytes);
}

function parse(text: string): unknown {
  try {
    const value: unknown = JSON.parse(text);
    return isWithinDepth(value, depthMax) ? value : undefined;
  } catch {
    return undefined;
  }
}

function isWithinDepth(value: unknown, left: number): boolean {
  if (value === null || typeof value !== "object") return true;
  return left > 0 && Object.values(value).every((item) => isWithinDepth(item, left - 1));
}

/** The query without the tokenization key. */
function withoutKey(query: URLSearchParams): string {
  const kept = new URLSearchParams([...query].filter(([name]) => name.toLowerCase() !== "environment"));
  return kept.toString();
}

function faultBody(fault: Fault) {
  return {
    status: fault.status ?? 500,
    title: "An error occurred while processing your request.",
    errors: {},
  };
}
