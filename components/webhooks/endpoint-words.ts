import type { Reader } from "#components/switching/cell-words.ts";
import { lasted, when } from "#components/switching/when.ts";
import type { EndpointView } from "#lib/webhooks/queries/list-endpoints.ts";

/** "3 event types", "every event". */
export function eventsWords(events: readonly string[]): string {
  if (events.length === 0) return "Every event";
  return events.length === 1 ? `Only ${events[0]}` : `${events.length} event types`;
}

const count = (n: number) => n.toLocaleString("en-US");

/** "2 of 418 failing", "all 418 delivered": the deliveries of 24 hours; null when there were none. */
export function dayWords({ total, delivered, failing }: EndpointView["day"]): string | null {
  if (total === 0) return null;
  if (failing > 0) return `${count(failing)} of ${count(total)} failing`;
  return delivered === total
    ? `all ${count(total)} delivered`
    : `${count(delivered)} of ${count(total)} delivered`;
}

/** What somebody has to know about an endpoint beside its address, in sentences. */
export function endpointSentences(endpoint: EndpointView, { zone, now }: Reader): string[] {
  const { events, secrets, state, stateReason, stateAt, failingSince, pending, nextAt } = endpoint;
  const said = [`${eventsWords(events)}.`];
  const [newest, older] = secrets;
  if (newest) {
    said.push(
      `Secret ends in ${newest.last4}, set ${when(newest.createdAt.toISOString(), zone, now, "day")}.`,
    );
  }
  if (older?.expiresAt) {
    said.push(
      `The one that ends in ${older.last4} is good until ${when(older.expiresAt.toISOString(), zone, now)}.`,
    );
  }
  const since = when(stateAt.toISOString(), zone, now);
  const waiting =
    pending > 0 ? ` ${count(pending)} ${pending === 1 ? "delivery waits" : "deliveries wait"}.` : "";
  if (state === "paused")
    said.push(`Paused since ${since}${stateReason ? `: “${stateReason}”` : ""}.${waiting}`);
  else if (state === "disabled") said.push(`${disabledWords(stateReason)} ${since}.${waiting}`);
  else if (failingSince) {
    const left = nextAt ? nextAt.getTime() - Date.parse(now) : 0;
    said.push(
      `Every attempt failed since ${when(failingSince.toISOString(), zone, now)}; next ${left > 0 ? `in ${lasted(left)}` : "now"}. Disabled by itself after 5 days of only failures.`,
    );
  }
  return said;
}

function disabledWords(reason: string | null): string {
  if (reason === "GONE") return "Disabled: it answered 410 Gone,";
  return "Disabled after 5 days of only failures,";
}

/** Whether "Switch now" would change something: the newest secret does not lead yet. */
export function mayLead({ secrets: [newest] }: EndpointView, now: string): boolean {
  return newest !== undefined && newest.leadsFrom.getTime() > Date.parse(now);
}
