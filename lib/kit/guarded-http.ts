import { Resolver } from "node:dns/promises";
import {
  type ClientRequest,
  type IncomingMessage,
  Agent as PlainAgent,
  request as plainRequest,
} from "node:http";
import { Agent as SecureAgent, request as secureRequest } from "node:https";
import { isIP, type LookupFunction } from "node:net";
import { isLoopbackAddress, isPublicAddress } from "./public-address.ts";

/** Why an address is not posted to, before anything is asked of the network. */
export type TargetRefusal =
  | "NOT_A_URL"
  | "NOT_HTTPS"
  | "CREDENTIALS_IN_URL"
  | "PORT_NOT_ALLOWED"
  | "HOST_NOT_PUBLIC";
export type PostFailure =
  | TargetRefusal
  | "ADDRESS_NOT_PUBLIC"
  | "DNS"
  | "CONNECT"
  | "TLS"
  | "TIMEOUT"
  | "HANGUP"
  | "GARBAGE";

/** `address` is the one that the socket really reached, null when there was none. */
export type PostResult =
  | {
      kind: "answer";
      status: number;
      headers: Record<string, string>;
      body: Buffer;
      address: string | null;
      ms: number;
    }
  | { kind: "failed"; cause: PostFailure; address: string | null; ms: number };

export type Resolve = (host: string) => Promise<string[]>;
export type GuardedPost = {
  headers: Record<string, string>;
  body: Buffer;
  /** From now until the last byte that is read. */
  timeoutMs: number;
  /** More is not read: the answer counts with its beginning. */
  answerBytesMax: number;
  /** http and https to this machine, for the demo and tests. */
  allowLoopback: boolean;
  resolve?: Resolve;
};

const PORTS = new Set(["", "8443"]);
/** Names that mean something only inside a network. */
const INNER_NAME = /(^|\.)(localhost|local|localdomain|internal|intranet|lan|home|corp|private|home\.arpa)$/;
/** A public host has a dot in its name. */
const SINGLE_LABEL = /^[^.:[\]]+$/;
const idle = { keepAlive: true, timeout: 4_000, maxFreeSockets: 32 };
const plainAgent = new PlainAgent(idle);
const secureAgent = new SecureAgent({ ...idle, maxCachedSessions: 500 });

/** Null when the address may be posted to as far as its spelling tells; what its name leads to is seen at the socket. */
export function checkTarget(
  url: string,
  { allowLoopback }: { allowLoopback: boolean },
): TargetRefusal | null {
  const target = URL.parse(url);
  if (!target?.hostname || !/^https?:$/.test(target.protocol)) return target ? "NOT_HTTPS" : "NOT_A_URL";
  if (target.username || target.password) return "CREDENTIALS_IN_URL";
  if (allowLoopback && namesLoopback(target)) return null;
  // The parser has turned every spelling of an IPv4 address into the usual one by now.
  const host = hostOf(target);
  if (isIP(host) ? !isPublicAddress(host) : INNER_NAME.test(host) || SINGLE_LABEL.test(host))
    return "HOST_NOT_PUBLIC";
  if (target.protocol !== "https:") return "NOT_HTTPS";
  return PORTS.has(target.port) ? null : "PORT_NOT_ALLOWED";
}

/**
 * One POST to an address that a stranger named. It leads to the open internet or nowhere: every address of the name is
 * checked, and so is the one that the socket is connected to, at each call. Redirects are answers like others.
 * How it ended is a value; nothing is thrown.
 */
export async function postGuarded(url: string, post: GuardedPost): Promise<PostResult> {
  const startedAt = performance.now();
  const ms = () => Math.round(performance.now() - startedAt);
  const refused = checkTarget(url, post);
  if (refused) return { kind: "failed", cause: refused, address: null, ms: ms() };
  for (;;) {
    const result = await attempt(new URL(url), post, startedAt + post.timeoutMs - performance.now());
    // The receiver closed a resting connection in the moment we took it: nothing was heard, so it is asked anew.
    if (result.kind === "failed" && result.stale && performance.now() < startedAt + post.timeoutMs) continue;
    const { stale: _stale, ...told } = result as PostResult & { stale?: boolean };
    return { ...told, ms: ms() };
  }
}

type Attempt =
  | (Omit<Extract<PostResult, { kind: "answer" }>, "ms"> & { stale?: never })
  | (Omit<Extract<PostResult, { kind: "failed" }>, "ms"> & { stale: boolean });

