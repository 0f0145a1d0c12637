import type { Handler, MiddlewareHandler } from "hono";
import { systemScope } from "#lib/access/open-scope.ts";
import { receiveNotice } from "#lib/notices/receive-notice.ts";
import type { GatewayDeps, GatewayEnv } from "../deps.ts";
import { authenticateNotice, type NOTICE_PATH, reject } from "../middleware/authenticate-notice.ts";

/**
 * POST /webhooks/flexcharge/{our merchant id, or `partner`}/{environment}: FlexCharge's webhooks in (product.md §9, API
 * sheet §2.13); those of the partner's own account tell of applications.
 * 200 `{}` once it is kept, or was before; what it means is found out by the worker.
 */
export function noticeRoute(
  deps: GatewayDeps,
): [MiddlewareHandler<GatewayEnv, typeof NOTICE_PATH>, Handler<GatewayEnv, typeof NOTICE_PATH>] {
  const { database, clock, metrics } = deps;
  return [
    authenticateNotice(deps),
    async (c) => {
      const notice = c.get("notice");
      const scope = systemScope("gateway", { database, clock, requestId: c.get("requestId") });
      const receipt = await receiveNotice(scope, notice);
      if (!receipt.ok) return reject(deps, c, notice, receipt.reason, notice.body);
      metrics.notices.inc({ result: receipt.value.again ? "again" : "kept" });
      return c.json({});
    },
  ];
}
