import type { Permission } from "#lib/access/schema.ts";
import { formatMoney } from "#lib/kit/money.ts";
import { type AlertKind, type Environment, PARTNER_TENANT } from "#lib/terms.ts";
import type { Attention, Threshold } from "./schema.ts";

export type AttentionOwner = "us" | "merchant" | "flexcharge";
type Words = { what: string; why: string; act: string };
type KindRule = {
  isAlarm(of: Attention): boolean;
  owner: AttentionOwner;
  /** When a message goes out; Home shows it from the first one on. */
  threshold: Threshold;
  words(of: Attention, environment: Environment): Words;
  /** Below the workspace's root: exactly the things that the line counts. */
  path(of: Attention): string;
  opens: Permission;
};

export const REPEAT_HOURS_DEFAULT = 24;
/** Fewer in a day are strays: a scanner, one that was late. */
export const REJECTED_MIN = 5;
/** A rebill this close to its end is news. */
export const NEAR_EXPIRY_DAYS = 3;

const always = () => true;
const never = () => false;

const KINDS: Record<AlertKind, KindRule> = {
  worker_silent: {
    isAlarm: always,
    owner: "us",
    threshold: { enabled: true, count: 1, minutes: 5 },
    words: ({ subject }) => ({
      what: "The worker stands still",
      why:
        subject === "notices"
          ? "Notices are kept, nobody applies them"
          : "Copies are kept, nobody sends them",
      act: subject === "notices" ? "Open notices" : "Open copies",
    }),
    path: ({ subject }) => (subject === "notices" ? "/developers/webhooks/in" : "/developers/transmits"),
    opens: "orders.read",
  },
  credentials_failing: {
    isAlarm: always,
    owner: "us",
    threshold: { enabled: true, count: 1, minutes: 0 },
    words: ({ facts, merchantId }, environment) => ({
      what: `${environment === "sandbox" ? "Sandbox" : "Production"} credentials stopped working`,
      why: `FlexCharge refuses them${facts.status ? ` with ${facts.status}` : ""}${
        merchantId === PARTNER_TENANT
          ? ""
          : `, so ${environment === "sandbox" ? "test" : "live"} orders are not sent`
      }`,
      act: "Verify again",
    }),
    path: () => "/developers/credentials",
    opens: "credentials.read",
  },
  endpoint_failing: {
    isAlarm: ({ facts }) => Boolean(facts.isDisabled || facts.isFailing),
    owner: "merchant",
    threshold: { enabled: true, count: 1, minutes: 15 },
    words: ({ facts, subjectName }) => ({
      what: facts.isDisabled
        ? `Webhooks to ${subjectName} are switched off`
        : facts.isFailing
          ? `Webhooks to ${subjectName} fail`
          : `${some(facts.dead ?? 0, "webhook")} never arrived at ${subjectName}`,
      why: sentenceOf(
        facts.isDisabled && "It failed for days",
        (facts.waiting ?? 0) > 0 && waits(facts.waiting ?? 0, "event"),
        (facts.dead ?? 0) > 0 &&
          `${facts.dead === 1 ? "1 was" : `${grouped(facts.dead ?? 0)} were`} given up`,
        !facts.waiting && !facts.dead && "Nothing is lost, it is tried again",
      ),
      act: "Open delivery log",
    }),
    path: ({ subject, facts }) =>
      facts.isDisabled || facts.isFailing
        ? `/developers/webhooks?endpoint=${encodeURIComponent(subject)}`
        : "/developers/webhooks/dead",
    opens: "webhooks.read",
  },
  transmits_stuck: {
    isAlarm: never,
    owner: "us",
    threshold: { enabled: true, count: 1, minutes: 15 },
    words: ({ count, facts }) => ({
      what: `${some(count, "copy", "copies")} did not reach FlexCharge`,
      why: sentenceOf(
        (facts.dead ?? 0) > 0 &&
          `${facts.dead === 1 ? "1 is" : `${grouped(facts.dead ?? 0)} are`} not tried again until somebody looks at the cause`,
        (facts.waiting ?? 0) > 0 &&
          `${facts.waiting === 1 ? "1 is" : `${grouped(facts.waiting ?? 0)} are`} tried again`,
      ),
      act: "Open copies",
    }),
    path: ({ facts }) => `/developers/transmits${facts.waiting ? "" : "?state=dead"}`,
    opens: "orders.read",
  },
  late_approval: {
    isAlarm: never,
    owner: "us",
    threshold: { enabled: true, count: 1, minutes: 0 },
    words: ({ count, amounts }) => ({
      what: `${some(count, "late approval")} ${count === 1 ? "needs" : "need"} a decision`,
      why: `${moneyOf(amounts)} approved after the checkout had given up`,
      act: "Accept or refund",
    }),
    path: () => "/orders?view=late-approvals&period=all",
    opens: "orders.read",
  },
  mit_near_expiry: {
    isAlarm: never,
    owner: "flexcharge",
    threshold: { enabled: true, count: 1, minutes: 0 },
    words: ({ count, amounts }) => ({
      what: `${some(count, "rebill")} ${count === 1 ? "expires" : "expire"} within ${NEAR_EXPIRY_DAYS} days`,
      why: `${moneyOf(amounts)} without an outcome yet`,
      act: "Open orders",
    }),
    path: () => `/orders?status=submitted&channel=mit&expiring=${NEAR_EXPIRY_DAYS}&period=all`,
    opens: "orders.read",
  },
  notices_rejected: {
    isAlarm: never,
    owner: "us",
    threshold: { enabled: true, count: 10, minutes: 0 },
    words: ({ count }) => ({
      what: `${some(count, "notice")} ${count === 1 ? "was" : "were"} rejected in 24 hours`,
      why: "The signature or the date does not hold: a wrong webhook key, or somebody else",
      act: "Open notices",
    }),
    path: () => "/developers/webhooks/in",
    opens: "webhooks.read",
  },
  webhook_gap: {
    isAlarm: never,
    owner: "us",
    threshold: { enabled: true, count: 3, minutes: 0 },
    words: ({ count }) => ({
      what: `${some(count, "order")} ended without a notice`,
      why: "We found the end by asking; the webhook address at FlexCharge may be wrong",
      act: "Open gaps",
    }),
    path: () => "/developers/webhooks/gaps",
    opens: "webhooks.read",
  },
  site_silent: {
    isAlarm: never,
    owner: "merchant",
    threshold: { enabled: true, count: 1, minutes: 0 },
    words: ({ subjectName, facts }) => ({
      what: `${subjectName} sends no orders any more`,
      why: `In the week before, its longest pause was ${lastsMinutes(facts.usualGapMinutes ?? 0)}`,
      act: "Open its orders",
    }),
    path: ({ subject }) => `/orders?site=${encodeURIComponent(subject)}&period=30d`,
    opens: "orders.read",
  },
};

