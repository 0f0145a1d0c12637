/**
 * The words of the house (product.md §2, §4, §13) as const tuples and types. Imports nothing, so that
 * every room, the browser included, can speak them.
 */

export const ENVIRONMENTS = ["sandbox", "production"] as const;
/** Of an API key: whether its orders are test or live. Of credentials: which FlexCharge they open. */
export type Environment = (typeof ENVIRONMENTS)[number];

export const CHANNELS = ["cit_website", "cit_call_center", "mit"] as const;
export type Channel = (typeof CHANNELS)[number];

/** In ladder order: a later mode is "up". */
export const MODES = ["off", "sandbox", "production"] as const;
export type Mode = (typeof MODES)[number];

export const SETTABLE_MODES = ["off", "sandbox", "production", "inherit"] as const;
/** What a person may ask of a switch: `inherit` removes the row. */
export type SettableMode = (typeof SETTABLE_MODES)[number];

export const SWITCH_SCOPES = ["merchant", "site", "campaign"] as const;
export type SwitchScope = (typeof SWITCH_SCOPES)[number];

export const KILL_SCOPES = ["partner", "merchant", "site"] as const;
export type KillScope = (typeof KILL_SCOPES)[number];

/** A kill switch with no channel stops all three. */
export const ALL_CHANNELS = "all";
export type KillChannel = Channel | typeof ALL_CHANNELS;

/** Rows of the partner itself stand under this tenant: no merchant can have the id. */
export const PARTNER_TENANT = "partner";

export const INTEGRATIONS = [
  "standard_cit",
  "partner_front_back",
  "partner_backend",
  "partner_mit",
  "merchant_direct_mit",
] as const;
export type Integration = (typeof INTEGRATIONS)[number];

export const MERCHANT_STATES = ["onboarding", "active", "suspended", "closed"] as const;
export type MerchantState = (typeof MERCHANT_STATES)[number];

export const CAMPAIGN_KINDS = ["web", "call_center"] as const;
export type CampaignKind = (typeof CAMPAIGN_KINDS)[number];

export const MIT_MODES = ["managed", "sync"] as const;
export type MitMode = (typeof MIT_MODES)[number];

export const MIT_ENABLEMENTS = ["unknown", "requested", "enabled"] as const;
/** Whether FlexCharge's support has enabled MIT on an account of one environment. */
export type MitEnablement = (typeof MIT_ENABLEMENTS)[number];

export const ACCOUNT_STANDINGS = ["none", "linked", "converted"] as const;
/** How the merchant came to its FlexCharge account: linked by credentials, or converted from an application. */
export type AccountStanding = (typeof ACCOUNT_STANDINGS)[number];

export const CREDENTIAL_STATES = [
  "missing",
  "requested",
  "entered",
  "verified",
  "failing",
  "revoked",
] as const;
export type CredentialState = (typeof CREDENTIAL_STATES)[number];

export const APPROVAL_POLICIES = ["second_person", "none"] as const;
export type ApprovalPolicy = (typeof APPROVAL_POLICIES)[number];

export const ACTIVATION_POLICIES = ["partner_only", "merchant_requests", "merchant_self"] as const;
export type ActivationPolicy = (typeof ACTIVATION_POLICIES)[number];

export const TRANSMIT_SETTINGS = ["all", "approved_only", "off"] as const;
export type TransmitSetting = (typeof TRANSMIT_SETTINGS)[number];

/** Why an order was not sent; the closed list of contract.md, "Answers of the gateway". */
export const NOT_SENT_REASONS = [
  "KILL_SWITCH",
  "MERCHANT_INACTIVE",
  "SITE_REQUIRED",
  "UNKNOWN_SITE",
  "SITE_DESCRIPTOR_MISMATCH",
  "CHANNEL_OFF",
  "LIVE_ORDER_ON_SANDBOX_CHANNEL",
  "CREDENTIALS_MISSING",
  "CREDENTIALS_FAILING",
  "PREVIOUS_ATTEMPT_UNSETTLED",
  "NOT_ELIGIBLE",
  "MIT_NOT_ENABLED",
  "MIT_EXPIRY_TOO_SHORT",
  "MIT_NOT_SAME_DAY",
  "UPSTREAM_UNAVAILABLE",
] as const;
export type NotSentReason = (typeof NOT_SENT_REASONS)[number];

/** Every code a decision can carry; the last one was sent, but nobody answered. */
export const REASONS = [...NOT_SENT_REASONS, "UPSTREAM_TIMEOUT"] as const;
export type Reason = (typeof REASONS)[number];

