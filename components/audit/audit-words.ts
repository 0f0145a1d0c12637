import { killChannelName } from "#components/switching/words.ts";
import type { AuditRow } from "#lib/audit/queries.ts";
import { CHANNELS, type KillChannel } from "#lib/terms.ts";

/** `noun.verb` of an entry as a sentence's beginning; an unknown one is shown as it is kept. */
const ACTIONS: Record<string, string> = {
  "api_key.create": "Created an API key",
  "api_key.revoke": "Revoked an API key",
  "api_key.rotate": "Rotated an API key",
  "credentials.cut_over": "Put the next credentials to use",
  "credentials.enter": "Entered credentials",
  "credentials.fail": "Credentials began to fail",
  "credentials.request": "Asked for credentials",
  "credentials.revoke": "Discarded credentials",
  "credentials.set_cut_over": "Moved when credentials take over",
  "credentials.verify": "Verified credentials",
  "session.open": "Signed in",
  "session.end": "Signed out other sessions",
  "viewing.start": "Began to view as the merchant",
  "viewing.stop": "Ended the view as the merchant",
  "member.invite": "Invited a person",
  "member.uninvite": "Withdrew an invitation",
  "member.join": "Joined",
  "member.password": "Chose a new password",
  "member.role": "Changed a role",
  "member.disable": "Disabled a member",
  "member.activate": "Let a member in again",
  "member.sign_out": "Signed a member out",
  "member.second_factor": "Changed a second factor",
  "member.second_factor_secret": "Was shown a new second factor's secret",
  "member.bind_provider": "Bound a single sign-on account",
  "member.recovery_code": "Signed in with a recovery code",
  "merchant.add_note": "Added a note",
  "merchant.close_note": "Finished a follow-up",
  "import.begin": "Looked a file of merchants through",
  "import.confirm": "Confirmed an import",
  "import.cancel": "Cancelled an import",
  "switch.set": "Set a mode",
  "change.request": "Asked for a change",
  "change.approve": "Approved a change",
  "change.approve_override": "Approved a change without its whole checklist",
  "change.reject": "Rejected a change",
  "change.cancel": "Took a change back",
  "change.apply": "Carried out a change",
  "change.suspend": "Suspended a change",
  "change.fail": "A change failed",
  "partner.set_approval_policy": "Changed the approval policy",
  "kill_switch.on": "Engaged a kill switch",
  "kill_switch.off": "Lifted a kill switch",
  "merchant.create": "Added a merchant",
  "merchant.edit": "Changed a merchant",
  "merchant.archive": "Archived a merchant",
  "merchant.set_activation_owner": "Changed the activation owner",
  "merchant.set_mit_enablement": "Changed MIT enablement",
  "merchant.set_default_site": "Changed the default site",
  "merchant.link_account": "Linked the FlexCharge account",
  "merchant.set_component": "Changed the integration's components",
  "checklist.override_step": "Let a step of the checklist pass",
  "checklist.withdraw_override": "Withdrew that a step was let pass",
  "checklist.remind": "Reminded the merchant of a step",
  "application.create": "Began an application",
  "application.edit": "Changed an application",
  "application.add_document": "Added a document",
  "application.delete_document": "Removed a document",
  "application.submit": "Submitted an application",
  "application.answer": "Answered what FlexCharge asked",
  "application.refused": "FlexCharge refused an application",
  "application.status": "An application moved on",
  "application.convert": "Converted an application to an account",
  "application.cancel": "Cancelled an application",
  "site.create": "Added a site",
  "site.edit": "Changed a site",
  "site.archive": "Archived a site",
  "campaign.create": "Added a campaign",
  "campaign.edit": "Changed a campaign",
  "campaign.archive": "Archived a campaign",
  "transmit.replay": "Sent a transmit again",
  "endpoint.create": "Added a webhook endpoint",
  "endpoint.edit": "Changed a webhook endpoint",
  "endpoint.pause": "Paused a webhook endpoint",
  "endpoint.resume": "Resumed a webhook endpoint",
  "endpoint.disable": "Disabled a webhook endpoint",
  "endpoint.delete": "Deleted a webhook endpoint",
  "endpoint.rotate": "Rotated a webhook secret",
  "endpoint.switch_secret": "Switched to the new webhook secret",
  "endpoint.test": "Sent a test event",
  "delivery.resend": "Sent a webhook again",
  "webhooks.replay": "Began a replay of webhooks",
  "webhooks.cancel_replay": "Ended a replay of webhooks",
  "orders.backfill": "Asked FlexCharge for open orders",
  "alerts.edit": "Changed who is told of what",
  "alerts.test": "Sent a test of alerts",
};

export function actionWords(action: string): string {
  const known = ACTIONS[action];
  if (known) return known;
  const words = action.replaceAll(/[._]/g, " ");
  return words.charAt(0).toUpperCase() + words.slice(1);
}

/** What was changed: its name, and for a switch the channel. */
export function subjectWords(row: Pick<AuditRow, "action" | "subjectName" | "after">): string {
  if (!/^(switch|kill_switch)\./.test(row.action) || !row.after) return row.subjectName;
  const { channel } = JSON.parse(row.after) as { channel?: string };
  const known = [...CHANNELS, "all"].find((each) => each === channel) as KillChannel | undefined;
  return known ? `${row.subjectName}, ${killChannelName(known)}` : row.subjectName;
}

export const AUDIT_TOPICS = [
  { id: "switch", label: "Modes" },
  { id: "change", label: "Change requests" },
  { id: "kill_switch", label: "Kill switches" },
  { id: "credentials", label: "Credentials" },
  { id: "api_key", label: "API keys" },
  { id: "merchant", label: "Merchants" },
  { id: "application", label: "Applications" },
  { id: "site", label: "Sites" },
  { id: "campaign", label: "Campaigns" },
  { id: "session", label: "Sign-ins" },
  { id: "member", label: "Members" },
  { id: "viewing", label: "Views as merchant" },
  { id: "transmit", label: "Transmits" },
  { id: "endpoint", label: "Webhook endpoints" },
  { id: "delivery", label: "Webhooks sent again" },
  { id: "alerts", label: "Alerts" },
] as const;
