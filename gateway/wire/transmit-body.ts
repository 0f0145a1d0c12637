import { z } from "zod";
import { isCurrency } from "#lib/kit/money.ts";
import { id, maybeId, maybeText, momentOf } from "./fields.ts";

/**
 * The body of POST /v1/transmit (API sheet §2.2): evaluate's objects, of which the copy needs only what says which
 * payment it was. Everything else travels on as it came. A token may stand for the card, its number may not.
 */
export const transmitBody = z.looseObject({
  isDeclined: z.boolean(),
  orderId: id(),
  mid: maybeId(),
  isMIT: z.boolean().optional(),
  siteId: maybeId(),
  siteUrl: maybeText(),
  orderSource: maybeText(),
  channel: maybeText().meta({ description: "Ours: cit_website, cit_call_center or mit." }),
  campaignId: maybeId().meta({ description: "Ours: the partner's own campaign id." }),
  transaction: z.looseObject({
    id: id(),
    timestampUtc: z
      .string()
      .refine((value) => value.trim() === "" || momentOf(value) !== null)
      .optional(),
    amount: z.int().nonnegative().meta({ description: "Minor units." }),
    currency: z.string().refine(isCurrency),
    responseCode: maybeId(),
    responseCodeSource: maybeId(),
    dynamicDescriptor: maybeText(),
    descriptor: maybeText(),
  }),
  payer: z.looseObject({}),
  paymentMethod: z.looseObject({ cardNumber: maybeText() }),
  additionalFields: z.array(z.looseObject({ key: maybeText(), value: z.unknown().optional() })).optional(),
});

export type TransmitBody = z.infer<typeof transmitBody>;

/** The body of PUT /v1/transmits/{id} (product.md §7): what became of the payment, in the checkout's own word. */
export const transmitOutcomeBody = z.looseObject({ outcome: id() });