/** Longest usual pause times this is silence; never under an hour. */
const SILENT_FACTOR = 1.5;
export const SILENT_MS_MIN = 3_600_000;
/** A site that had orders on fewer of the days before has no habit that it could break. */
export const SILENT_DAYS = 7;

export function isSilent(seen: { days: number; longestGapMs: number; quietMs: number }): boolean {
  if (seen.days < SILENT_DAYS) return false;
  return seen.quietMs > Math.max(SILENT_MS_MIN, seen.longestGapMs * SILENT_FACTOR);
}

/** What is wrong, why it matters, what to do: without times, which stand beside it. */
export function attentionWords(of: Attention, environment: Environment): Words {
  return KINDS[of.kind].words(of, environment);
}

/** Where it is solved, in the merchant's workspace, or the partner's for what concerns all. */
export function attentionHref(of: Attention, environment: Environment): string {
  const root = of.merchantId === PARTNER_TENANT ? `/${environment}` : `/${environment}/m/${of.merchantId}`;
  return `${root}${KINDS[of.kind].path(of)}`;
}

export const isAlarm = (of: Attention): boolean => KINDS[of.kind].isAlarm(of);
export const attentionOwner = (kind: AlertKind): AttentionOwner => KINDS[kind].owner;
/** What following `attentionHref` takes. */
export const opensWith = (kind: AlertKind): Permission => KINDS[kind].opens;

/** Alarms first, then what has lasted longest. */
export function byAttention(a: Attention, b: Attention): number {
  const [first, second] = [isAlarm(a), isAlarm(b)];
  if (first !== second) return first ? -1 : 1;
  return a.since.localeCompare(b.since) || a.merchantName.localeCompare(b.merchantName);
}

export function thresholdOf(kind: AlertKind, set: Partial<Threshold> | undefined): Threshold {
  return { ...KINDS[kind].threshold, ...set };
}

/** Whether it is worth a message: enough of it, for long enough. */
export function isReached(of: Attention, threshold: Threshold, now: Date): boolean {
  const lastedMs = now.getTime() - Date.parse(of.since);
  return threshold.enabled && of.count >= threshold.count && lastedMs >= threshold.minutes * 60_000;
}

/** `FlexCharge refuses 3 orders` needs no grammar elsewhere: "1 copy", "1,204 copies". */
function some(count: number, one: string, many = `${one}s`): string {
  return count === 1 ? `1 ${one}` : `${grouped(count)} ${many}`;
}

function waits(count: number, one: string): string {
  return `${some(count, one)} ${count === 1 ? "waits" : "wait"}`;
}

const grouped = (count: number) => count.toLocaleString("en-US");

function sentenceOf(...parts: (string | false | undefined)[]): string {
  return parts.filter(Boolean).join(", ");
}

/** Each currency by itself: they are never added together. */
export function moneyOf(amounts: Attention["amounts"]): string {
  const parts = amounts.map(({ amountMinor, currency }) => {
    const { number, code } = formatMoney(amountMinor, currency);
    return `${number} ${code}`;
  });
  return new Intl.ListFormat("en", { type: "conjunction" }).format(parts);
}

function lastsMinutes(minutes: number): string {
  if (minutes < 60) return `${minutes} min`;
  const hours = Math.floor(minutes / 60);
  return minutes % 60 ? `${hours} h ${minutes % 60} min` : `${hours} h`;
}
