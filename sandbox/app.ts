import type { Context } from "hono";
import { Hono } from "hono";
import { cors } from "hono/cors";
import type { CallRecord } from "./calls.ts";
import type { Progress } from "./progress.ts";
import { createKey, createMerchantKeys, readKeys, revokeKey } from "./routes/api-keys.ts";
import {
  cancelApplication,
  changeApplication,
  convertApplication,
  listApplications,
  openApplication,
  readApplication,
  submitApplication,
} from "./routes/applications.ts";
import { cancel, externalCancel } from "./routes/cancel.ts";
import { capture } from "./routes/capture.ts";
import { checkoutPage } from "./routes/checkout.ts";
import { controlRoutes } from "./routes/control.ts";
import { addDocument, deleteDocument, readDocuments } from "./routes/documents.ts";
import { evaluate } from "./routes/evaluate.ts";
import { listMerchants, readMerchant } from "./routes/merchants.ts";
import { listOrders, readOrder } from "./routes/orders.ts";
import { outcome } from "./routes/outcome.ts";
import { refund } from "./routes/refund.ts";
import { senseScript } from "./routes/sense-js.ts";
import { issueToken } from "./routes/token.ts";
import { tokenize } from "./routes/tokenize.ts";
import { transmit } from "./routes/transmit.ts";
import type { SandboxEnv } from "./seen-calls.ts";
import { seenCalls } from "./seen-calls.ts";
import type { Answer } from "./wire.ts";
import { forbidden, unauthorized } from "./wire.ts";
import type { Handler, MerchantHandler } from "./wire-call.ts";
import type { World } from "./world.ts";

/** The HTTP face of one world: FlexCharge's wire under /v1, the controls under /_control. */
export function createApp(world: World, progress: Progress, record: CallRecord): Hono<SandboxEnv> {
  const app = new Hono<SandboxEnv>({ getPath });
  app.get("/livez", (c) => c.json({ status: "ok", world: world.name }));
  app.get("/sensejs/widget.js", senseScript);
  app.get("/checkout", (c) => checkoutPage(c, world));
  app.route("/_control", controlRoutes(world, progress));

  app.use("/v1/tokenize", cors({ origin: "*", allowMethods: ["POST"] }));
  app.use("/v1/*", seenCalls(world, record));
  app.post("/v1/oauth2/token", open(issueToken));
  app.post("/v1/tokenize", open(tokenize));
  app.post("/v1/transmit", authorized(transmit));
  app.post("/v1/evaluate", authorized(evaluate));
  app.post("/v1/outcome", authorized(outcome));
  app.post("/v1/capture", authorized(capture));
  app.get("/v1/orders", authorized(listOrders));
  app.get("/v1/orders/:id", authorized(readOrder));
  app.post("/v1/orders/:id/refund", authorized(refund));
  app.post("/v1/orders/:id/cancel", authorized(cancel));
  app.post("/v1/orders/:id/external-cancel", authorized(externalCancel));
  app.get("/v1/merchants", authorized(listMerchants));
  app.get("/v1/merchants/:id", authorized(readMerchant));
  app.post("/v1/merchants/:id/api-keys", asPartner(createMerchantKeys));
  app.post("/v1/api-keys", asPartner(createKey));
  app.get("/v1/api-keys/:id", asPartner(readKeys));
  app.delete("/v1/api-keys/:id", asPartner(revokeKey));
  const onboarding = "/v1/onboarding/application";
  app.post(onboarding, asPartner(openApplication));
  app.get(`${onboarding}/list`, asPartner(listApplications));
  app
    .get(`${onboarding}/:id`, asPartner(readApplication))
    .put(`${onboarding}/:id`, asPartner(changeApplication));
  app.post(`${onboarding}/:id/submit`, asPartner(submitApplication));
  app.post(`${onboarding}/:id/cancel`, asPartner(cancelApplication));
  app.post(`${onboarding}/:id/convert`, asPartner(convertApplication));
  const documents = `${onboarding}/:id/documents`;
  app.post(documents, asPartner(addDocument)).get(documents, asPartner(readDocuments));
  app.get(`${documents}/:documentId`, asPartner(readDocuments));
  app.delete(`${documents}/:documentId`, asPartner(deleteDocument));
  for (const path of ["oauth2/token", "tokenize", "transmit", "evaluate", "outcome", "capture", "orders"]) {
    app.all(`/v1/${path}`, (c) => c.json({ errors: ["Method not allowed."] }, 405));
  }
  app.notFound((c) => c.json({ errors: ["Not found."] }, 404));
  app.onError((error, c) => {
    console.error(`sandbox ${world.name}: ${c.req.method} ${c.req.path}: ${error.message}`);
    return c.json(
      { status: 500, title: "An error occurred while processing your request.", errors: {} },
      500,
    );
  });
  return app;
}

/** `/v1//outcome/` is `/v1/outcome`: the vendor's own sample builds such paths. */
function getPath(request: Request): string {
  const path = new URL(request.url).pathname.replace(/\/{2,}/g, "/");
  return path.length > 1 ? path.replace(/\/$/, "") : path;
}

function open(handler: Handler) {
  return async (c: Context<SandboxEnv>) => {
    const call = c.get("call");
    call.id = (c.req.param("id") ?? "").replaceAll("\0", "");
    call.documentId = (c.req.param("documentId") ?? "").replaceAll("\0", "");
    return answer(c, await handler(call));
  };
}

function authorized(handler: MerchantHandler) {
  return open(async (call) => {
    const { bearer } = call;
    return bearer ? handler(Object.assign(call, { merchant: bearer })) : unauthorized;
  });
}

/** Onboarding and keys are a partner's; to a merchant's token they are not there. */
function asPartner(handler: MerchantHandler) {
  return authorized((call) => (call.merchant.is_partner ? handler(call) : Promise.resolve(forbidden)));
}

function answer(c: Context<SandboxEnv>, { status, body }: Answer): Response {
  return c.json(body as object, status as 200);
}
