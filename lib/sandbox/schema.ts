import { z } from "zod";

/** What FlexCharge's sandbox does by card, phone and amount (docs: the sandbox's triggers); card numbers are test cards. */
export const SCENARIOS = [
  {
    id: "approve",
    outcome: "Approved",
    trigger: "4000 0027 6000 3184",
    by: "card",
    card: "4000002760003184",
  },
  {
    id: "approve_with_cvv",
    outcome: "Approved with a security code, else declined",
    trigger: "4111 1111 1111 1111",
    by: "card",
    card: "4111111111111111",
  },
  {
    id: "decline",
    outcome: "Declined",
    trigger: "4000 3000 1111 2220",
    by: "card",
    card: "4000300011112220",
  },
  { id: "approve_by_phone", outcome: "Approved", trigger: "998888", by: "phone", phone: "998888" },
  {
    id: "challenge",
    outcome: "Challenge",
    trigger: "+99.2001a/+99.2001b",
    by: "phone",
    phone: "+99.2001a/+99.2001b",
  },
  {
    id: "capture_required",
    outcome: "Capture required",
    trigger: "AUTHORIZATION",
    by: "type",
    isAuthorization: true,
  },
  {
    id: "mit_approve",
    outcome: "Submitted, approved a day later",
    trigger: "45.01",
    by: "amount",
    amountMinor: 4501,
  },
  {
    id: "mit_expire",
    outcome: "Submitted, expires",
    trigger: "45.99",
    by: "amount",
    amountMinor: 4599,
  },
] as const satisfies readonly Scenario[];

type Scenario = {
  id: string;
  outcome: string;
  /** As a person types it. */
  trigger: string;
  by: "card" | "phone" | "type" | "amount";
  card?: string;
  phone?: string;
  isAuthorization?: boolean;
  /** A rebill of this amount: its cents say what becomes of it. */
  amountMinor?: number;
};
export type ScenarioId = (typeof SCENARIOS)[number]["id"];
const IDS = SCENARIOS.map(({ id }) => id) as [ScenarioId, ...ScenarioId[]];

export function scenarioOf(id: ScenarioId): Scenario {
  return SCENARIOS.find((one) => one.id === id)!;
}

export const runScenarioInput = z.object({
  merchantId: z.string().max(64),
  siteId: z.string().max(64),
  scenario: z.enum(IDS),
});
export type RunScenarioInput = z.infer<typeof runScenarioInput>;

export const CLOCK_MOVES = ["P1D", "P3D", "expiry"] as const;
export const moveClockInput = z.object({ to: z.enum(CLOCK_MOVES) });

export const FAULT_PATHS = ["evaluate", "transmit", "orders", "outcome", "oauth2/token", "tokenize"] as const;
export const SANDBOX_FAULTS = [
  "status",
  "timeout_before",
  "timeout_after",
  "hangup",
  "slow",
  "garbage",
] as const;
export type SandboxFaultKind = (typeof SANDBOX_FAULTS)[number];
export const addFaultInput = z.object({
  path: z.enum(FAULT_PATHS),
  kind: z.enum(SANDBOX_FAULTS),
  /** How many calls it meets; it stays until it is cleared where nothing is said. */
  times: z.number().int().min(1).max(1_000).nullable(),
});

export const SANDBOX_NOTICE_MODES = ["normal", "duplicate", "reorder", "drop", "forge", "delay"] as const;
export type SandboxNoticeMode = (typeof SANDBOX_NOTICE_MODES)[number];
export const setNoticeModeInput = z.object({ mode: z.enum(SANDBOX_NOTICE_MODES) });

/** `NO_SANDBOX`: this deployment speaks to FlexCharge's own. `SANDBOX_DOWN`: the stand-in does not answer. */
export type SandboxRefusal = { reason: "NO_SANDBOX" } | { reason: "SANDBOX_DOWN" };
