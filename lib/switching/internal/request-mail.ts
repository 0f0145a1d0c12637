import type { ChangeRequestState, SettableMode } from "#lib/terms.ts";
import type { RequestItem, RequestRow } from "./carry-out-request.ts";

type About = {
  request: Pick<
    RequestRow,
    | "state"
    | "requestedByName"
    | "decidedByName"
    | "decisionNote"
    | "reason"
    | "scheduledFor"
    | "appliedVersion"
  >;
  items: readonly Pick<RequestItem, "channel" | "after">[];
  /** The first item's place, as people call it. */
  place: string;
  merchantName: string;
  /** The request's page; null where nobody knows the console's address. */
  address: string | null;
};

const CHANNEL_WORDS = { cit_website: "CIT website", cit_call_center: "CIT call center", mit: "MIT" } as const;
const MODE_WORDS: Record<SettableMode, string> = {
  off: "Off",
  sandbox: "Sandbox",
  production: "Production",
  inherit: "what it inherits",
};

/** Subject and plain text of the one mail about a request's state; null for a state that nobody is written to about. */
export function requestMail(about: About): { subject: string; body: string } | null {
  const { request, merchantName, address } = about;
  const words = WORDS[request.state]?.(request);
  if (!words) return null;
  const asked = `${whatOf(about)}, asked by ${request.requestedByName}: “${request.reason}”`;
  return {
    subject: `${merchantName}: ${words.subject}`,
    body: `${[words.line, asked, ...(address ? [address] : [])].join("\n\n")}\n`,
  };
}

type Words = (request: About["request"]) => { subject: string; line: string };

const WORDS: Partial<Record<ChangeRequestState, Words>> = {
  in_review: () => ({
    subject: "a change waits for your approval",
    line: "Somebody asks that switches go up. Whoever may approve decides it; nothing is switched until then.",
  }),
  scheduled: ({ decidedByName, decisionNote, scheduledFor }) => ({
    subject: "your change was approved",
    line: `${decidedByName} approved it. It takes effect on ${utc(scheduledFor)}.${noteOf(decisionNote)}`,
  }),
  applied: ({ decidedByName, decisionNote, appliedVersion }) => ({
    subject: "your change was carried out",
    line: `${decidedByName} approved it, and it was carried out as v${appliedVersion} of the switches.${noteOf(decisionNote)}`,
  }),
  rejected: ({ decidedByName, decisionNote }) => ({
    subject: "your change was rejected",
    line: `${decidedByName} rejected it. Nothing was switched.${noteOf(decisionNote)}`,
  }),
  suspended: () => ({
    subject: "your change is suspended",
    line: "On its date something that it needs was missing, so nothing was switched. Its page says what; an approver resumes it.",
  }),
  failed: () => ({
    subject: "your change was not carried out",
    line: "On its date it no longer fitted what is set, so nothing was switched. Its page says why; ask anew from there.",
  }),
};

function whatOf({ items, place }: About): string {
  const [first] = items;
  if (!first) return "Nothing";
  const more = items.length > 1 ? ` and ${items.length - 1} more` : "";
  return `${place}, ${CHANNEL_WORDS[first.channel]} to ${MODE_WORDS[first.after]}${more}`;
}

const noteOf = (note: string | null) => (note ? ` “${note}”` : "");
const utc = (at: Date | null) => (at ? `${at.toISOString().slice(0, 16).replace("T", " ")} UTC` : "its date");
