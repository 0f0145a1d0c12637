import type { Environment } from "#lib/terms.ts";
import { attentionHref, attentionWords, isAlarm } from "../rules.ts";
import type { Attention } from "../schema.ts";
import type { AlertPlan } from "./plan-alerts.ts";

type Told = AlertPlan["tell"];
type Around = {
  environment: Environment;
  /** The partner's, for times. */
  zone: string;
  /** Null where nobody knows the console's address: then there are no links. */
  consoleUrl: string | null;
  now: Date;
};

/** More are counted, not listed: the console has them all. */
const LINES_MAX = 40;
const ENVIRONMENT_WORDS: Record<Environment, string> = { sandbox: "Sandbox", production: "Production" };

/** One mail for everything that a look found. Plain text. */
export function composeMail(told: Told, around: Around): { subject: string; body: string } {
  const { environment, consoleUrl } = around;
  const parts = [
    paragraph("New", told.opened, around),
    paragraph("Still open", told.again, around),
    paragraph("Solved", told.resolved, around),
  ].filter(Boolean);
  const where = consoleUrl ? `All of it: ${consoleUrl}/${environment}\n` : "";
  const foot = consoleUrl
    ? `Who is told, and of what: ${consoleUrl}/${environment}/settings/alerts`
    : "Who is told, and of what, stands in Settings, Alerts.";
  return {
    subject: `${ENVIRONMENT_WORDS[environment]}: ${subjectOf(told, environment)}`,
    body: `${parts.join("\n\n")}\n\n${where}${foot}\n`,
  };
}

function subjectOf({ opened, again, resolved }: Told, environment: Environment): string {
  const open = [...opened, ...again];
  const lines = open.length > 0 ? open : resolved;
  const [first] = lines;
  if (!first) return "nothing to tell";
  if (lines.length === 1) {
    const words = `${first.merchantName}, ${lowerFirst(attentionWords(first, environment).what)}`;
    if (open.length === 0) return `solved: ${words}`;
    return opened.length === 0 ? `still open: ${words}` : words;
  }
  const names = [...new Set(lines.map(({ merchantName }) => merchantName))];
  const shown = names.length > 3 ? [...names.slice(0, 2), `${names.length - 2} more`] : names;
  const list = new Intl.ListFormat("en", { type: "conjunction" }).format(shown);
  return `${lines.length} ${open.length > 0 ? "things need somebody" : "things are solved"}, ${list}`;
}

function paragraph(title: string, lines: readonly Attention[], around: Around): string {
  if (lines.length === 0) return "";
  const shown = lines.slice(0, LINES_MAX).map((line) => lineText(line, title === "Solved", around));
  const more = lines.length - shown.length;
  return [title.toUpperCase(), ...shown, ...(more > 0 ? [`and ${more} more`] : [])].join("\n\n");
}

function lineText(line: Attention, isSolved: boolean, { environment, zone, consoleUrl }: Around): string {
  const { what, why } = attentionWords(line, environment);
  const since = new Intl.DateTimeFormat("en-US", {
    ...{ timeZone: zone, month: "short", day: "numeric", hour: "2-digit", minute: "2-digit" },
    hourCycle: "h23",
    timeZoneName: "short",
  }).format(new Date(line.since));
  const head = `${isAlarm(line) && !isSolved ? "! " : ""}${line.merchantName}: ${lowerFirst(what)}`;
  if (isSolved) return `${head}\n  It had lasted since ${since}.`;
  const link = consoleUrl ? `\n  ${consoleUrl}${attentionHref(line, environment)}` : "";
  return `${head}\n  ${why}. Since ${since}.${link}`;
}

/** The same as JSON, for machines: `type` is `alerts`, or `test` where somebody tries the address. */
export function composePost(told: Told, around: Around, type: "alerts" | "test" = "alerts"): string {
  const { environment, consoleUrl, now } = around;
  const plain = (line: Attention) => {
    const { what, why } = attentionWords(line, environment);
    return {
      ...{ kind: line.kind, merchantId: line.merchantId, merchantName: line.merchantName },
      ...{ subject: line.subject || null, isAlarm: isAlarm(line), what, why },
      ...{ since: line.since, count: line.count, amounts: line.amounts },
      url: consoleUrl ? `${consoleUrl}${attentionHref(line, environment)}` : null,
    };
  };
  return JSON.stringify({
    ...{ type, environment, at: now.toISOString() },
    ...{ opened: told.opened.map(plain), again: told.again.map(plain), resolved: told.resolved.map(plain) },
  });
}

/** Names of shops stand as they are written. */
function lowerFirst(text: string): string {
  return /^[A-Z][a-z]+ [a-z]/.test(text) && !text.startsWith("FlexCharge")
    ? text[0]!.toLowerCase() + text.slice(1)
    : text;
}
