import { type AttentionLine, attentionLines, byUrgency } from "#components/alerts/attention-lines.ts";
import type { Attention } from "#lib/alerts/schema.ts";
import type { AtFlexcharge } from "#lib/checklist/queries.ts";
import { merchantNeeds, type Need, type Standing, type Waiting } from "#lib/checklist/rules.ts";
import type { FollowUp } from "#lib/merchants/queries/list-notes.ts";
import type { ApplicationLine } from "#lib/onboarding/queries/list-applications.ts";
import type { BoardRow } from "#lib/switching/schema.ts";
import type { Environment } from "#lib/terms.ts";

/** What the rooms know of the merchants of one environment. */
export type BoardFacts = {
  attention: readonly Attention[];
  unsettled: ReadonlyMap<string, Waiting>;
  applications: readonly ApplicationLine[];
  atFlexcharge: readonly AtFlexcharge[];
  standings: ReadonlyMap<string, Standing>;
  followUps: readonly FollowUp[];
};

/** What an open application tells better: nobody enters keys of an account that does not exist yet. */
const BEFORE_ACCOUNT: readonly Need["code"][] = ["CREDENTIALS_MISSING", "NOT_LINKED", "NOTHING_ON"];
const WAITING = { shape: "circle-dotted", tone: "ink-2" } as const;
const ASKING = { shape: "triangle", tone: "attn" } as const;
const OWNERS = { partner: "us", merchant: "merchant", flexcharge: "flexcharge" } as const;

const APPLICATION_SHORT: Record<NonNullable<ApplicationLine["state"]>, string> = {
  draft: "Application",
  submitted: "Submitted",
  in_review: "In review",
  info_requested: "Information asked",
  approved: "Convert it",
  declined: "Declined",
  cancelled: "Cancelled",
  converted: "Keys",
};

/** Every block of every merchant, the most urgent first, each with whose turn it is, why, what is next, and since when. */
export function blocksOf(
  board: readonly BoardRow[],
  facts: BoardFacts,
  environment: Environment,
): Map<string, AttentionLine[]> {
  const applications = facts.applications.flatMap((line) => lineOfApplication(line, environment));
  const applying = new Set(applications.map(({ merchantId }) => merchantId));
  const needs = board.map((row) => ({
    merchant: row,
    needs: merchantNeeds(row, facts.unsettled.get(row.id)).filter(
      ({ code }) => !(applying.has(row.id) && BEFORE_ACCOUNT.includes(code)),
    ),
  }));
  const lines = [
    ...attentionLines(facts.attention, needs, environment),
    ...applications,
    ...facts.atFlexcharge.filter(({ what }) => what === "mit").map((row) => lineOfMit(row, environment)),
    ...facts.followUps.map((note) => lineOfFollowUp(note, environment)),
    ...board.flatMap((row) => lineOfApproval(row, facts.standings.get(row.id), environment)),
  ];
  const blocks = new Map<string, AttentionLine[]>();
  for (const line of lines.sort(byUrgency)) {
    const own = blocks.get(line.merchantId);
    if (own) own.push(line);
    else blocks.set(line.merchantId, [line]);
  }
  return blocks;
}

function lineOfApplication(line: ApplicationLine, environment: Environment): AttentionLine[] {
  const { merchantId, merchantName, state, since, block } = line;
  if (state === null || block.owner === null) return [];
  const owner = OWNERS[block.owner];
  return [
    {
      ...{ merchantId, merchantName, owner, since, isAlarm: false, key: `application/${state}` },
      sign: owner === "flexcharge" ? WAITING : ASKING,
      short: APPLICATION_SHORT[state],
      what: block.cause,
      why: `Application: ${block.next.toLowerCase()}`,
      act: "Open application",
      href: `/${environment}/m/${merchantId}/onboarding`,
      opens: "merchants.read",
    },
  ];
}

function lineOfMit(row: AtFlexcharge, environment: Environment): AttentionLine {
  const { merchantId, merchantName, by, since } = row;
  return {
    ...{ merchantId, merchantName, owner: "flexcharge", since: since?.toISOString() ?? null },
    ...{ isAlarm: false, key: "mit", sign: WAITING, short: "MIT enablement" },
    what: "MIT is to be enabled on the account",
    why: by ? `${by} asked FlexCharge's support` : "FlexCharge's support was asked",
    act: "Open merchant",
    href: `/${environment}/m/${merchantId}`,
    opens: "merchants.read",
  };
}

function lineOfApproval(
  row: BoardRow,
  standing: Standing | undefined,
  environment: Environment,
): AttentionLine[] {
  if (!standing?.approval) return [];
  const { by, since } = standing.approval;
  return [
    {
      ...{ merchantId: row.id, merchantName: row.name, owner: "us", since, isAlarm: false, key: "approval" },
      ...{ sign: WAITING, short: "Approval" },
      what: "A change waits for a second person",
      why: `${by} asks to switch up`,
      act: "Open activation",
      href: `/${environment}/m/${row.id}/activation`,
      opens: "switches.read",
    },
  ];
}

const WHAT_MAX = 120;

/** A note that somebody wanted to come back to by now. */
export function lineOfFollowUp(note: FollowUp, environment: Environment): AttentionLine {
  const { merchantId, merchantName, id, text, followUpOn, byName } = note;
  return {
    ...{ merchantId, merchantName, owner: "us", since: `${followUpOn}T00:00:00.000Z`, isAlarm: false },
    ...{ key: `note/${id}`, sign: ASKING, short: "Follow-up" },
    what: text.length > WHAT_MAX ? `${text.slice(0, WHAT_MAX)}…` : text,
    why: `${byName} wanted to come back to it by now`,
    act: "Open notes",
    href: `/${environment}/m/${merchantId}#notes`,
    opens: "merchants.read",
  };
}
