import type { AlertKind } from "#lib/terms.ts";
import { isReached, thresholdOf } from "../rules.ts";
import type { Attention, Threshold } from "../schema.ts";

/** An alert that is open, as its row says. */
export type OpenAlert = {
  id: string;
  /** The line as it was last seen. */
  line: Attention;
  /** The count that the last message told; 0 before the first one. */
  toldCount: number;
  lastSeenAt: Date;
  notifiedAt: Date | null;
};

export type AlertPlan = {
  open: Attention[];
  /** Seen again: the row follows the line. */
  seen: { alert: OpenAlert; line: Attention }[];
  resolve: OpenAlert[];
  /** What a message says now, each line once. */
  tell: { opened: Attention[]; again: Attention[]; resolved: Attention[] };
};

type Rules = {
  repeatHours: number;
  thresholds: Partial<Record<AlertKind, Partial<Threshold>>>;
};

const HOUR_MS = 3_600_000;
/** What comes and goes is one trouble, not a message a minute. */
const GONE_AFTER_MS = 5 * 60_000;
/** Twice as much, and not just one more. */
const WORSE_FACTOR = 2;
const WORSE_MIN = 3;

export const lineKey = (line: Pick<Attention, "merchantId" | "kind" | "subject">): string =>
  `${line.merchantId}/${line.kind}/${line.subject}`;

/** What becomes of the open alerts in the light of what is found, and what is worth a message. Pure. */
export function planAlerts(
  found: readonly Attention[],
  open: readonly OpenAlert[],
  rules: Rules,
  now: Date,
): AlertPlan {
  const known = new Map(open.map((alert) => [lineKey(alert.line), alert]));
  const plan: AlertPlan = { open: [], seen: [], resolve: [], tell: { opened: [], again: [], resolved: [] } };
  const isOn = (kind: AlertKind) => thresholdOf(kind, rules.thresholds[kind]).enabled;
  const reached = found.filter((line) =>
    isReached(line, thresholdOf(line.kind, rules.thresholds[line.kind]), now),
  );
  for (const line of reached) {
    const alert = known.get(lineKey(line));
    if (!alert) {
      plan.open.push(line);
      plan.tell.opened.push(line);
      continue;
    }
    plan.seen.push({ alert, line });
    if (alert.notifiedAt === null) plan.tell.opened.push(line);
    else if (isDueAgain(alert, line, rules.repeatHours, now)) plan.tell.again.push(line);
  }
  const seen = new Set(reached.map(lineKey));
  for (const alert of open) {
    if (seen.has(lineKey(alert.line))) continue;
    const { kind } = alert.line;
    if (isOn(kind) && now.getTime() - alert.lastSeenAt.getTime() < GONE_AFTER_MS) continue;
    plan.resolve.push(alert);
    // Nobody hears that something is solved of which they never heard, or no longer want to.
    if (alert.notifiedAt !== null && isOn(kind)) plan.tell.resolved.push(alert.line);
  }
  return plan;
}

function isDueAgain(alert: OpenAlert, line: Attention, repeatHours: number, now: Date): boolean {
  const quietMs = now.getTime() - (alert.notifiedAt?.getTime() ?? 0);
  if (quietMs >= repeatHours * HOUR_MS) return true;
  const isWorse = line.count >= alert.toldCount * WORSE_FACTOR && line.count >= alert.toldCount + WORSE_MIN;
  return isWorse && quietMs >= HOUR_MS;
}
