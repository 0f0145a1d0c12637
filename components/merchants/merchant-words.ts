import type { GlyphShape, Tone } from "#components/ui/glyph.tsx";
import type { Need, NeedCode } from "#lib/checklist/rules.ts";
import type { Stage } from "#lib/checklist/schema.ts";
import type { Environment, Integration, MerchantState } from "#lib/terms.ts";

export const INTEGRATION_NAMES: Record<Integration, string> = {
  standard_cit: "Standard CIT",
  partner_front_back: "Partner front/back",
  partner_backend: "Partner backend",
  partner_mit: "Partner MIT",
  merchant_direct_mit: "Merchant direct MIT",
};

export const STATE_NAMES: Record<MerchantState, string> = {
  onboarding: "Setting up",
  active: "Active",
  suspended: "Suspended",
  closed: "Archived",
};

export const STAGE_NAMES: Record<Stage, string> = {
  application: "Application",
  setup: "Setting up",
  testing: "Testing",
  live: "Live",
  observed: "Observed",
  suspended: "Suspended",
};

export const ENVIRONMENT_NAMES: Record<Environment, string> = {
  sandbox: "Sandbox",
  production: "Production",
};

type NeedWords = { short: string; what: string; why: string; act: string; path: string };

/** For each need: a word for lists, the sentence, its consequence, and where it is solved. */
const NEEDS: Record<NeedCode, NeedWords> = {
  CREDENTIALS_FAILING: {
    short: "Credentials failing",
    what: "{environment} credentials stopped working",
    why: "FlexCharge refuses them, so {orders} orders are not sent",
    act: "Verify again",
    path: "/developers/credentials",
  },
  STOPPED: {
    short: "Channel stopped",
    what: "Stopped by a kill switch",
    why: "New orders of the stopped channels are not sent",
    act: "Open activation",
    path: "/activation",
  },
  SUSPENDED: {
    short: "Suspended",
    what: "Suspended by the partner",
    why: "Nothing is sent until it is active again",
    act: "Open settings",
    path: "/edit",
  },
  CREDENTIALS_MISSING: {
    short: "{environment} credentials",
    what: "{environment} credentials are missing",
    why: "{orders} orders cannot be sent without them",
    act: "Enter credentials",
    path: "/developers/credentials",
  },
  NO_SITE: {
    short: "First site",
    what: "No site yet",
    why: "Orders of an unknown site are not sent",
    act: "Add site",
    path: "/sites/new",
  },
  NOT_LINKED: {
    short: "Link the account",
    what: "FlexCharge account not linked",
    why: "Credentials are verified; confirm that the account is this merchant's",
    act: "Link account",
    path: "/edit",
  },
  NOTHING_ON: {
    short: "Nothing on",
    what: "Nothing is switched on",
    why: "Everything is ready, no channel sends orders",
    act: "Open activation",
    path: "/activation",
  },
  UNSETTLED: {
    short: "Unsettled orders",
    what: "{count} without an answer for an hour",
    why: "FlexCharge may have acted; it is asked again and again",
    act: "Open orders",
    path: "/orders?status=unknown&period=all",
  },
};

export function needWords(need: Need): NeedWords {
  const words = NEEDS[need.code];
  const environment = need.environment ?? "production";
  const fill = (text: string) => {
    const filled = text
      .replace("{environment}", ENVIRONMENT_NAMES[environment])
      .replace("{orders}", environment === "sandbox" ? "test" : "live")
      .replace("{count}", need.count === 1 ? "1 order" : `${need.count ?? ""} orders`);
    return filled.charAt(0).toUpperCase() + filled.slice(1);
  };
  return { ...words, short: fill(words.short), what: fill(words.what), why: fill(words.why) };
}

export function needSign(need: Need): { shape: GlyphShape; tone: Tone } {
  if (need.code === "STOPPED") return { shape: "octagon-bar", tone: "danger" };
  return need.isAlarm ? { shape: "octagon-alert", tone: "danger" } : { shape: "triangle", tone: "attn" };
}

/** Whose turn it is. */
export const OWNER_NAMES = { us: "Us", merchant: "Merchant", flexcharge: "FlexCharge" } as const;
