import { z } from "zod";
import { mailAddress } from "#lib/mails/schema.ts";
import { ALERT_KINDS, type AlertKind } from "#lib/terms.ts";

/** Something that somebody should look at now; one for each kind, merchant and subject. Plain data. */
export type Attention = {
  kind: AlertKind;
  /** PARTNER_TENANT for what concerns the deployment itself. */
  merchantId: string;
  merchantName: string;
  /** What exactly: an endpoint's id, a site's id, a stream's name, or empty. */
  subject: string;
  subjectName: string | null;
  /** ISO 8601 UTC: since when the trouble itself has lasted. */
  since: string;
  count: number;
  /** Minor units, one entry a currency; empty where no money is concerned. */
  amounts: { currency: string; amountMinor: number }[];
  facts: AttentionFacts;
};

/** What the sentence needs beside the count; each kind uses some. */
export type AttentionFacts = {
  /** Of `count`: given up, only a person moves them on. */
  dead?: number;
  /** Of `count`: on their way, or waiting for credentials. */
  waiting?: number;
  isDisabled?: boolean;
  isFailing?: boolean;
  /** HTTP status of the refusal. */
  status?: number;
  /** The most frequent reason. */
  reason?: string;
  /** ISO 8601 UTC. */
  firstExpiresAt?: string;
  usualGapMinutes?: number;
};

export type Threshold = { enabled: boolean; count: number; minutes: number };

const threshold = z.object({
  enabled: z.boolean().optional(),
  count: z.int("A whole number").min(1, "At least 1").max(100_000, "At most 100,000").optional(),
  minutes: z
    .int("Whole minutes")
    .min(0, "At least 0")
    .max(43_200, "At most 43,200, which is 30 days")
    .optional(),
});
const kinds = Object.fromEntries(ALERT_KINDS.map((kind) => [kind, threshold.optional()])) as Record<
  AlertKind,
  z.ZodOptional<typeof threshold>
>;

/** What is given is changed, the rest stays. `webhookUrl` null takes the webhook away; `newSecret` replaces its secret. */
export const editAlertSettingsInput = z.object({
  emails: z.array(mailAddress).max(20, "At most 20 addresses").optional(),
  webhookUrl: z
    .string()
    .trim()
    .max(2048, "At most 2,048 characters")
    .nullable()
    .optional()
    .transform((url) => (url === "" ? null : url)),
  newSecret: z.boolean().optional(),
  repeatHours: z.int("Whole hours").min(1, "At least 1").max(168, "At most 168, which is a week").optional(),
  thresholds: z.object(kinds).optional(),
});
export type EditAlertSettingsInput = z.input<typeof editAlertSettingsInput>;
