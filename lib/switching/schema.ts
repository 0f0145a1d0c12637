import { z } from "zod";
import type { EligibilityRules, MitRules } from "#db/schema/merchants.ts";
import type { CredentialStanding } from "#lib/credentials/schema.ts";
import type {
  AccountStanding,
  ActivationPolicy,
  ApprovalPolicy,
  Channel,
  DecisionStepName,
  Environment,
  Integration,
  KillChannel,
  KillScope,
  MerchantState,
  MitEnablement,
  MitMode,
  Mode,
  Reason,
  SwitchScope,
  TransmitSetting,
} from "#lib/terms.ts";
import { ALL_CHANNELS, CHANNELS, KILL_SCOPES, SETTABLE_MODES, SWITCH_SCOPES } from "#lib/terms.ts";

/** Who set something and when; `at` is ISO 8601 UTC. */
export type SetBy = { id: string; name: string; at: string; reason: string; version: number };

export type SwitchRow = { scope: SwitchScope; scopeId: string; channel: Channel; mode: Mode; setBy: SetBy };

export type KillRow = { scope: KillScope; scopeId: string; channel: KillChannel; setBy: SetBy };

/** What is known of the partner when an order is decided. */
export type PartnerConfig = {
  name: string;
  timezone: string;
  approvalPolicy: ApprovalPolicy;
  kills: KillRow[];
};

export type SiteConfig = {
  id: string;
  name: string;
  hosts: string[];
  descriptors: string[];
  siteIds: Record<Environment, string | null>;
  evaluateDeadlineMs: number;
  archived: boolean;
};

export type CampaignConfig = {
  id: string;
  externalId: string;
  siteId: string;
  name: string;
  kind: "web" | "call_center";
  descriptor: string | null;
  archived: boolean;
};

/** The set in use, per environment. `state` is `missing` where none was ever verified. */
export type CredentialConfig = {
  state: CredentialStanding["state"];
  version: number | null;
  mid: string | null;
  verifiedAt: string | null;
  failingSince: string | null;
  failingStatus: number | null;
  fingerprint: string | null;
};

/** The merchant's account with FlexCharge in one environment; times are ISO 8601 UTC. */
export type AccountConfig = {
  standing: AccountStanding;
  standingAt: string | null;
  mit: MitEnablement;
  mitAt: string | null;
  mitBy: string | null;
};

/**
 * Everything a decision reads about one merchant: plain data, built from the database in one read. Never changed
 * in place, because look-ups are kept with the object: a change is a new object.
 */
export type MerchantConfig = {
  id: string;
  name: string;
  state: MerchantState;
  integration: Integration;
  observed: boolean;
  timezone: string;
  currency: string;
  mitMode: MitMode;
  activationOwner: { id: string; name: string } | null;
  activationPolicy: ActivationPolicy;
  defaultSiteId: string | null;
  descriptorMismatch: "flag" | "block";
  eligibility: EligibilityRules;
  mitRules: MitRules;
  switchVersion: number;
  sites: SiteConfig[];
  campaigns: CampaignConfig[];
  switches: SwitchRow[];
  kills: KillRow[];
  credentials: Record<Environment, CredentialConfig>;
  accounts: Record<Environment, AccountConfig>;
  transmit: Record<Channel, TransmitSetting>;
  /** The steps that keep a channel from production; null until they were judged a first time. */
  checklist: Record<Channel, { open: string[] | null; at: string | null }>;
};

/** An order as the decision sees it: already parsed, nothing looked up. */
export type DecisionQuestion = {
  /** Of the API key: whether the order is test or live. */
  environment: Environment;
  externalId: string;
  attempt: number;
  /** The last attempt of the same order, if any; approved and in-flight ones never come here. */
  previous: "none" | "finished" | "unsettled";
  explicitChannel: Channel | null;
  /** As the order says it; null when it does not say. */
  isMit: boolean | null;
  orderSource: string | null;
  campaignId: string | null;
  siteId: string | null;
  siteUrl: string | null;
  descriptor: string | null;
  amountMinor: number;
  currency: string;
  cardBrand: string | null;
  cardCountry: string | null;
  declineCode: string;
  /** ISO 8601 UTC, as are `receivedAt` and `expiresAt`. */
  declinedAt: string;
  /** False when the order's own time was absent or unusable, so that `declinedAt` is the receipt. */
  declinedAtGiven: boolean;
  receivedAt: string;
  /** Already filled in where a managed MIT order left it out (MIT_EXPIRY_DAYS_FILLED). */
  expiresAt: string | null;
};

export const DECISION_FLAGS = [
  "UNKNOWN_CAMPAIGN",
  "CAMPAIGN_OF_OTHER_SITE",
  "SITE_SOURCES_DISAGREE",
  "SITE_DESCRIPTOR_MISMATCH",
  "DEFAULT_SITE",
  "MIT_EXPIRY_TOO_SHORT",
  "MIT_NOT_SAME_DAY",
  "DECLINED_AT_FROM_RECEIPT",
] as const;
/** Worth a look, decides nothing. */
export type DecisionFlag = (typeof DECISION_FLAGS)[number];

