import type { Context, MiddlewareHandler } from "hono";
import type { RejectionReason } from "#lib/notices/schema.ts";
import { verifyNotice } from "#lib/notices/verify-notice.ts";
import { ENVIRONMENTS, type Environment, PARTNER_TENANT } from "#lib/terms.ts";
import type { GatewayDeps, GatewayEnv } from "../deps.ts";
import { readBytes } from "../wire/read-json-body.ts";
import { refusal } from "../wire/refusal.ts";

export const NOTICE_PATH = "/webhooks/flexcharge/:merchantId/:environment";

/**
 * A notice's signature stands for a bearer: checked in memory over the raw bytes, whatever they call themselves
 * (product.md §9). Whoever may not speak here hears the same 401, whatever the cause; the cause is counted.
 */
export function authenticateNotice(deps: GatewayDeps): MiddlewareHandler<GatewayEnv, typeof NOTICE_PATH> {
  const { snapshot, limits, clock, notices } = deps;
  return async (c, next) => {
    c.set("route", "notice");
    const environment = ENVIRONMENTS.find((one) => one === c.req.param("environment"));
    if (!environment) return refusal(c, 404, "There is no such call.");
    // A key that was revoked meanwhile must not open the door: FlexCharge tries again.
    if (snapshot.ageMs() > limits.snapshotAgeMsMax) {
      return refusal(c, 503, "Not available just now. Try again.", { retryAfter: 2 });
    }
    const account = accountOf(snapshot, c.req.param("merchantId"));
    const place = { merchantId: account?.id ?? null, environment };
    if (!account) return reject(deps, c, place, "UNKNOWN_MERCHANT", null);
    const bytes = await readBytes(c, limits.noticeBytesMax);
    if (!bytes) {
      c.header("connection", "close");
      return reject(deps, c, place, "TOO_LARGE", null);
    }
    const now = clock.now();
    const verified = verifyNotice({
      merchantId: account.id,
      environment,
      headers: c.req.header(),
      bytes: Buffer.from(bytes.buffer, bytes.byteOffset, bytes.byteLength),
      keys: await notices.keys.get(account, environment, now),
      hosts: notices.hosts,
      now,
    });
    if (!verified.ok) return reject(deps, c, place, verified.reason, bytes);
    c.set("notice", verified.value);
    await next();
  };
}

/** A merchant's account, or the partner's own, which hears of applications. */
function accountOf(snapshot: GatewayDeps["snapshot"], id: string): { id: string; known: object } | null {
  const known = id === PARTNER_TENANT ? snapshot.partner() : snapshot.merchant(id);
  return known && { id, known };
}

/** The one answer to whatever does not hold; what was wrong is for the console. */
export function reject(
  { clock, metrics, notices }: GatewayDeps,
  c: Context<GatewayEnv>,
  place: { merchantId: string | null; environment: Environment },
  reason: RejectionReason,
  body: Uint8Array | null,
): Response {
  notices.rejections.record({ ...place, reason, at: clock.now(), headers: c.req.header(), body });
  metrics.notices.inc({ result: reason });
  if (reason === "TOO_LARGE") return refusal(c, 413, "The body is larger than 256 KiB.");
  if (reason === "NOT_UTF8") return refusal(c, 400, "The body is not valid UTF-8.");
  return refusal(c, 401, "The signature does not hold for this address.");
}
