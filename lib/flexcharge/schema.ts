import { z } from "zod";
import type { Environment } from "#lib/terms.ts";

/** Whose credentials sign a call. `version` is the credential set's: a token is kept per version. */
export type Session = {
  merchantId: string;
  environment: Environment;
  version: number;
  mid: string;
  appKey: string;
  appSecret: string;
  tokenizationKey?: string | null;
};

export type CallOptions = {
  /** For everything: waiting for a token, connecting, sending, the whole answer. */
  deadlineMs: number;
  signal?: AbortSignal;
  /** Tries although recent calls failed: for a person who pressed a button. */
  ignoreBreaker?: boolean;
  /** Goes out as `x-request-id`, so that both sides' logs can be laid side by side. */
  requestId?: string | undefined;
};

export type FlexchargeCall =
  | "token"
  | "evaluate"
  | "transmit"
  | "outcome"
  | "get_order"
  | "list_orders"
  | "refund"
  | "cancel"
  | "external_cancel"
  | "capture"
  | "tokenize"
  | "applications"
  | "documents"
  | "merchants"
  | "merchant_keys";

/** One call, its waits and its second try included. */
export type EndedCall = {
  name: FlexchargeCall;
  /** Whose credentials it carried, and which version of them. */
  merchantId: string;
  environment: Environment;
  version: number;
  kind: CallResult<unknown>["kind"];
  ms: number;
};

/**
 * How a call ended. Only `answer`, `refused` and `unauthorized` are FlexCharge's word; `unknown` may have been
 * acted on and is never guessed (P4); `unavailable` certainly was not. `ms` is the time the call took.
 */
export type CallResult<Body> =
  | { kind: "answer"; status: number; body: Body; ms: number }
  | { kind: "refused"; status: number; body: unknown; ms: number }
  | {
      kind: "unknown";
      cause: "timeout" | "hangup" | "status" | "garbage";
      status?: number;
      code?: string;
      ms: number;
    }
  | {
      kind: "unavailable";
      cause: "connect" | "token" | "deadline" | "breaker";
      status?: number;
      code?: string;
      ms: number;
    }
  | { kind: "unauthorized"; status: number; ms: number };

const text = z.string().min(1).max(500);
const maybeText = z.string().nullish();

/** API sheet §1.2; unknown fields are kept (clients must tolerate them). */
const envelope = {
  success: z.boolean().nullish(),
  result: maybeText,
  status: maybeText,
  statusCode: maybeText,
  errors: z.array(z.unknown()).nullish(),
  customProperties: z.record(z.string(), z.unknown()).nullish(),
};

export const DECISIONS = [
  "APPROVED",
  "DECLINED",
  "CHALLENGE",
  "SUBMITTED",
  "PROCESSING",
  "CAPTUREREQUIRED",
  "CANCELLED",
  "EXPIRED",
] as const;
/** The wire spells them in capitals, the guides do not (§2.3.8). */
const decision = z
  .string()
  .transform((status) => status.toUpperCase())
  .pipe(z.enum(DECISIONS));

export const tokenAnswer = z.looseObject({
  accessToken: z.string().min(1).max(8_000),
  /** Epoch milliseconds. */
  expires: z.number().int().positive(),
});

/** §2.3.8: an answer without its order's key or with a status nobody knows says nothing certain. */
export const evaluateAnswer = z.looseObject({
  ...envelope,
  orderSessionKey: text,
  orderId: maybeText,
  senseKey: maybeText,
  status: decision,
});

/** §2.4. */
export const outcomeAnswer = z.looseObject({ ...envelope, status: decision, confirmationId: maybeText });

/** §2.5; the tail of the object is inferred, so all of it may be absent. */
export const orderAnswer = z.looseObject({
  id: text,
  referenceNumber: maybeText,
  correlationId: maybeText,
  status: z.number().int(),
  statusName: z.string().transform((name) => name.toUpperCase()),
  orderPlacedDate: maybeText,
  expiryDate: maybeText,
  currencyCode: maybeText,
  externalOrderId: maybeText,
  amount: z.number().nullish(),
  amountRefunded: z.number().nullish(),
  mid: maybeText,
  siteId: maybeText,
  isMIT: z.boolean().nullish(),
  createdOn: maybeText,
  descriptor: maybeText,
});

const page = z.looseObject({
  rows: z.array(orderAnswer),
  hasNextPage: z.boolean().nullish(),
  pageNumber: z.number().int().nullish(),
  pageSize: z.number().int().nullish(),
  pageCount: z.number().int().nullish(),
  totalItemCount: z.number().int().nullish(),
});
/** §2.6: where the rows stand is inferred, so both places are read. */
export const orderListAnswer = z.union([
  z.looseObject({ orders: page }).transform((answer) => answer.orders),
  page,
]);

