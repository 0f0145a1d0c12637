import type { ModeFill } from "#components/ui/chip.tsx";
import type { GlyphShape } from "#components/ui/glyph.tsx";
import type { GateCode } from "#lib/switching/schema.ts";
import type { Channel, KillChannel, Mode, SettableMode, SwitchScope } from "#lib/terms.ts";

export const CHANNEL_NAMES: Record<Channel, string> = {
  cit_website: "CIT website",
  cit_call_center: "CIT call center",
  mit: "MIT",
};

/** Inside a sentence: "live call-center orders". */
export const CHANNEL_ORDERS: Record<Channel, string> = {
  cit_website: "website orders",
  cit_call_center: "call-center orders",
  mit: "rebills (MIT)",
};

export function killChannelName(channel: KillChannel): string {
  return channel === "all" ? "Every channel" : CHANNEL_NAMES[channel];
}

export const MODE_NAMES: Record<SettableMode, string> = {
  inherit: "Inherit",
  off: "Off",
  sandbox: "Sandbox",
  production: "Production",
};

export const MODE_SHAPES: Record<Mode, GlyphShape> = {
  off: "square-hollow",
  sandbox: "square-hatched",
  production: "square-solid",
};

export const MODE_FILLS: Record<Mode, Exclude<ModeFill, "stopped">> = {
  off: "off",
  sandbox: "sandbox",
  production: "production",
};

export const SCOPE_NAMES: Record<SwitchScope, string> = {
  merchant: "Merchant",
  site: "Site",
  campaign: "Campaign",
};

/** A gate as a fact that is met or awaited. */
export const GATE_NAMES: Record<GateCode, string> = {
  ACCOUNT_NOT_LINKED: "FlexCharge account linked",
  SANDBOX_CREDENTIALS_NOT_VERIFIED: "Sandbox credentials verified",
  PRODUCTION_CREDENTIALS_NOT_VERIFIED: "Production credentials verified",
  CREDENTIALS_NOT_DIFFERENT: "Differ from sandbox credentials",
  MIT_NOT_ENABLED: "MIT enabled by FlexCharge",
  CHECKLIST_OPEN: "Checklist done",
};

export const GATE_OWNERS = { us: "Us", merchant: "Merchant", flexcharge: "FlexCharge" } as const;