export const DECISION_STEPS = [
  "order_identity",
  "kill_switch",
  "merchant",
  "site",
  "descriptor",
  "mode",
  "environment_guard",
  "credentials",
  "eligibility",
  "mit_rules",
  "upstream",
] as const;
/** The checks in decision order (product.md §4). */
export type DecisionStepName = (typeof DECISION_STEPS)[number];

export const ATTEMPT_STATES = [
  "not_sent",
  "unknown",
  "submitted",
  "challenge",
  "capture_required",
  "late_approval",
  "approved",
  "declined",
  "cancelled",
  "expired",
] as const;
/** A begun attempt is `unknown` until an answer is written (product.md §7). */
export type AttemptState = (typeof ATTEMPT_STATES)[number];

export const REFUND_STATES = ["requested", "confirmed", "failed", "unconfirmed", "external"] as const;
/** Of one refund (product.md §10). `unconfirmed`: nobody knows yet whether FlexCharge paid; `external`: made in its portal. */
export type RefundState = (typeof REFUND_STATES)[number];

export const LATE_APPROVAL_POLICIES = ["ask", "accept", "refund"] as const;
/** What happens to an approval that came too late, when nobody decides. */
export type LateApprovalPolicy = (typeof LATE_APPROVAL_POLICIES)[number];

export const TRANSMIT_TROUBLE_STATES = ["waiting_for_credentials", "retrying", "dead"] as const;
/** Of a transmit that did not reach FlexCharge at its first try. A dead one is sent again only by a person. */
export type TransmitTroubleState = (typeof TRANSMIT_TROUBLE_STATES)[number];

export const NOTICE_STATES = [
  "received",
  "parked",
  "applied",
  "recorded",
  "duplicate",
  "ignored",
  "failed",
] as const;
/**
 * What became of a notice. `parked`: its order is not known yet; `recorded`: kept and passed on, changes nothing;
 * `ignored`: came after another end, or backwards, and is flagged; `failed`: could not be read or applied.
 */
export type NoticeState = (typeof NOTICE_STATES)[number];

/** Why a request or an answer of a call to the gateway is not in its log: it is kept whole or not at all. */
export const CALL_PARTS_LEFT_OUT = ["card_data", "secret", "not_json", "too_large"] as const;
export type CallPartLeftOut = (typeof CALL_PARTS_LEFT_OUT)[number];

export const ENDPOINT_STATES = ["active", "paused", "disabled"] as const;
/** `paused` by a person, `disabled` by us after days of failures only. Neither loses an event. */
export type EndpointState = (typeof ENDPOINT_STATES)[number];

export const DELIVERY_STATES = ["pending", "delivered", "dead"] as const;
/** A `dead` delivery has used up its attempts; a person sends it again. */
export type DeliveryState = (typeof DELIVERY_STATES)[number];

export const REPLAY_STATES = ["running", "done", "cancelled"] as const;
export type ReplayState = (typeof REPLAY_STATES)[number];

export const ALERT_KINDS = [
  "transmits_stuck",
  "endpoint_failing",
  "notices_rejected",
  "webhook_gap",
  "mit_near_expiry",
  "late_approval",
  "credentials_failing",
  "site_silent",
  "worker_silent",
] as const;
/** What somebody should look at (Home, alerts). */
export type AlertKind = (typeof ALERT_KINDS)[number];

export const APPLICATION_STATES = [
  "draft",
  "submitted",
  "in_review",
  "info_requested",
  "approved",
  "declined",
  "cancelled",
  "converted",
] as const;
/** Of a merchant's application (product.md §5). `info_requested` is ours: FlexCharge asks, the merchant answers. */
export type ApplicationState = (typeof APPLICATION_STATES)[number];

export const CHANGE_REQUEST_STATES = [
  "draft",
  "in_review",
  "approved",
  "scheduled",
  "applied",
  "rejected",
  "cancelled",
  "suspended",
  "failed",
] as const;
/** Of a wish to switch up (product.md §4). `suspended`: a precondition fell before its time came. */
export type ChangeRequestState = (typeof CHANGE_REQUEST_STATES)[number];

export const PARTNER_ROLES = ["admin", "operator", "finance", "viewer"] as const;
export const MERCHANT_ROLES = [
  "merchant_admin",
  "merchant_support",
  "merchant_developer",
  "merchant_viewer",
] as const;
export type PartnerRole = (typeof PARTNER_ROLES)[number];
export type MerchantRole = (typeof MERCHANT_ROLES)[number];
export type Role = PartnerRole | MerchantRole;
