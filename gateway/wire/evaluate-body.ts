import { z } from "zod";
import { isCurrency } from "#lib/kit/money.ts";
import { id, maybeId, maybeText, momentOf, text } from "./fields.ts";

const flag = () => z.boolean().optional();
const whole = () => z.int().optional();
const currency = () => z.string().refine(isCurrency);

const transaction = z.looseObject({
  id: id(),
  timestampUtc: z
    .string()
    .refine((value) => value.trim() === "" || momentOf(value) !== null)
    .optional()
    .meta({ description: "When the processor declined it, ISO 8601 UTC." }),
  timezoneUtcOffset: whole(),
  amount: z.int().positive().meta({ description: "Minor units." }),
  currency: currency(),
  responseCode: id(),
  responseCodeSource: id(),
  avsResultCode: text(),
  cvvResultCode: text(),
  cavvResultCode: text(),
  cardNotPresent: flag(),
  responseDescription: maybeText(),
  responseStatus: maybeText(),
  responseSubStatus: maybeText(),
  processorName: maybeText(),
  transactionType: maybeText(),
  dynamicDescriptor: maybeText(),
  descriptor: maybeText(),
});

const payer = z.looseObject({
  id: maybeId(),
  email: text(),
  phone: maybeText(),
  birthdate: maybeText(),
});

const billingInformation = z.looseObject({
  firstName: text(),
  lastName: text(),
  country: text(),
  countryCode: text(),
  addressLine1: text(),
  addressLine2: maybeText(),
  city: text(),
  state: maybeText(),
  zipcode: text(),
  phone: maybeText(),
});

const shippingInformation = z.looseObject({
  firstName: maybeText(),
  lastName: maybeText(),
  country: maybeText(),
  countryCode: maybeText(),
  addressLine1: maybeText(),
  addressLine2: maybeText(),
  city: maybeText(),
  state: maybeText(),
  zipcode: maybeText(),
  phone: maybeText(),
});

const paymentMethod = z.looseObject({
  cardNumber: text().meta({
    description: "A token; a full number only where the deployment is in PCI scope.",
  }),
  Token: flag(),
  holderName: maybeText(),
  cardType: maybeText(),
  cardBrand: maybeText(),
  cardCountry: maybeText(),
  expirationMonth: whole(),
  expirationYear: whole(),
  cardBinNumber: maybeText(),
  cardLast4Digits: maybeText(),
  verificationValue: maybeText(),
  cardIssuer: maybeText(),
  cardLevel: maybeText(),
  cardFingerprint: maybeText(),
});

const subscription = z.looseObject({
  subscriptionId: maybeId(),
  interval: maybeText(),
  price: maybeText(),
  currency: maybeText(),
  paymentNumber: maybeText(),
  totalPayments: maybeText(),
});

const threeDSecure = z.looseObject({
  threeDsVersion: maybeText(),
  EcommerceIndicator: maybeText(),
  authenticationValue: maybeText(),
  directoryServerTransactionId: maybeText(),
  xid: maybeText(),
  authenticationValueAlgorithm: maybeText(),
  directoryResponseStatus: maybeText(),
  authenticationResponseStatus: maybeText(),
  enrolled: maybeText(),
});

/**
 * The body of POST /v1/evaluate (API sheet §2.3; product.md §4 for `channel` and `campaignId`). Names match in any
 * case, unknown fields are kept. What FlexCharge tolerates is tolerated: no siteId, no customerIp, no timestamp.
 */
export const evaluateBody = z.looseObject({
  isDeclined: z.boolean().refine((declined) => declined),
  idempotencyKey: id(),
  orderId: id(),
  mid: maybeId(),
  siteId: maybeId(),
  siteUrl: maybeText(),
  transactionType: z.enum(["AUTHORIZATION", "PURCHASE"]).optional(),
  customerIp: maybeText(),
  orderSource: maybeText(),
  senseKey: maybeText(),
  isMIT: flag(),
  isRecurring: flag(),
  expiryDateUtc: z
    .unknown()
    .meta({ type: "string", description: "Managed MIT: until when to retry, ISO 8601 UTC." })
    .optional(),
  channel: maybeText().meta({ description: "Ours: cit_website, cit_call_center or mit." }),
  campaignId: maybeId().meta({ description: "Ours: the partner's own campaign id." }),
  transaction,
  payer,
  billingInformation,
  shippingInformation: shippingInformation.optional(),
  paymentMethod,
  subscription: subscription.optional(),
  threeDSecure: threeDSecure.optional(),
  orderItems: z.array(z.looseObject({})).optional(),
  merchant: z.looseObject({}).optional(),
  additionalFields: z.array(z.looseObject({ key: maybeText(), value: z.unknown().optional() })).optional(),
  deviceDetails: z.unknown().optional(),
  correlationId: maybeText(),
  Source: maybeText(),
  ExtraData: z.unknown().optional(),
});

export type EvaluateBody = z.infer<typeof evaluateBody>;
