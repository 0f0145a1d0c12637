import { z } from "zod";
import { isCurrency } from "#lib/kit/money.ts";
import { id, maybeId, maybeText } from "./fields.ts";

/**
 * The body of POST /v1/orders/{id}/refund (API sheet §2.7): the one amount of the wire in major units. It is read as
 * text, digit by digit; `idempotencyKey` is ours, FlexCharge has none there.
 */
export const refundBody = z.looseObject({
  amountToRefund: z
    .string()
    .regex(/^\s*\d{1,12}(\.\d{1,20})?\s*$/)
    .meta({ type: "number", description: "Major units, for example 19.99." }),
  refundMessage: maybeText(500),
  mid: maybeId(),
  idempotencyKey: maybeId(),
});

/** The body of POST /v1/capture (API sheet §2.9): the whole authorised amount. */
export const captureBody = z.looseObject({
  idempotencyKey: id(),
  orderId: id(),
  amount: z.int().positive().meta({ description: "Minor units." }),
  currency: z.string().refine(isCurrency),
  mid: maybeId(),
});

/** The body of …/cancel and …/external-cancel (API sheet §2.8): none, or `{}`. */
export const cancelBody = z.looseObject({ mid: maybeId(), idempotencyKey: maybeId() });
