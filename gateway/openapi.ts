import { z } from "zod";
import { createDocument, type ZodOpenApiObject } from "zod-openapi";
import { CHANNELS, MODES, NOT_SENT_REASONS } from "#lib/terms.ts";
import { evaluateBody } from "./wire/evaluate-body.ts";
import { backfillBody, killSwitchBody, switchBody } from "./wire/management-bodies.ts";
import { moneyPaths } from "./wire/money-document.ts";
import { reportsPath } from "./wire/reports-document.ts";
import { outcomeBody, tokenBody } from "./wire/token-body.ts";
import { transmitPaths } from "./wire/transmit-document.ts";

const json = (schema: z.ZodType) => ({ content: { "application/json": { schema } } });
const answer = (description: string, schema: z.ZodType) => ({ description, ...json(schema) });
const text = z.string();
const envelope = {
  success: z.boolean(),
  result: text.nullable(),
  status: text.nullable(),
  statusCode: text.nullable(),
  errors: z.array(z.unknown()),
  customProperties: z.record(text, text),
};
const flatMap = z
  .record(text, z.array(text))
  .meta({ description: "Only the offending fields, and TraceId." });
const general = z.looseObject({
  status: z.int(),
  title: text,
  traceId: text,
  errors: z.record(text, z.array(text)),
});
const problem = z.looseObject({ type: text, title: text, status: z.int(), code: text, detail: text });
const errors = z.object({ errors: z.array(text) });

const evaluated = z.object({
  orderSessionKey: text,
  senseKey: text.nullable(),
  orderId: text,
  ...envelope,
  status: z.enum([
    "APPROVED",
    "DECLINED",
    "CHALLENGE",
    "SUBMITTED",
    "CAPTUREREQUIRED",
    "CANCELLED",
    "EXPIRED",
  ]),
});
const order = z.looseObject({
  id: text,
  status: z.int(),
  statusName: text,
  externalOrderId: text,
  currencyCode: text,
  amount: z.int(),
  orderPlacedDate: text,
  expiryDate: text.nullable(),
});
const page = z.object({
  pageNumber: z.int(),
  pageSize: z.int(),
  pageCount: z.int(),
  totalItemCount: z.int(),
  rows: z.array(order),
});
const trace = z.looseObject({
  orderId: text,
  sent: z.boolean(),
  reason: z.enum([...NOT_SENT_REASONS, "UPSTREAM_TIMEOUT"]).nullable(),
  channel: z.enum(CHANNELS),
  mode: z.enum(MODES).nullable(),
  environment: text,
  version: z.int(),
  steps: z.array(z.looseObject({ name: text, result: text, value: text })),
});

const bearer = [{ bearer: [] }];
const common = {
  "401": answer("The bearer is missing, wrong or expired.", errors),
  "429": answer("Too many requests with this key; Retry-After.", general),
  "503": answer("Not available just now; Retry-After.", general),
};
const ours = {
  "400": answer("The request's shape is wrong.", problem),
  "401": answer("The bearer is missing, wrong or expired.", problem),
  "403": answer("This key may not do that.", problem),
  "404": answer("Unknown or foreign id.", problem),
};
const idPath = z.object({
  id: text.meta({ description: "FlexCharge's id, our session key or our own id." }),
});
const notFound = { "404": answer("Unknown or foreign order.", errors) };

