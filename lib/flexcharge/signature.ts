import { createHash, createHmac, timingSafeEqual } from "node:crypto";

const NONCE = "x-fc-nonce";
const DATE = "x-fc-date";
const CONTENT = "x-fc-content-sha512";
const AUTHORIZATION = "x-fc-authorization";
const SIGNATURE = "x-fc-signature";
const AUTHORIZATION_PREFIX = `HMAC-SHA512 SignedHeaders=${NONCE};${DATE};host;${CONTENT}&Signature=`;
/** API sheet §2.13, inferred. */
const TOLERANCE_MS = 5 * 60_000;

export type NoticeCheck =
  /**
   * `key`: the one that held. `stale`: everything holds but the date is more than five minutes from now; not to be
   * acted on.
   */
  | { ok: true; key: string; nonce: string; date: Date; stale: boolean }
  | { ok: false; reason: "HEADERS_MISSING" | "CONTENT_ALTERED" | "FORGED" | "OTHER_HOST" };

/**
 * Checks a webhook's raw bytes against its headers (API sheet §2.13), in constant time, under each key that is
 * valid now (rotation). Reused nonces are the caller's to know.
 * @param input.headers names in lower case
 * @param input.keys base64
 * @param input.hosts our public hosts as FlexCharge knows them, without scheme and path
 */
export function checkNotice(input: {
  headers: Record<string, string | undefined>;
  body: Buffer;
  keys: string[];
  hosts: string[];
  now: Date;
}): NoticeCheck {
  const { headers, body } = input;
  const [nonce, date, content] = [headers[NONCE], headers[DATE], headers[CONTENT]];
  const [authorization, signature] = [headers[AUTHORIZATION], headers[SIGNATURE]];
  const at = date ? new Date(date) : null;
  if (!nonce || !date || !content || !authorization || !signature || !at || Number.isNaN(at.getTime())) {
    return { ok: false, reason: "HEADERS_MISSING" };
  }
  if (!same(content, contentHash(body))) return { ok: false, reason: "CONTENT_ALTERED" };
  const key = input.keys.find((candidate) => same(signature, hmac(candidate, body)));
  // Everything after `Signature=`: base64 itself contains `=` and `+`.
  if (!key || !authorization.startsWith(AUTHORIZATION_PREFIX)) return { ok: false, reason: "FORGED" };
  const signed = authorization.slice(AUTHORIZATION_PREFIX.length);
  const meant = input.hosts.some((host) => same(signed, hmac(key, signedText(nonce, date, host, content))));
  if (!meant) return { ok: false, reason: "OTHER_HOST" };
  return {
    ok: true,
    key,
    nonce,
    date: at,
    stale: Math.abs(input.now.getTime() - at.getTime()) > TOLERANCE_MS,
  };
}

/**
 * The five headers that FlexCharge sends with a webhook, for those that we pass on.
 * @param input.key base64
 * @param input.nonce 32 hexadecimal characters
 */
export function signNotice(input: {
  body: Buffer;
  key: string;
  host: string;
  nonce: string;
  date: Date;
}): Record<string, string> {
  const { body, key, host, nonce } = input;
  const date = input.date.toUTCString();
  const content = contentHash(body);
  return {
    [NONCE]: nonce,
    [DATE]: date,
    [CONTENT]: content,
    [AUTHORIZATION]: `${AUTHORIZATION_PREFIX}${hmac(key, signedText(nonce, date, host, content))}`,
    [SIGNATURE]: hmac(key, body),
  };
}

function signedText(nonce: string, date: string, host: string, content: string): string {
  return `POST\n${nonce};${date};${host};${content}`;
}

function contentHash(body: Buffer): string {
  return createHash("sha512").update(body).digest("base64");
}

function hmac(key: string, text: string | Buffer): string {
  // As text: Node takes a Buffer for a key five times slower, and each notice and delivery signs several times.
  return createHmac("sha512", key, { encoding: "base64" }).update(text).digest("base64");
}

function same(given: string, right: string): boolean {
  const [a, b] = [Buffer.from(given), Buffer.from(right)];
  return a.length === b.length && timingSafeEqual(a, b);
}
