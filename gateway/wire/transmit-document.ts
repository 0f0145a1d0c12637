import { z } from "zod";
import type { ZodOpenApiPathsObject, ZodOpenApiResponsesObject } from "zod-openapi";
import { TRANSMIT_STATES } from "#lib/transmits/schema.ts";
import { transmitBody, transmitOutcomeBody } from "./transmit-body.ts";

const text = z.string();
const answer = (description: string, schema: z.ZodType) => ({
  description,
  content: { "application/json": { schema } },
});
const flatMap = z.record(text, z.array(text));
const general = z.looseObject({ status: z.int(), title: text, errors: z.record(text, z.array(text)) });
const notFound = answer("Unknown or foreign id.", z.object({ errors: z.array(text) }));
const standing = z.looseObject({
  transmitId: text,
  state: z.enum(TRANSMIT_STATES),
  externalOrderId: text,
  flexchargeTransmitId: text.nullable(),
  orderId: text.nullable(),
  outcome: text.nullable(),
});
const byId = {
  path: z.object({ id: text.meta({ description: "The transmitId." }) }),
  query: z.object({ mid: text.optional() }),
};
const bearer = [{ bearer: [] }];

/** The transmit calls in the gateway's description; `common` is what every call may answer. */
export function transmitPaths(common: ZodOpenApiResponsesObject): ZodOpenApiPathsObject {
  return {
    "/v1/transmit": {
      post: {
        summary: "Keep a copy of a processed payment and send it on",
        security: bearer,
        requestBody: { required: true, content: { "application/json": { schema: transmitBody } } },
        responses: {
          "200": answer("The copy is kept.", z.looseObject({ transmitId: text })),
          "400": answer("Fields are missing or wrong.", general),
          "413": answer("More than 64 KiB.", general),
          "415": answer("Not JSON.", general),
          "422": answer("Card data where none may be.", flatMap),
          ...common,
        },
      },
    },
    "/v1/transmits/{id}": {
      get: {
        summary: "What became of a copy",
        security: bearer,
        requestParams: byId,
        responses: { "200": answer("Where it is.", standing), "404": notFound, ...common },
      },
      put: {
        summary: "What became of the payment, as the checkout learnt later",
        security: bearer,
        requestParams: byId,
        requestBody: { required: true, content: { "application/json": { schema: transmitOutcomeBody } } },
        responses: {
          "200": answer("Kept.", standing),
          "400": answer("The outcome is missing.", general),
          "404": notFound,
          ...common,
        },
      },
    },
  };
}
