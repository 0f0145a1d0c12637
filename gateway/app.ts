import { Hono, type MiddlewareHandler } from "hono";
import { systemScope } from "#lib/access/open-scope.ts";
import { markFailing } from "#lib/credentials/mark-failing.ts";
import type { EvaluateTools } from "#lib/orders/evaluate-order.ts";
import type { GatewayDeps, GatewayEnv } from "./deps.ts";
import { answerErrors } from "./middleware/answer-errors.ts";
import { authenticate } from "./middleware/authenticate.ts";
import { NOTICE_PATH } from "./middleware/authenticate-notice.ts";
import { limitRate } from "./middleware/limit-rate.ts";
import { recordCall } from "./middleware/record-call.ts";
import { requestFrame } from "./middleware/request-frame.ts";
import { shedLoad } from "./middleware/shed-load.ts";
import { openApiDocument } from "./openapi.ts";
import { backfillRoute } from "./routes/backfill.ts";
import { cancelRoute, externalCancelRoute } from "./routes/cancel.ts";
import { captureRoute } from "./routes/capture.ts";
import { decisionRoute } from "./routes/decision.ts";
import { evaluateRoute } from "./routes/evaluate.ts";
import { liveRoute, metricsRoute, readyRoute } from "./routes/health.ts";
import { killSwitchRoute } from "./routes/kill-switch.ts";
import { noticeRoute } from "./routes/notices.ts";
import { orderRoute } from "./routes/order.ts";
import { ordersRoute } from "./routes/orders.ts";
import { outcomeRoute } from "./routes/outcome.ts";
import { refundRoute } from "./routes/refund.ts";
import { reportRoute } from "./routes/reports.ts";
import { getSwitchesRoute, putSwitchRoute } from "./routes/switches.ts";
import { tokenRoute } from "./routes/token.ts";
import { tokenizeRoute } from "./routes/tokenize.ts";
import { transmitRoute } from "./routes/transmit.ts";
import { getTransmitRoute, putTransmitRoute } from "./routes/transmits.ts";
import { openTransmitDoor, type TransmitDoor } from "./transmit-door.ts";
import { refusal } from "./wire/refusal.ts";

/** FlexCharge's paths with a double slash work too: its own sample client builds them (API sheet §1.2). */
function pathOf(request: Request): string {
  const start = request.url.indexOf("/", request.url.indexOf("://") + 3);
  const path = start < 0 ? "/" : request.url.slice(start).split(/[?#]/, 1)[0]!;
  return path.replace(/\/{2,}/g, "/").replace(/(?<=.)\/$/, "");
}

/** The gateway's whole HTTP surface. Everything but health, the document and the token call needs a bearer. */
export function createApp(
  deps: GatewayDeps,
  transmitDoor: TransmitDoor = openTransmitDoor(deps),
): Hono<GatewayEnv> {
  const app = new Hono<GatewayEnv>({ getPath: pathOf });
  app.onError(answerErrors(deps));
  app.use(requestFrame(deps));
  const health = { live: liveRoute, ready: readyRoute(deps), metrics: metricsRoute(deps) };
  app.get("/livez", health.live).get("/readyz", health.ready).get("/metrics", health.metrics);
  app.use(shedLoad(deps));
  app.get("/openapi.json", (c) => c.json(openApiDocument()));
  for (const path of ["/v1/*", "/api/*"]) app.use(path, recordCall(deps));
  app.post("/v1/oauth2/token", tokenRoute(deps));
  app.all("/v1/oauth2/token", notAllowed("POST"));
  // Its door authenticates and limits by itself (transmit-door.ts).
  app.post("/v1/transmit", transmitRoute(deps, transmitDoor));
  app.post(NOTICE_PATH, ...noticeRoute(deps));
  app.all(NOTICE_PATH, notAllowed("POST"));
  app.on(["POST", "OPTIONS"], ["/v1/tokenize"], ...tokenizeRoute(deps));

  for (const path of ["/v1/*", "/api/*"]) app.use(path, authenticate(deps), limitRate(deps));
  app.post("/v1/evaluate", evaluateRoute(deps, evaluateTools(deps)));
  app.all("/v1/evaluate", notAllowed("POST"));
  app.all("/v1/transmit", notAllowed("POST"));
  app.get("/v1/transmits/:id", getTransmitRoute(deps)).put("/v1/transmits/:id", putTransmitRoute(deps));
  app.all("/v1/transmits/:id", notAllowed("GET, PUT"));
  app.post("/v1/outcome", outcomeRoute(deps));
  app.all("/v1/outcome", notAllowed("POST"));
  app.get("/v1/orders", ordersRoute(deps));
  app.all("/v1/orders", notAllowed("GET"));
  app.get("/v1/orders/:id", orderRoute(deps));
  app.all("/v1/orders/:id", notAllowed("GET"));
  app.get("/v1/orders/:id/decision", decisionRoute(deps));
  app.all("/v1/orders/:id/decision", notAllowed("GET"));
  app.post("/v1/orders/:id/refund", refundRoute(deps));
  app.post("/v1/orders/:id/cancel", cancelRoute(deps));
  app.post("/v1/orders/:id/external-cancel", externalCancelRoute(deps));
  for (const verb of ["refund", "cancel", "external-cancel"])
    app.all(`/v1/orders/:id/${verb}`, notAllowed("POST"));
  app.all("/v1/tokenize", notAllowed("POST"));
  app.post("/v1/capture", captureRoute(deps));
  app.all("/v1/capture", notAllowed("POST"));
  app.get("/api/v1/switches", getSwitchesRoute).put("/api/v1/switches", putSwitchRoute(deps));
  app.all("/api/v1/switches", notAllowed("GET, PUT"));
  app.put("/api/v1/kill-switch", killSwitchRoute(deps));
  app.all("/api/v1/kill-switch", notAllowed("PUT"));
  app.post("/api/v1/backfill", backfillRoute(deps));
  app.all("/api/v1/backfill", notAllowed("POST"));
  app.get("/api/v1/reports/:kind", reportRoute);
  app.all("/api/v1/reports/:kind", notAllowed("GET"));
  app.notFound((c) => refusal(c, 404, "There is no such call."));
  return app;
}

function notAllowed(allow: string): MiddlewareHandler<GatewayEnv> {
  return async (c) => {
    c.header("allow", allow);
    return refusal(c, 405, `This call takes ${allow}.`);
  };
}

function evaluateTools(deps: GatewayDeps): EvaluateTools {
  const { database, snapshot, flexcharge, openSession, clock, log } = deps;
  return {
    config: snapshot,
    flexcharge,
    openSession,
    underWay: new Map(),
    async onCredentialsRefused({ requestId }, refused) {
      const scope = systemScope("gateway", { database, clock, requestId });
      const { merchantId, environment } = refused;
      // The answer to the checkout does not wait on this: the next refusal would mark them as well.
      await markFailing(scope, refused).catch((err) =>
        log.error({ requestId, merchantId, environment, err }, "credentials were not marked failing"),
      );
    },
  };
}
