import type { BoardRow } from "#lib/switching/schema.ts";
import {
  type ApplicationState,
  CHANNELS,
  type Channel,
  ENVIRONMENTS,
  type Environment,
  type Integration,
} from "#lib/terms.ts";
import { PRESETS, STEP_TABLE } from "./internal/step-table.ts";
import {
  COMPONENTS,
  type Component,
  type Evidence,
  type Stage,
  type StateFact,
  type Step,
  type StepId,
  type StepOverride,
  type StepOwner,
  type StepState,
  type StepView,
} from "./schema.ts";

/** A step that traffic proved once and of which nothing was seen for so long has regressed. */
const SILENT_DAYS = 14;
const DAY_MS = 86_400_000;

/** The preset with what staff added and took away, in one order. */
export function componentsOf(
  integration: Integration,
  changes: readonly { component: string; used: boolean }[],
): Component[] {
  const changed = new Map(changes.map(({ component, used }) => [component, used]));
  return COMPONENTS.filter((component) => changed.get(component) ?? PRESETS[integration].includes(component));
}

/**
 * The integration's own checklist, to its last step (the guides). Of an observed merchant only what can be seen
 * without its calls passing us. Pure.
 */
export function stepsFor(
  integration: Integration,
  components: readonly Component[],
  options: { observed?: boolean } = {},
): Step[] {
  const isCit = components.includes("evaluate_cit");
  const channels = CHANNELS.filter((channel) =>
    channel === "mit" ? components.includes("evaluate_mit") : isCit,
  );
  // Standard CIT transmits what was approved; everybody else every payment.
  const transmit = integration === "standard_cit" ? "transmit_every" : "transmit_approved";
  const isPartners = integration.startsWith("partner_");
  return STEP_TABLE.filter((step) => {
    if (step.component && !components.includes(step.component)) return false;
    if (step.id === transmit) return false;
    if (step.id === "transmit_approved" && !isCit) return false;
    if ((step.id === "call_center" || step.id === "site_named") && !isPartners) return false;
    return !(options.observed && UNSEEN_WHEN_DIRECT.includes(step.id));
  }).map((step) => ({
    ...step,
    owner: step.id === "application" && !isPartners ? "merchant" : step.owner,
    channels: step.channels.filter((channel) => channels.includes(channel)),
  }));
}

const UNSEEN_WHEN_DIRECT: readonly StepId[] = [
  "card_vaulted",
  "transmit_every",
  "transmit_approved",
  "mit_fields",
];

/**
 * Each step's state: proven, let pass by an approver, silent, waiting on somebody else, or open. The first open step
 * is the one to do now. Pure.
 */
export function stepViews(
  steps: readonly Step[],
  known: {
    evidence: readonly Evidence[];
    overrides: readonly StepOverride[];
    facts: Partial<Record<StepId, StateFact>>;
    now: Date;
  },
): StepView[] {
  let hasNow = false;
  return steps.map((step) => {
    const seen = known.evidence.filter(({ mark }) => step.marks.includes(mark));
    const missing = step.marks.filter((mark) => !seen.some((one) => one.mark === mark));
    const fact = known.facts[step.id] ?? null;
    const override = overrideOf(step, known.overrides);
    const lastAt = step.marks.length > 0 && missing.length === 0 ? lastOf(seen) : null;
    const done = step.marks.length > 0 ? missing.length === 0 : (fact?.done ?? false);
    let state: StepState;
    if (done) {
      const silentMs = lastAt === null ? 0 : known.now.getTime() - Date.parse(lastAt);
      state = silentMs > SILENT_DAYS * DAY_MS ? "regressed" : "done";
    } else if (override) state = "overridden";
    else if (fact?.blocked) state = "blocked";
    else if (hasNow) state = "later";
    else {
      state = "now";
      hasNow = true;
    }
    return { step, state, seen, missing, fact, override, lastAt };
  });
}

/** An override lets a step pass for the channels that it names; all of the step's channels: the step itself. */
function overrideOf(step: Step, overrides: readonly StepOverride[]): StepOverride | null {
  const own = overrides.filter((one) => one.step === step.id);
  const covers = step.channels.every((channel) => own.some((one) => one.channel === channel));
  return covers ? (own[0] ?? null) : null;
}

