import type { AlertKind } from "#lib/terms.ts";

/** A kind as the settings name it, what its count counts, and what it means. */
export const KIND_WORDS: Record<AlertKind, { name: string; counts: string; note: string }> = {
  credentials_failing: {
    name: "Credentials failing",
    counts: "sets",
    note: "FlexCharge refuses credentials that are in use",
  },
  endpoint_failing: {
    name: "Endpoint failing",
    counts: "webhooks",
    note: "A merchant's endpoint fails, was switched off, or never got something",
  },
  transmits_stuck: {
    name: "Copies stuck",
    counts: "copies",
    note: "Given up, or tried in vain for a quarter of an hour",
  },
  late_approval: {
    name: "Late approvals",
    counts: "orders",
    note: "Approved after the checkout was told “declined”; somebody accepts or refunds",
  },
  mit_near_expiry: {
    name: "Rebills near expiry",
    counts: "orders",
    note: "Three days or less to their end, without an outcome",
  },
  notices_rejected: {
    name: "Notices rejected",
    counts: "a day",
    note: "Calls of our notice address whose signature or date does not hold",
  },
  webhook_gap: {
    name: "Webhook gaps",
    counts: "orders",
    note: "Orders of the last week whose end we had to ask for",
  },
  site_silent: {
    name: "Silent sites",
    counts: "sites",
    note: "Orders every day for a week, then none for half as long again as the longest pause",
  },
  worker_silent: {
    name: "Worker stands still",
    counts: "streams",
    note: "Copies or notices that nobody takes up; seen on Home where the worker cannot tell",
  },
};
