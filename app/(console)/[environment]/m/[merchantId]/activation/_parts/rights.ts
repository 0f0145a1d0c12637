import { whoCanSentence } from "#components/switching/refusal-sentence.ts";
import { rolesWith } from "#lib/access/rules.ts";
import type { Permission } from "#lib/access/schema.ts";
import { isRaise } from "#lib/switching/rules.ts";
import type { MerchantConfig } from "#lib/switching/schema.ts";
import type { ApprovalPolicy, Mode, SettableMode } from "#lib/terms.ts";

/** What this person may do to switches; read from the scope's permissions, never from a role. */
export type Rights = {
  down: boolean;
  up: boolean;
  sandbox: boolean;
  request: boolean;
  kill: { on: boolean; off: boolean; partner: boolean };
};

export function rightsOf(permissions: ReadonlySet<Permission>): Rights {
  return {
    down: permissions.has("switches.down"),
    up: permissions.has("switches.up"),
    sandbox: permissions.has("switches.sandbox"),
    request: permissions.has("switches.request"),
    kill: {
      on: permissions.has("kill.on"),
      off: permissions.has("kill.off"),
      partner: permissions.has("kill.partner"),
    },
  };
}

/** Whether going up to `after` is asked for, because somebody else decides it, rather than done. */
export function mustAsk(
  rights: Rights,
  merchant: MerchantConfig,
  policy: ApprovalPolicy,
  after: Mode,
): boolean {
  if (rights.up) return after === "production" && policy === "second_person";
  if (!rights.request || merchant.activationPolicy === "partner_only") return false;
  return after === "production" || merchant.activationPolicy !== "merchant_self" || !rights.sandbox;
}

/** Why a change cannot be asked for by this person, in a sentence that names who can; null when it can. */
export function whyReadOnly(
  rights: Rights,
  merchant: MerchantConfig,
  before: Mode,
  mode: SettableMode,
): string | null {
  if (merchant.observed) return "Observed: the merchant talks to FlexCharge itself, its cells are read-only.";
  if (!rights.down && !rights.up && !rights.sandbox) return whoCanSentence(rolesWith("switches.down"));
  const after = mode === "inherit" ? before : mode;
  if (!isRaise(before, after)) return rights.down ? null : whoCanSentence(rolesWith("switches.down"));
  if (rights.up || mustAsk(rights, merchant, "second_person", after)) return null;
  if (after === "production") return whoCanSentence(rolesWith("switches.up"));
  if (!rights.sandbox) return whoCanSentence(rolesWith("switches.sandbox"));
  if (merchant.activationPolicy !== "merchant_self") {
    return `${merchant.name} may not switch up by itself. Ask ${merchant.activationOwner?.name ?? "the activation owner"}.`;
  }
  return null;
}