/** The newest of each mark, and of those the oldest: since then some part of the step was not seen. */
function lastOf(seen: readonly Evidence[]): string | null {
  const newest = new Map<string, string>();
  for (const { mark, lastAt } of seen) {
    if (lastAt > (newest.get(mark) ?? "")) newest.set(mark, lastAt);
  }
  return [...newest.values()].sort()[0] ?? null;
}

/** A step that fell silent was done once and stays counted. */
export function isPassed(state: StepState): boolean {
  return state === "done" || state === "overridden" || state === "regressed";
}

/** Whose turn a step is: who blocks it, else its owner; null once it passed. */
export function waitsOn({ state, fact, step }: StepView): StepOwner | null {
  return isPassed(state) ? null : (fact?.blocked?.by ?? step.owner);
}

/**
 * Which steps keep a channel from production: what its traffic must prove and has not, and nobody let pass. What the
 * other gates ask for (credentials, account, MIT enabled) is theirs. A step that fell silent stays proven. Pure.
 */
export function openStepsOf(
  steps: readonly Step[],
  channel: Channel,
  seen: ReadonlySet<string>,
  overrides: readonly { step: string; channel: string }[],
): StepId[] {
  return steps
    .filter((step) => step.channels.includes(channel) && step.marks.some((mark) => !seen.has(mark)))
    .filter((step) => !overrides.some((one) => one.step === step.id && one.channel === channel))
    .map(({ id }) => id);
}

/** How far a merchant has come. Times are ISO 8601 UTC. `approval`: the oldest request that waits for a second person. */
export type Standing = {
  stage: Stage;
  steps: { done: number; all: number };
  liveSince: string | null;
  application: ApplicationState | null;
  approval: { by: string; since: string } | null;
};

/** What of a merchant's own state stands beside its board row. */
export type StandingFacts = Pick<Standing, "liveSince" | "application" | "approval"> & {
  components: readonly { component: string; used: boolean }[];
  marks: ReadonlySet<string>;
  overrides: readonly Pick<StepOverride, "step" | "channel">[];
  isLinked: boolean;
  isMitEnabled: boolean;
};

/** The stage and the steps behind it: a step is done when it is proven or an approver let it pass. Pure. */
export function standingOf(row: BoardRow, facts: StandingFacts): Standing {
  const { liveSince, application, approval } = facts;
  const highest = CHANNELS.map((channel) => row.channels[channel].highest);
  const isLive = highest.includes("production");
  const states: Partial<Record<StepId, boolean>> = {
    application: facts.isLinked,
    sandbox_credentials: row.credentials.sandbox.state === "verified",
    mit_enabled: facts.isMitEnabled,
    site: row.siteCount > 0,
    go_live: isLive,
  };
  const steps = stepsFor(row.integration, componentsOf(row.integration, facts.components), row);
  const done = steps.filter(
    ({ id, marks, channels }) =>
      (marks.length > 0 ? marks.every((mark) => facts.marks.has(mark)) : states[id]) ||
      (channels.length > 0 &&
        channels.every((channel) =>
          facts.overrides.some((one) => one.step === id && one.channel === channel),
        )),
  );
  return {
    stage: stageOf(),
    steps: { done: done.length, all: steps.length },
    ...{ liveSince: isLive ? liveSince : null, application, approval },
  };

  function stageOf(): Stage {
    if (row.state === "suspended") return "suspended";
    if (row.observed) return "observed";
    if (isLive) return "live";
    if (application && application !== "converted" && !facts.isLinked) return "application";
    return highest.includes("sandbox") ? "testing" : "setup";
  }
}

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
  const missing = ENVIRONMENTS.find((environment) =>
    ["missing", "requested"].includes(row.credentials[environment].state),
  );
  if (missing) {
    const { requested } = row.credentials[missing];
    needs.push({
      code: "CREDENTIALS_MISSING",
      isAlarm: false,
      owner: requested?.of === "partner" ? "us" : "merchant",
      since: requested?.since ?? since,
      environment: missing,
    });
  }
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