const definition: ZodOpenApiObject = {
  openapi: "3.1.0",
  info: {
    title: "Switchboard gateway",
    version: "1",
    description: "FlexCharge's wire protocol, switched per site and channel.",
  },
  security: [],
  components: { securitySchemes: { bearer: { type: "http", scheme: "bearer", bearerFormat: "JWT" } } },
  paths: {
    "/v1/oauth2/token": {
      post: {
        summary: "A bearer of ten minutes for our key pair",
        requestBody: { required: true, ...json(tokenBody) },
        responses: {
          "200": answer(
            "The bearer.",
            z.looseObject({ accessToken: text, expires: z.int(), id: text, ...envelope }),
          ),
          "400": answer("Fields are missing or the pair is wrong.", general),
        },
      },
    },
    "/v1/evaluate": {
      post: {
        summary: "Ask for the rescue of a declined order",
        security: bearer,
        requestBody: { required: true, ...json(evaluateBody) },
        responses: {
          "200": answer("FlexCharge's status, or DECLINED with a reason in customProperties.", evaluated),
          "400": answer("Fields are missing or wrong.", flatMap),
          "409": answer("The idempotency key was used with another body.", general),
          "413": answer("More than 64 KiB.", flatMap),
          "415": answer("Not JSON.", general),
          "422": answer("Card data where none may be.", flatMap),
          ...common,
        },
      },
    },
    ...transmitPaths(common),
    "/v1/outcome": {
      post: {
        summary: "An order's status in the words of evaluate",
        security: bearer,
        requestBody: { required: true, ...json(outcomeBody) },
        responses: {
          "200": answer("The status.", z.object({ ...envelope, confirmationId: text.nullable() })),
          "400": answer("orderSessionKey is missing.", general),
          ...notFound,
          ...common,
        },
      },
    },
    "/v1/orders": {
      get: {
        summary: "A page of orders",
        security: bearer,
        requestParams: {
          query: z.object({
            query: text.optional(),
            status: text.optional(),
            from: text.optional(),
            to: text.optional(),
            mid: text.optional(),
            orderBy: z.enum(["createdOn", "amount"]).optional(),
            sort: z.enum(["asc", "desc"]).optional(),
            pageSize: z.int().optional(),
            pageNumber: z.int().optional(),
          }),
        },
        responses: {
          "200": answer("The page.", z.looseObject({ orders: page, statuses: z.record(text, text) })),
          "400": answer("A parameter is wrong.", general),
          ...common,
        },
      },
    },
    "/v1/orders/{id}": {
      get: {
        summary: "One order",
        security: bearer,
        requestParams: { path: idPath, query: z.object({ mid: text.optional() }) },
        responses: { "200": answer("The order.", order), ...notFound, ...common },
      },
    },
    "/v1/orders/{id}/decision": {
      get: {
        summary: "Why the order was or was not sent",
        security: bearer,
        requestParams: { path: idPath, query: z.object({ mid: text.optional() }) },
        responses: { "200": answer("The stored trace.", trace), ...notFound, ...common },
      },
    },
    "/api/v1/reports/{kind}": reportsPath(bearer, ours),
    ...moneyPaths({ security: bearer, common, notFound }),
    "/api/v1/switches": {
      get: {
        summary: "Explicit and effective modes of a merchant",
        security: bearer,
        requestParams: { query: z.object({ merchantId: text }) },
        responses: {
          "200": answer(
            "One entry a cell.",
            z.object({ merchantId: text, version: z.int(), cells: z.array(z.looseObject({})) }),
          ),
          ...ours,
        },
      },
      put: {
        summary: "Set one channel of a merchant, site or campaign",
        security: bearer,
        requestBody: { required: true, ...json(switchBody) },
        responses: {
          "200": answer("Set.", z.looseObject({ version: z.int(), changed: z.boolean() })),
          "202": answer(
            "Nothing is set yet: a second person decides. Asked again meanwhile, it is the same request.",
            z.object({ changeRequestId: text }),
          ),
          ...ours,
          "409": answer("The version is old.", problem),
          "422": answer("A gate is not met; `missing` names it.", problem),
        },
      },
    },
    "/api/v1/kill-switch": {
      put: {
        summary: "Stop new evaluates, or let them go on",
        security: bearer,
        requestBody: { required: true, ...json(killSwitchBody) },
        responses: {
          "200": answer("Done.", z.looseObject({ version: z.int(), changed: z.boolean() })),
          ...ours,
        },
      },
    },
    "/api/v1/backfill": {
      post: {
        summary: "Ask FlexCharge at once about every open order of a merchant",
        security: bearer,
        requestBody: { required: true, ...json(backfillBody) },
        responses: {
          "200": answer("How many are being asked for.", z.object({ asked: z.int() })),
          ...ours,
        },
      },
    },
  },
};

let document: ReturnType<typeof createDocument> | undefined;

/** OpenAPI 3.1 from the schemas that validate; made once. */
export function openApiDocument(): ReturnType<typeof createDocument> {
  document ??= createDocument(definition);
  return document;
}
