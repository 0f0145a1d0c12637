import type { WebhookKey } from "#lib/credentials/remember-webhook-keys.ts";
import { checkNotice } from "#lib/flexcharge/signature.ts";
import { type Result, refuse } from "#lib/kit/result.ts";
import type { Environment } from "#lib/terms.ts";
import { readFacts } from "./rules.ts";
import type { RejectionReason, VerifiedNotice } from "./schema.ts";

const UTF8 = new TextDecoder("utf-8", { fatal: true, ignoreBOM: false });
/** Kept with the notice: what was signed, and what it called itself. */
const KEPT_HEADERS = [
  "x-fc-nonce",
  "x-fc-date",
  "x-fc-content-sha512",
  "x-fc-authorization",
  "x-fc-signature",
  "content-type",
];

/**
 * Whether a call is a notice of FlexCharge for this address (product.md §9, API sheet §2.13): over the raw bytes and
 * from memory alone. Whether it came before is the database's to say.
 * @param call.headers names in lower case
 * @param call.hosts our public hosts as FlexCharge knows them
 */
export function verifyNotice(call: {
  merchantId: string;
  environment: Environment;
  headers: Record<string, string>;
  bytes: Buffer;
  keys: WebhookKey[];
  hosts: string[];
  now: Date;
}): Result<VerifiedNotice, { reason: RejectionReason }> {
  const { merchantId, environment, headers, bytes, keys, hosts, now } = call;
  if (keys.length === 0) return refuse({ reason: "NO_KEY" });
  const checked = checkNotice({ headers, body: bytes, keys: keys.map(({ key }) => key), hosts, now });
  if (!checked.ok) return refuse({ reason: checked.reason });
  let text: string;
  try {
    text = UTF8.decode(bytes);
  } catch {
    return refuse({ reason: "NOT_UTF8" });
  }
  const facts = readFacts(text);
  if (facts.testMode !== null && facts.testMode !== (environment === "sandbox")) {
    return refuse({ reason: "OTHER_ENVIRONMENT" });
  }
  const kept = KEPT_HEADERS.flatMap((name) => (headers[name] ? [[name, headers[name]]] : []));
  return {
    ok: true,
    value: {
      merchantId,
      environment,
      receivedAt: now,
      body: bytes,
      text,
      headers: Object.fromEntries(kept),
      nonce: checked.nonce,
      contentHash: headers["x-fc-content-sha512"] ?? "",
      keyVersion: keys.find(({ key }) => key === checked.key)?.version ?? 0,
      stale: checked.stale,
      facts,
    },
  };
}
