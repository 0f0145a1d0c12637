import { z } from "zod";
import type { ZodOpenApiOperationObject, ZodOpenApiPathItemObject } from "zod-openapi";
import { BUCKETS, COUNTS, FIGURES, REPORT_KINDS, REPORT_VIEWS } from "#lib/reports/schema.ts";
import { CHANNELS, ENVIRONMENTS } from "#lib/terms.ts";

const text = z.string();
const rate = z.number().min(0).nullable().meta({ description: "Four decimals; null without a denominator." });
const row = z.looseObject({
  key: text,
  label: text,
  currency: text,
  ...Object.fromEntries(COUNTS.map((count) => [count, z.int()])),
  direct: z.int().meta({
    description:
      "Orders that the merchant brought to FlexCharge itself; only evaluated ones are known. Rows of transactions also tell origin, direct or switchboard.",
  }),
  recoveredNet: z.int(),
  ...{ sendRate: rate, rescueRate: rate, rescueRateByAmount: rate, rescueRateResolved: rate, maturity: rate },
  ...{ firstAttemptApprovalRate: rate, orderApprovalRate: rate, refundRate: rate, chargebackRate: rate },
  transmitCoverage: rate,
  provisional: z.boolean(),
});
const day = text.meta({ format: "date", description: "A day of tz." });

/** Of `series` alone: beside the buckets, how long rescues took and how the rebills kept FlexCharge's rules. */
const ofSeries = {
  bucket: z
    .enum(BUCKETS)
    .optional()
    .meta({ description: "series: what one row covers; its key is the first day." }),
  timeToRescue: z
    .array(
      z.object({
        currency: text,
        rescued: z.int(),
        p50Ms: z.int().nullable(),
        p90Ms: z.int().nullable(),
        within: z.array(z.object({ day: z.int(), share: rate })),
      }),
    )
    .optional()
    .meta({
      description: "series: approved − first decline, one entry a currency; shares by day 1, 3, 7, 14, 21.",
    }),
  mit: z
    .object({
      evaluated: z.int(),
      sameDay: z.int(),
      sameDayRate: rate,
      inFlight: z.int().meta({ description: "Ever submitted, also those that have ended." }),
      retried: z.int().meta({ description: "Tried again by the merchant while in flight." }),
      retriedRate: rate,
    })
    .optional()
    .meta({ description: "series: MIT compliance of the rebills first declined in the period." }),
};
const notSent = z
  .array(z.object({ currency: text, reason: text.nullable(), orders: z.int(), amount: z.int() }))
  .optional()
  .meta({ description: "declines: declined and not evaluated, by reason." });

/** The OpenAPI entry of GET /api/v1/reports/{kind}. */
export function reportsPath(
  security: NonNullable<ZodOpenApiOperationObject["security"]>,
  refusals: ZodOpenApiOperationObject["responses"],
): ZodOpenApiPathItemObject {
  return {
    get: {
      summary: "Figures from the ledger",
      security,
      requestParams: {
        path: z.object({ kind: z.enum(["transactions", "series", ...REPORT_KINDS]) }),
        query: z.object({
          merchantId: text.optional(),
          environment: z.enum(ENVIRONMENTS).optional(),
          from: day.optional(),
          to: day.optional().meta({ description: "Exclusive." }),
          tz: text.optional().meta({ description: "IANA zone; the merchant's own, or the partner's." }),
          view: z.enum(REPORT_VIEWS).optional(),
          currency: text.optional(),
          channel: z.enum(CHANNELS).optional(),
          siteId: text.optional(),
          campaignId: text.optional(),
          descriptor: text.optional(),
          bucket: z.enum(BUCKETS).optional(),
          q: text.optional(),
          figure: z.enum(FIGURES).optional(),
          after: text.optional(),
          limit: z.int().optional(),
        }),
      },
      responses: {
        "200": {
          description: "Amounts are integer minor units; currencies are never added.",
          content: {
            "application/json": {
              schema: z.looseObject({
                asOf: text,
                tz: text,
                view: z.enum(REPORT_VIEWS),
                environment: z.enum(ENVIRONMENTS),
                rows: z.array(row),
                unattributed: z
                  .union([row, z.array(row).min(2)])
                  .nullable()
                  .meta({
                    description:
                      "What nothing claims, never left out. One row; without `currency`, where several currencies have such orders, a list with one row each, because they are never added; null when there is none.",
                  }),
                totals: z.array(row).optional(),
                next: text.nullable(),
                ...ofSeries,
                notSent,
              }),
            },
          },
        },
        ...refusals,
      },
    },
  };
}
