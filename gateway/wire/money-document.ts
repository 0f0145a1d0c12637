import { z } from "zod";
import type { ZodOpenApiOperationObject, ZodOpenApiPathsObject } from "zod-openapi";
import { cancelBody, captureBody, refundBody } from "./money-bodies.ts";

const text = z.string();
const json = (schema: z.ZodType) => ({ content: { "application/json": { schema } } });
const answer = (description: string, schema: z.ZodType) => ({ description, ...json(schema) });
const envelope = {
  success: z.boolean(),
  result: text.nullable(),
  status: z.enum(["SUCCESS", "FAILED", "PROCESSING"]),
  statusCode: text.nullable(),
  errors: z.array(z.looseObject({ item1: text, item2: text, item3: text, item4: z.boolean() })),
  customProperties: z.record(text, text),
};
const refunded = z.object({
  responseCode: text.nullable(),
  responseMessage: text,
  transactionId: text.nullable(),
  ...envelope,
});
const captured = z.object({ captureStatus: text, ...envelope });
const general = z.looseObject({ status: z.int(), title: text, errors: z.record(text, z.array(text)) });
const flatMap = z.record(text, z.array(text));

type Part = {
  security: NonNullable<ZodOpenApiOperationObject["security"]>;
  /** Answers that every call has. */
  common: NonNullable<ZodOpenApiOperationObject["responses"]>;
  notFound: NonNullable<ZodOpenApiOperationObject["responses"]>;
};

/** The OpenAPI entries of refund, cancel, capture and tokenize. */
export function moneyPaths({ security, common, notFound }: Part): ZodOpenApiPathsObject {
  const id = (description: string) => ({
    path: z.object({ id: text.meta({ description }) }),
    query: z.object({ mid: text.optional() }),
  });
  const refusals = {
    "400": answer("Fields are missing or wrong.", general),
    "409": answer("The idempotency key was used with another body, or its first call is under way.", general),
    "413": answer("More than 64 KiB.", general),
    "422": answer("Card data where none may be.", flatMap),
    ...notFound,
    ...common,
  };
  const { "409": _conflict, ...withoutKey } = refusals;
  const cancelled = answer("Cancelled, now or before.", z.object({}));
  const cancel = {
    requestBody: { required: false, ...json(cancelBody) },
    responses: { "200": cancelled, ...withoutKey },
  };
  return {
    "/v1/orders/{id}/refund": {
      post: {
        summary: "Pay a customer back, in full or in part",
        security,
        requestParams: id("FlexCharge's id, our session key or our own id."),
        requestBody: { required: true, ...json(refundBody) },
        responses: {
          "200": answer(
            "SUCCESS, FAILED with 2001 above the rest, PROCESSING while it is not known.",
            refunded,
          ),
          ...refusals,
        },
      },
    },
    "/v1/orders/{id}/cancel": {
      post: { summary: "Stop a rescue", security, requestParams: id("As for refund."), ...cancel },
    },
    "/v1/orders/{id}/external-cancel": {
      post: {
        summary: "Stop a rescue by the checkout's own order id",
        security,
        requestParams: id("The checkout's own order id; `mid` where several merchants use it."),
        ...cancel,
      },
    },
    "/v1/capture": {
      post: {
        summary: "Capture an authorised order as a whole",
        security,
        requestBody: { required: true, ...json(captureBody) },
        responses: { "200": answer("SUCCESS, FAILED or PROCESSING.", captured), ...refusals },
      },
    },
    "/v1/tokenize": {
      post: {
        summary: "FlexCharge's tokenize, passed through where the deployment is in PCI scope",
        security: [...security, {}],
        requestParams: { query: z.object({ mid: text.optional(), environment: text.optional() }) },
        requestBody: { required: true, ...json(z.looseObject({ payment_method: z.looseObject({}) })) },
        responses: {
          "200": answer("FlexCharge's own answer.", z.looseObject({})),
          "400": answer("FlexCharge's own refusal, or an unknown merchant.", z.looseObject({})),
          "413": answer("More than 64 KiB.", flatMap),
          "422": answer("The deployment does not take card data.", flatMap),
          ...common,
        },
      },
    },
  };
}
