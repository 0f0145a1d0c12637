import { z } from "zod";
import { holdsCardNumber } from "#lib/kit/card-data.ts";
import { ENVIRONMENTS } from "#lib/terms.ts";

/** What FlexCharge tells of (API sheet §2.13), and of applications; a filter may name each. */
export const WEBHOOK_EVENTS = [
  "order.completed",
  "order.cancelled",
  "order.expired",
  "order.refunded",
  "order.capturerequired",
  "payment.chargeback.received",
  "challenge.presented",
  "challenge.attempted",
  "challenge.passed",
  "challenge.failed",
  "payout.created",
  "payout.updated",
  "application.submitted",
  "application.approved",
  "application.declined",
  "application.cancelled",
  "application.converted",
] as const;

/** What a person sends to see whether an endpoint hears: no real event, so that no order is fulfilled by it. */
export const TEST_EVENT = "webhook.test";

/** `challenge.*` and its like: every event that begins so. */
const WILDCARDS = [...new Set(WEBHOOK_EVENTS.map((event) => `${event.split(".", 1)[0]}.*`))];
export const EVENT_FILTERS: readonly string[] = [...WEBHOOK_EVENTS, ...WILDCARDS];

/** Why an attempt failed; an answer of 2xx has none. */
export const DELIVERY_ERRORS = [
  "STATUS",
  "REDIRECT",
  "TIMEOUT",
  "CONNECT",
  "TLS",
  "DNS",
  "HANGUP",
  "GARBAGE",
  "ADDRESS_NOT_PUBLIC",
  "URL_REFUSED",
  "ENDPOINT_DELETED",
] as const;
export type DeliveryError = (typeof DELIVERY_ERRORS)[number];

/** Why an endpoint is paused or disabled; of a pause it may also be a person's own words. */
export const DISABLED_REASONS = ["ONLY_FAILURES", "GONE"] as const;
export type DisabledReason = (typeof DISABLED_REASONS)[number];

/** Of an answer so much is kept in the log. */
export const KEPT_ANSWER_BYTES = 8 * 1024;
/** Of a merchant in one environment. */
export const ENDPOINTS_MAX = 20;
/** How long both secrets are valid when nothing else is said. */
export const OVERLAP_HOURS = 24;
export const OVERLAP_HOURS_MAX = 7 * 24;

const words = (most: number) =>
  z
    .string()
    .trim()
    .max(most)
    .refine((text) => !holdsCardNumber(text), "CARD_NUMBER");
const filters = z
  .array(z.string())
  .max(50)
  .refine((names) => names.every((name) => EVENT_FILTERS.includes(name)), "UNKNOWN_EVENT")
  .transform((names) => [...new Set(names)].sort());
const place = { merchantId: z.string(), endpointId: z.string() };

export const createEndpointInput = z.object({
  merchantId: z.string(),
  environment: z.enum(ENVIRONMENTS),
  url: words(2_000),
  description: words(200).nullable().default(null),
  /** Empty: every event, also those that FlexCharge will add. */
  events: filters.default([]),
});
export type CreateEndpointInput = z.input<typeof createEndpointInput>;

/** What is left out stays. */
export const editEndpointInput = z.object({
  ...place,
  url: words(2_000).optional(),
  description: words(200).nullable().optional(),
  events: filters.optional(),
});
export type EditEndpointInput = z.input<typeof editEndpointInput>;

export const endpointInput = z.object(place);
export type EndpointInput = z.input<typeof endpointInput>;

export const pauseEndpointInput = z.object({ ...place, reason: words(200).default("") });
export type PauseEndpointInput = z.input<typeof pauseEndpointInput>;

export const rotateSecretInput = z.object({
  ...place,
  /** 0: the old one ends at once, for a secret that leaked. */
  overlapHours: z.number().int().min(0).max(OVERLAP_HOURS_MAX).default(OVERLAP_HOURS),
});
export type RotateSecretInput = z.input<typeof rotateSecretInput>;

export const resendInput = z.object({ merchantId: z.string(), deliveryId: z.string() });
export type ResendInput = z.input<typeof resendInput>;

export const replayInput = z
  .object({
    ...place,
    from: z.date(),
    /** Exclusive; not later than now counts. */
    to: z.date(),
    /** Empty: what the endpoint's own filter lets through. */
    events: filters.default([]),
    undeliveredOnly: z.boolean().default(true),
  })
  .refine(({ from, to }) => from < to, { path: ["to"], message: "EMPTY_RANGE" });
export type ReplayInput = z.input<typeof replayInput>;

export const cancelReplayInput = z.object({ merchantId: z.string(), replayId: z.string() });
export type CancelReplayInput = z.input<typeof cancelReplayInput>;