/** What decided a step: a scope of ours, a rule of the house, or FlexCharge. */
export type DecidedBy = {
  scope: "gateway" | "partner" | "merchant" | "site" | "campaign" | "rule" | "flexcharge";
  id?: string;
  name?: string;
  /** Scopes that were asked as well and said the same: the kill switch asks partner, merchant and site. */
  and?: SwitchScope[];
  setBy?: SetBy;
};

export type DecisionStep = {
  name: DecisionStepName;
  result: "passed" | "stopped" | "not_reached";
  /** The value that was seen, as a person reads it. Empty when not reached. */
  value: string;
  /** A time that belongs to the value, ISO 8601 UTC: shown after it in the reader's zone. */
  at?: string;
  decidedBy: DecidedBy | null;
  flags: DecisionFlag[];
  reason?: Reason;
};

/** Stored with the attempt and true for ever; also the answer of GET /v1/orders/{id}/decision. */
export type DecisionTrace = {
  sent: boolean;
  reason: Reason | null;
  channel: Channel;
  /** What told the channel: `channel`, `isMIT`, `orderSource`, `campaign` or `default`. */
  channelSource: string;
  mode: Mode | null;
  environment: Environment;
  /** The FlexCharge that it goes to; null when it goes nowhere. */
  target: Environment | null;
  /** Who decided the mode; where the order stopped before its mode was asked, who stopped it. */
  decidedBy: DecidedBy | null;
  version: number;
  siteId: string | null;
  /** `siteId`, `siteUrl`, `descriptor` or `default`. */
  siteSource: string | null;
  campaignId: string | null;
  flags: DecisionFlag[];
  steps: DecisionStep[];
};

/** A cell of the matrix: the explicit mode if any, the effective one, and who decides it. */
export type CellState = {
  scope: SwitchScope;
  scopeId: string;
  channel: Channel;
  explicit: SwitchRow | null;
  effective: Mode;
  /** The scope whose row decides; `default` when no row anywhere does. */
  decidedBy: SwitchScope | "default";
  decidingRow: SwitchRow | null;
  /** The engaged kill switch that overrules the mode, most general first. */
  stoppedBy: KillRow | null;
};

export const GATE_CODES = [
  "ACCOUNT_NOT_LINKED",
  "SANDBOX_CREDENTIALS_NOT_VERIFIED",
  "PRODUCTION_CREDENTIALS_NOT_VERIFIED",
  "CREDENTIALS_NOT_DIFFERENT",
  "MIT_NOT_ENABLED",
  "CHECKLIST_OPEN",
] as const;
export type GateCode = (typeof GATE_CODES)[number];

/** One precondition of going up; `owner` has to act when it is open. `steps`: the open ones of the checklist. */
export type Gate = {
  code: GateCode;
  met: boolean;
  at: string | null;
  owner: "us" | "merchant" | "flexcharge";
  steps?: string[];
};

/** One line of a switch set's history; `before` and `after` are modes or `inherit`, for a kill switch `on` or `off`. */
export type SwitchChange = {
  kind: "mode" | "kill";
  scope: SwitchScope | KillScope;
  scopeId: string;
  channel: KillChannel;
  before: string;
  after: string;
  setBy: SetBy;
};

/** `search` looks at name, id, MID, host and descriptor. Archived merchants only when asked for. */
export type BoardFilter = {
  search?: string;
  integration?: Integration;
  currency?: string;
  ownerId?: string;
  archived?: boolean;
};

/**
 * A channel on the board: the highest mode of any site or campaign; stopped wins where any of its sites is.
 * `stoppedSince` is when the first kill switch that still holds was engaged, ISO 8601 UTC.
 */
export type BoardChannel = { highest: Mode; stoppedSince: string | null; sites: Record<Mode, number> };

export type BoardRow = {
  id: string;
  name: string;
  state: MerchantState;
  integration: Integration;
  observed: boolean;
  currency: string;
  timezone: string;
  mitMode: MitMode;
  activationOwner: { id: string; name: string } | null;
  createdAt: string;
  archived: boolean;
  siteCount: number;
  credentials: Record<Environment, CredentialStanding>;
  channels: Record<Channel, BoardChannel>;
};

export const setModeInput = z.object({
  /** Told apart from the id when absent. */
  merchantId: z.string().optional(),
  scope: z.enum(SWITCH_SCOPES),
  id: z.string().min(1),
  channel: z.enum(CHANNELS),
  mode: z.enum(SETTABLE_MODES),
  reason: z.string().trim().max(500).default(""),
  /** The switch set's number that the caller saw. */
  version: z.number().int().nonnegative().optional(),
  confirm: z.string().optional(),
});
export type SetModeInput = z.input<typeof setModeInput> & {
  /** Of the API key that asks; absent for people and programs. */
  keyEnvironment?: Environment;
};

export const setKillSwitchInput = z.object({
  merchantId: z.string().optional(),
  scope: z.enum(KILL_SCOPES),
  /** Not needed for the partner. */
  id: z.string().optional(),
  /** Absent: all channels. */
  channel: z.enum([ALL_CHANNELS, ...CHANNELS]).optional(),
  on: z.boolean(),
  reason: z.string().trim().max(500).default(""),
});
export type SetKillSwitchInput = z.input<typeof setKillSwitchInput>;
