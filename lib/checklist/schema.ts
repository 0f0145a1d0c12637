import { z } from "zod";
import { CHANNELS, type Channel, type Environment } from "#lib/terms.ts";

export const COMPONENTS = [
  "sense_js",
  "hosted_fields",
  "tokenize",
  "transmit",
  "evaluate_cit",
  "evaluate_mit",
  "refund",
  "webhooks",
  "outcome",
] as const;
/** A part of an integration that staff may add to its preset or take away (product.md §3). */
export type Component = (typeof COMPONENTS)[number];

/** What traffic can prove. Each is seen on an order, and kept with its first and last time. */
export const MARKS = [
  "sense_key",
  "token",
  "transmit.approved",
  "transmit.declined",
  "cit.approved",
  "cit.declined",
  "cit.challenge",
  "call_center.evaluated",
  "site.named",
  "refund.full",
  "refund.partial",
  "mit.fields",
  "mit.submitted",
  "mit.ended",
] as const;
export type Mark = (typeof MARKS)[number];

export const STEPS = [
  "application",
  "sandbox_credentials",
  "mit_enabled",
  "site",
  "sense_js",
  "card_vaulted",
  "transmit_approved",
  "transmit_every",
  "evaluate",
  "refund",
  "call_center",
  "site_named",
  "mit_fields",
  "mit_outcome",
  "go_live",
] as const;
export type StepId = (typeof STEPS)[number];

export const STEP_TITLES: Record<StepId, string> = {
  application: "Application approved",
  sandbox_credentials: "Sandbox credentials verified",
  mit_enabled: "MIT enabled on the account",
  site: "Website and descriptor",
  sense_js: "SenseJS on the checkout page",
  card_vaulted: "Card vaulted at checkout",
  transmit_approved: "Transmit after an approval",
  transmit_every: "Transmit every payment",
  evaluate: "Evaluate after a decline",
  refund: "Full and partial refund",
  call_center: "Call center told apart from website",
  site_named: "Each order names its website",
  mit_fields: "Rebills carry their subscription",
  mit_outcome: "Outcome of a rebill heard",
  go_live: "Go to production",
};

export const STEP_OWNERS = ["partner", "merchant", "flexcharge"] as const;
export type StepOwner = (typeof STEP_OWNERS)[number];

/** One step of an integration's checklist. `channels`: those that cannot go to production without it. */
export type Step = {
  id: StepId;
  owner: StepOwner;
  channels: readonly Channel[];
  /** Proven by traffic when all were seen; empty for a step that is read from the merchant's own state. */
  marks: readonly Mark[];
  component: Component | null;
};

/** One mark of one environment; times are ISO 8601 UTC. `orderId` is ours where the order is kept. */
export type Evidence = {
  mark: Mark;
  environment: Environment;
  count: number;
  firstAt: string;
  lastAt: string;
  externalOrderId: string;
  orderId: string | null;
};

export type StepOverride = { step: string; channel: Channel; reason: string; byName: string; at: string };

/** What a step that no traffic proves is judged by. Times are ISO 8601 UTC. */
export type StateFact = {
  done: boolean;
  /** A sentence for the evidence line of a done step. */
  words: string;
  at: string | null;
  orderId?: string | null;
  /** Set when somebody else must act first. */
  blocked?: { by: StepOwner; cause: string; since: string | null };
};

export const STAGES = ["application", "setup", "testing", "live", "observed", "suspended"] as const;
/** How far a merchant has come on the board. */
export type Stage = (typeof STAGES)[number];

export type StepState = "done" | "now" | "later" | "blocked" | "overridden" | "regressed";

export type StepView = {
  step: Step;
  state: StepState;
  seen: Evidence[];
  missing: Mark[];
  fact: StateFact | null;
  override: StepOverride | null;
  /** Of a regressed step: when it was last seen. */
  lastAt: string | null;
};

const reason = z.string().trim().min(10, "At least 10 characters").max(500, "At most 500 characters");
export const overrideStepInput = z.object({
  merchantId: z.string().min(1),
  step: z.enum(STEPS),
  channels: z.array(z.enum(CHANNELS)).min(1, "At least one channel"),
  reason,
});
/** What goes up from then on needs the step again, so a few words are enough. */
export const withdrawOverrideInput = overrideStepInput.extend({
  reason: z.string().trim().min(3, "Say why, in a few words").max(500, "At most 500 characters"),
});
export const setIntegrationComponentInput = z.object({
  merchantId: z.string().min(1),
  component: z.enum(COMPONENTS),
  used: z.boolean(),
});

export const remindStepInput = z.object({ merchantId: z.string().min(1), step: z.enum(STEPS) });
