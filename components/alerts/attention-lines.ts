import { needSign, needWords } from "#components/merchants/merchant-words.ts";
import type { GlyphShape, Tone } from "#components/ui/glyph.tsx";
import type { Permission } from "#lib/access/schema.ts";
import { attentionHref, attentionOwner, attentionWords, isAlarm, opensWith } from "#lib/alerts/rules.ts";
import type { Attention } from "#lib/alerts/schema.ts";
import type { Need } from "#lib/checklist/rules.ts";
import type { AlertKind, Environment } from "#lib/terms.ts";

/** One thing that waits for somebody, whether it went wrong or was never finished, in words. */
export type AttentionLine = {
  key: string;
  merchantId: string;
  merchantName: string;
  isAlarm: boolean;
  sign: { shape: GlyphShape; tone: Tone };
  /** Two or three words for the board. */
  short: string;
  what: string;
  why: string;
  owner: "us" | "merchant" | "flexcharge";
  /** ISO 8601 UTC; null where nobody knows. */
  since: string | null;
  act: string;
  href: string;
  /** What following the link takes; without it the line still tells what is wrong. */
  opens: Permission | null;
};

export const OWNER_WORDS: Record<AttentionLine["owner"], string> = {
  us: "Us",
  merchant: "Merchant",
  flexcharge: "FlexCharge",
};

const NEED_OPENS: Record<string, Permission> = {
  "/developers/credentials": "credentials.read",
  "/activation": "switches.read",
  "/edit": "merchants.write",
  "/sites/new": "sites.write",
  "/orders?status=unknown&period=all": "orders.read",
};

const some = (count: number, one: string, many = `${one}s`) =>
  count === 1 ? `1 ${one}` : `${count.toLocaleString("en-US")} ${many}`;

const SHORT: Record<AlertKind, (of: Attention) => string> = {
  worker_silent: () => "Worker stands still",
  credentials_failing: () => "Credentials failing",
  endpoint_failing: ({ facts }) => (facts.isDisabled ? "Webhooks off" : "Webhooks failing"),
  transmits_stuck: ({ count }) => some(count, "stuck copy", "stuck copies"),
  late_approval: ({ count }) => some(count, "late approval"),
  mit_near_expiry: ({ count }) => `${some(count, "rebill")} near expiry`,
  notices_rejected: ({ count }) => `${some(count, "notice")} rejected`,
  webhook_gap: ({ count }) => some(count, "webhook gap"),
  site_silent: () => "Site is silent",
};

function lineOfAttention(of: Attention, environment: Environment): AttentionLine {
  const alarm = isAlarm(of);
  return {
    ...attentionWords(of, environment),
    short: SHORT[of.kind](of),
    key: `${of.kind}/${of.subject}`,
    merchantId: of.merchantId,
    merchantName: of.merchantName,
    isAlarm: alarm,
    sign: alarm ? { shape: "octagon-alert", tone: "danger" } : { shape: "triangle", tone: "attn" },
    owner: attentionOwner(of.kind),
    since: of.since,
    href: attentionHref(of, environment),
    opens: opensWith(of.kind),
  };
}

function lineOfNeed(
  need: Need,
  merchant: { id: string; name: string },
  environment: Environment,
): AttentionLine {
  const { short, what, why, act, path } = needWords(need);
  return {
    ...{ short, what, why, act, key: `${need.code}/${need.environment ?? ""}` },
    ...{ merchantId: merchant.id, merchantName: merchant.name, isAlarm: need.isAlarm, sign: needSign(need) },
    ...{ owner: need.owner, since: need.since, href: `/${environment}/m/${merchant.id}${path}` },
    opens: NEED_OPENS[path] ?? null,
  };
}

/** Alarms first, then what has waited longest; what has no age comes last. */
export function byUrgency(a: AttentionLine, b: AttentionLine): number {
  if (a.isAlarm !== b.isAlarm) return a.isAlarm ? -1 : 1;
  const [first, second] = [a.since ?? "9", b.since ?? "9"];
  return first.localeCompare(second) || a.merchantName.localeCompare(b.merchantName);
}

/** What went wrong and what was never finished, in one order. A need that an attention line tells better is left out. */
export function attentionLines(
  attention: readonly Attention[],
  needs: readonly { merchant: { id: string; name: string }; needs: readonly Need[] }[],
  environment: Environment,
): AttentionLine[] {
  const isTold = (need: Need, merchantId: string) =>
    need.code === "CREDENTIALS_FAILING" &&
    need.environment === environment &&
    attention.some((of) => of.kind === "credentials_failing" && of.merchantId === merchantId);
  return [
    ...attention.map((of) => lineOfAttention(of, environment)),
    ...needs.flatMap(({ merchant, needs: own }) =>
      own.filter((need) => !isTold(need, merchant.id)).map((need) => lineOfNeed(need, merchant, environment)),
    ),
  ].sort(byUrgency);
}

/** One entry a merchant, its most urgent line first. */
export function byMerchant(lines: readonly AttentionLine[]): AttentionLine[][] {
  const folded = new Map<string, AttentionLine[]>();
  for (const line of lines) {
    const own = folded.get(line.merchantId);
    if (own) own.push(line);
    else folded.set(line.merchantId, [line]);
  }
  return [...folded.values()];
}