/** §2.2; `status` is a number, null or absent, depending on the source. */
export const transmitAnswer = z.looseObject({
  ...envelope,
  status: z.unknown().optional(),
  transmitId: maybeText,
});

/** §2.7: a refusal for too much is a 200 with `success: false`, `FAILED` and code 2001. */
export const refundAnswer = z.looseObject({
  ...envelope,
  success: z.boolean(),
  responseCode: maybeText,
  responseMessage: maybeText,
  transactionId: maybeText,
});

/** §2.8: an empty body or `{}`. */
export const cancelAnswer = z.looseObject({}).nullable();

/** §2.9: clients read `status` or `captureStatus`, so either may be the one that is there. */
export const captureAnswer = z
  .looseObject({ ...envelope, success: z.boolean(), captureStatus: maybeText })
  .refine((answer) => answer.status ?? answer.captureStatus, "neither status nor captureStatus");

/** §2.1. */
export const tokenizeAnswer = z.looseObject({
  transaction: z.looseObject({
    payment_method: z.looseObject({
      token: text,
      last_four_digits: maybeText,
      first_six_digits: maybeText,
    }),
  }),
});

const party = z
  .looseObject({ firstName: maybeText, lastName: maybeText, email: maybeText, phone: maybeText })
  .nullish();

/** §2.12; `infoRequest` and `declineReason` are inferred. */
export const applicationAnswer = z.looseObject({
  id: text,
  status: z.string().transform((status) => status.toUpperCase().replace(/[^A-Z]/g, "")),
  createdOn: maybeText,
  lastUpdatedOn: maybeText,
  dba: maybeText,
  legalEntityName: maybeText,
  merchantId: maybeText,
  declineReason: maybeText,
  infoRequest: z.looseObject({ message: maybeText, fields: z.array(z.string()).nullish() }).nullish(),
});

/** §2.12: rows of the list say less than one application. */
export const applicationListAnswer = z.looseObject({
  rows: z.array(applicationAnswer.pick({ id: true, status: true, createdOn: true, dba: true })),
  totalItemCount: z.number().int().nullish(),
  pageNumber: z.number().int().nullish(),
  pageSize: z.number().int().nullish(),
});

/** §2.12, submit, cancel and convert: the envelope; a conversion adds the MID as `merchantId`. */
export const applicationStepAnswer = z.looseObject({
  ...envelope,
  success: z.boolean(),
  merchantId: maybeText,
});

export const documentAnswer = z.looseObject({ id: text, documentType: maybeText, fileName: maybeText });
export const documentListAnswer = z.array(documentAnswer);
export const documentAddedAnswer = z.looseObject({ ...envelope, uploadedDocumentId: text });
export const documentGoneAnswer = z.looseObject({ ...envelope }).nullable();

/** §2.10. Older servers call the MID `id`. */
export const merchantAnswer = z
  .looseObject({
    mid: maybeText,
    id: maybeText,
    companyName: maybeText,
    legalEntityName: maybeText,
    dba: maybeText,
    website: maybeText,
    status: z.union([z.number(), z.string()]).nullish(),
    statusName: maybeText,
    createdOn: maybeText,
    primaryContact: party,
    timezoneName: maybeText,
    sites: z
      .array(z.looseObject({ id: text, name: maybeText, url: maybeText, descriptor: maybeText }))
      .nullish(),
  })
  .transform((answer, context) => {
    const mid = answer.mid ?? answer.id;
    if (!mid) context.addIssue({ code: "custom", message: "no MID" });
    return { ...answer, mid: (mid ?? "").toLowerCase() };
  });
/** §2.10: an array for partners, a bare object for a merchant's own token; paged forms are read too. */
export const merchantListAnswer = z.union([
  z.array(merchantAnswer),
  z.looseObject({ rows: z.array(merchantAnswer) }).transform(({ rows }) => rows),
  merchantAnswer.transform((one) => [one]),
]);

/** §2.11: the name of the secret's field could not be read. */
export const merchantKeysAnswer = z
  .looseObject({
    name: maybeText,
    clientId: text,
    clientSecret: maybeText,
    secret: maybeText,
    value: maybeText,
  })
  .transform((answer, context) => {
    const appSecret = answer.clientSecret ?? answer.secret ?? answer.value;
    if (!appSecret) context.addIssue({ code: "custom", message: "no secret" });
    return { name: answer.name ?? null, appKey: answer.clientId, appSecret: appSecret ?? "" };
  });

export type ApplicationAnswer = z.infer<typeof applicationAnswer>;
export type MerchantAnswer = z.infer<typeof merchantAnswer>;
export type OrderAnswer = z.infer<typeof orderAnswer>;
export type OrderListAnswer = z.infer<typeof orderListAnswer>;

/** What `token` proves: which account the keys belong to (claim `custom:mid`, §1.4). */
export type TokenProof = { mid: string | null; expiresAt: Date };
