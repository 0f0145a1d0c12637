import type { z } from "zod";
import type { Scope } from "#lib/access/open-scope.ts";
import type { Permission } from "#lib/access/schema.ts";
import { PermissionError } from "#lib/kit/errors.ts";
import type { Environment, Mode, SettableMode } from "#lib/terms.ts";
import { REASON_MIN, type SetModeRefusal } from "../errors.ts";
import {
  campaignConfig,
  cellState,
  changeEffect,
  gatesFor,
  isRaise,
  mayKeySet,
  siteConfig,
} from "../rules.ts";
import type { Gate, MerchantConfig, PartnerConfig, setModeInput } from "../schema.ts";

type Asked = Omit<z.output<typeof setModeInput>, "version" | "merchantId"> & { keyEnvironment?: Environment };
type Who = { permissions: ReadonlySet<Permission>; person: boolean };

const SWITCHING: readonly Permission[] = ["switches.down", "switches.up", "switches.sandbox"];

/** Who switches. Throws PermissionError for those who may not in any way. */
export function switcherOf({ permissions, actor }: Scope): Who {
  if (!SWITCHING.some((each) => permissions.has(each))) throw new PermissionError("switches.down");
  return { permissions, person: actor.kind === "user" };
}

/** That a second person decides is found here; the request is opened by who asked (set-mode.ts). */
export type ModeRefusal =
  | Exclude<SetModeRefusal, { reason: "NEEDS_APPROVAL" }>
  | { reason: "NEEDS_APPROVAL" };

export type Verdict =
  | { change: boolean; explicit: SettableMode; before: Mode; after: Mode }
  | { refusal: ModeRefusal; explicit: SettableMode }
  | { missingPermission: Permission };

/**
 * Whether a cell may take a mode (product.md §4, ladder and §13). Asking again for what is set changes nothing and
 * passes everything that only a change must pass. `versionConflict` is looked at between the two.
 */
export function judgeMode(
  world: { partner: PartnerConfig; merchant: MerchantConfig },
  asked: Asked,
  who: Who,
  versionConflict: (current: SettableMode) => ModeRefusal | null,
): Verdict {
  const { partner, merchant } = world;
  const { scope, id, channel, mode } = asked;
  const explicit = cellState(partner, merchant, scope, id, channel).explicit?.mode ?? "inherit";
  const { before, after } = changeEffect(merchant, scope, id, channel, mode);
  // Writing "production" where it was inherited makes it stay when the default goes down: that is going up too.
  const up =
    isRaise(before, after) || (mode !== "inherit" && mode !== "off" && mode !== explicit && mode === before);

  const lacking = missingPermission(merchant, before, up ? after : null, who);
  if (lacking) return { explicit, ...lacking };
  if (asked.keyEnvironment && !mayKeySet(asked.keyEnvironment, before, after))
    return { explicit, refusal: { reason: "KEY_ENVIRONMENT", before, after } };
  if (merchant.observed) return { explicit, refusal: { reason: "OBSERVED" } };
  if (isArchived(merchant, scope, id)) return { explicit, refusal: { reason: "ARCHIVED" } };
  if (mode === explicit) return { change: false, explicit, before, after };

  const conflict = versionConflict(explicit);
  if (conflict) return { explicit, refusal: conflict };
  const toProduction = up && after === "production";
  const min = toProduction ? REASON_MIN.production : isRaise(after, before) ? REASON_MIN.down : 0;
  if (asked.reason.length < min) return { explicit, refusal: { reason: "REASON_REQUIRED", min } };
  const missing = up ? openGates(merchant, channel, after) : [];
  if (missing.length > 0) return { explicit, refusal: { reason: "GATES_NOT_MET", missing } };
  if (toProduction && partner.approvalPolicy === "second_person")
    return { explicit, refusal: { reason: "NEEDS_APPROVAL" } };
  if (toProduction && who.person && !sameName(asked.confirm, merchant.name))
    return { explicit, refusal: { reason: "CONFIRMATION_REQUIRED", name: merchant.name } };
  return { change: true, explicit, before, after };
}

/** `to` is the mode on the way up, null on any other way. */
function missingPermission(
  merchant: MerchantConfig,
  before: Mode,
  to: Mode | null,
  who: Who,
): { refusal: ModeRefusal } | { missingPermission: Permission } | null {
  const may = (permission: Permission) => who.permissions.has(permission);
  if (may(to === null ? "switches.down" : "switches.up")) return null;
  if (to === "production" || (to === null && before === "production") || !may("switches.sandbox"))
    return { missingPermission: to === null ? "switches.down" : "switches.up" };
  return merchant.activationPolicy === "merchant_self"
    ? null
    : { refusal: { reason: "NOT_ALLOWED", policy: merchant.activationPolicy } };
}

export function openGates(merchant: MerchantConfig, channel: Asked["channel"], to: Mode): Gate[] {
  return to === "off" ? [] : gatesFor(merchant, channel, to).filter((gate) => !gate.met);
}

export function isArchived(merchant: MerchantConfig, scope: Asked["scope"], id: string): boolean {
  if (scope === "merchant") return false;
  const campaign = scope === "campaign" ? campaignConfig(merchant, id) : null;
  const site = siteConfig(merchant, campaign?.siteId ?? id);
  return Boolean(campaign?.archived || site?.archived);
}

export const sameName = (typed: string | undefined, name: string) =>
  typed !== undefined && typed.trim().toLowerCase() === name.trim().toLowerCase();
