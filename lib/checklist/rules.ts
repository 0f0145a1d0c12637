import type { BoardRow } from "#lib/switching/schema.ts";
import { CHANNELS, ENVIRONMENTS, type Environment } from "#lib/terms.ts";

/** What waits in one environment, with how many and since when (ISO 8601 UTC); what went wrong is lib/alerts' to say. */
export type Waiting = {
  /** Attempts that settlement has not settled for an hour. */
  unsettled?: { count: number; since: string | null };
};

export type NeedCode =
  | "CREDENTIALS_FAILING"
  | "STOPPED"
  | "SUSPENDED"
  | "CREDENTIALS_MISSING"
  | "NO_SITE"
  | "NOT_LINKED"
  | "NOTHING_ON"
  | "UNSETTLED";

/** One thing that keeps a merchant from running, whose turn it is, and since when (ISO 8601 UTC). */
export type Need = {
  code: NeedCode;
  /** Alarms come before what merely waits. */
  isAlarm: boolean;
  owner: "us" | "merchant";
  since: string | null;
  environment?: Environment;
  /** How many, where it is about several. */
  count?: number;
};

/** What a merchant needs, worst first; empty for one that runs, or that is closed. Pure. */
export function merchantNeeds(row: BoardRow, waiting: Waiting = {}): Need[] {
  const { unsettled } = waiting;
  const waits: Need[] = unsettled ? [{ code: "UNSETTLED", isAlarm: false, owner: "us", ...unsettled }] : [];
  // Money of past orders waits for somebody also where nothing new is sent.
  if (row.archived || row.state === "closed") return waits;
  const needs: Need[] = [];
  for (const environment of [...ENVIRONMENTS].reverse()) {
    const { state, failingSince } = row.credentials[environment];
    if (state === "failing")
      needs.push({
        code: "CREDENTIALS_FAILING",
        isAlarm: true,
        owner: "us",
        since: failingSince,
        environment,
      });
  }
  const channels = CHANNELS.map((channel) => row.channels[channel]);
  const [stoppedSince] = channels.flatMap((channel) => channel.stoppedSince ?? []).sort();
  if (stoppedSince) needs.push({ code: "STOPPED", isAlarm: true, owner: "us", since: stoppedSince });
  needs.push(...waits);
  if (row.observed) return needs;
  if (row.state === "suspended") needs.push({ code: "SUSPENDED", isAlarm: false, owner: "us", since: null });

  const since = row.createdAt;
  const missing = ENVIRONMENTS.find((environment) => row.credentials[environment].state === "missing");
  if (missing)
    needs.push({
      code: "CREDENTIALS_MISSING",
      isAlarm: false,
      owner: "merchant",
      since,
      environment: missing,
    });
  if (row.siteCount === 0) needs.push({ code: "NO_SITE", isAlarm: false, owner: "merchant", since });
  if (row.state === "onboarding" && !missing)
    needs.push({ code: "NOT_LINKED", isAlarm: false, owner: "us", since });
  const isDark = channels.every((channel) => channel.highest === "off");
  if (isDark && needs.length === waits.length)
    needs.push({ code: "NOTHING_ON", isAlarm: false, owner: "us", since });
  return needs;
}

/** Who needs somebody first: alarms, then what has waited longest. */
export function byUrgency(a: Need, b: Need): number {
  if (a.isAlarm !== b.isAlarm) return a.isAlarm ? -1 : 1;
  return (a.since ?? "").localeCompare(b.since ?? "");
}