function attempt(target: URL, post: GuardedPost, leftMs: number): Promise<Attempt> {
  const { promise, resolve } = Promise.withResolvers<Attempt>();
  const isAllowed = allowedAddresses(target, post.allowLoopback);
  const isSecure = target.protocol === "https:";
  let address: string | null = null;
  let request: ClientRequest;

  const fail = (cause: PostFailure, stale = false) => {
    resolve({ kind: "failed", cause, address, stale });
    clearTimeout(late);
    request?.destroy();
  };
  const late = setTimeout(() => fail("TIMEOUT"), leftMs);

  request = (isSecure ? secureRequest : plainRequest)(target, {
    method: "POST",
    agent: isSecure ? secureAgent : plainAgent,
    headers: { ...post.headers, "content-length": String(post.body.length) },
    lookup: guardedLookup(post.resolve ?? resolveHost, isAllowed),
    maxHeaderSize: 32 * 1024,
  });
  request.on("error", (error: NodeJS.ErrnoException) => {
    const stale = request.reusedSocket && ["ECONNRESET", "EPIPE"].includes(String(error.code));
    fail(causeOf(error, isSecure), stale);
  });
  request.on("socket", (socket) => {
    const check = () => {
      address = socket.remoteAddress ?? null;
      // Nothing has been written yet: the body leaves only for an address that is allowed now.
      if (address && isAllowed(address)) request.end(post.body);
      else fail("ADDRESS_NOT_PUBLIC");
    };
    if (!socket.connecting) check();
    else socket.once(isSecure ? "secureConnect" : "connect", check);
  });
  request.on("response", (response) => {
    readBeginning(response, post.answerBytesMax).then(
      (body) => {
        clearTimeout(late);
        const { statusCode = 0 } = response;
        resolve({ kind: "answer", status: statusCode, headers: headersOf(response), body, address });
      },
      () => fail("HANGUP"),
    );
  });
  return promise;
}

/** Which addresses the name may lead to: this machine where it is meant and allowed, else the open internet alone. */
function allowedAddresses(target: URL, allowLoopback: boolean): (address: string) => boolean {
  return allowLoopback && namesLoopback(target) ? isLoopbackAddress : isPublicAddress;
}

function namesLoopback(target: URL): boolean {
  const host = hostOf(target);
  return host === "localhost" || isLoopbackAddress(host);
}

function hostOf({ hostname }: URL): string {
  return hostname
    .replace(/^\[|\]$/g, "")
    .replace(/\.$/, "")
    .toLowerCase();
}

class NotPublic extends Error {
  readonly code = "ADDRESS_NOT_PUBLIC";
}

/** Asked once a connection: the very addresses that were checked are the ones that are connected to. */
function guardedLookup(resolve: Resolve, isAllowed: (address: string) => boolean): LookupFunction {
  return (host, { all }, answer) => {
    resolve(host.replace(/\.$/, "")).then(
      (addresses) => {
        // One bad address spoils the name: a name that is half inside is somebody's trick.
        if (addresses.length === 0) answer(Object.assign(new Error("no address"), { code: "ENOTFOUND" }), "");
        else if (!addresses.every(isAllowed)) answer(new NotPublic("the name leads inside"), "");
        else if (all)
          answer(
            null,
            addresses.map((address) => ({ address, family: isIP(address) })),
          );
        else answer(null, addresses[0]!, isIP(addresses[0]!));
      },
      (error) => answer(error, ""),
    );
  };
}

/** Not the system's own: that one has four threads, and four names that hang would stop every other. */
async function resolveHost(host: string): Promise<string[]> {
  if (host === "localhost") return ["127.0.0.1", "::1"];
  const resolver = new Resolver({ timeout: 2_500, tries: 2 });
  const asked = await Promise.allSettled([resolver.resolve4(host), resolver.resolve6(host)]);
  return asked.flatMap((each) => (each.status === "fulfilled" ? each.value : []));
}

function readBeginning(response: IncomingMessage, bytesMax: number): Promise<Buffer> {
  const { promise, resolve, reject } = Promise.withResolvers<Buffer>();
  const chunks: Buffer[] = [];
  let read = 0;
  const finish = () => resolve(Buffer.concat(chunks).subarray(0, bytesMax));
  response.on("data", (chunk: Buffer) => {
    chunks.push(chunk);
    read += chunk.length;
    if (read < bytesMax) return;
    finish();
    // This closes the connection: the rest never arrives.
    response.destroy();
  });
  response.on("end", finish);
  response.on("error", reject);
  return promise;
}

function headersOf({ headers }: IncomingMessage): Record<string, string> {
  return Object.fromEntries(
    Object.entries(headers).map(([name, value]) => [
      name,
      Array.isArray(value) ? value.join(", ") : `${value}`,
    ]),
  );
}

function causeOf(error: NodeJS.ErrnoException, isSecure: boolean): PostFailure {
  const code = error.code ?? "";
  if (code === "ADDRESS_NOT_PUBLIC") return "ADDRESS_NOT_PUBLIC";
  if (/^(ENOTFOUND|EAI_|ENODATA|ESERVFAIL|ETIMEOUT|EBADNAME|EBADRESP)/.test(code)) return "DNS";
  if (/^(ECONNREFUSED|EHOSTUNREACH|ENETUNREACH|ETIMEDOUT|EADDRNOTAVAIL|EHOSTDOWN)/.test(code))
    return "CONNECT";
  if (code.startsWith("HPE_")) return "GARBAGE";
  if (isSecure && /^(ERR_TLS|ERR_SSL|CERT_|DEPTH_|SELF_|UNABLE_|EPROTO|HOSTNAME)/.test(code)) return "TLS";
  return "HANGUP";
}
