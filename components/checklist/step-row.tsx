import type { ReactNode } from "react";
import { lasted, when } from "#components/switching/when.ts";
import { Glyph } from "#components/ui/glyph.tsx";
import { STEP_TITLES, type StepView } from "#lib/checklist/schema.ts";
import { EvidenceLine, type Reading } from "./evidence-line.tsx";
import { MARK_WORDS, type Names, ownerName, STEP_REASONS } from "./step-words.ts";

/** One step in its state: done with evidence, open and framed, later, blocked, let pass, or silent. */
export function StepRow({
  view,
  number,
  names,
  reading,
  children,
  aside,
}: {
  view: StepView;
  number: number;
  names: Names;
  reading: Reading;
  /** Of the step to do now: snippet, listener, action. */
  children?: ReactNode;
  /** Beside the owner: what an approver may do about it. */
  aside?: ReactNode;
}) {
  const { step, state } = view;
  const isNow = state === "now";
  return (
    <li
      className={
        isNow
          ? "-mx-4 rounded-panel border border-line-2 p-4"
          : "border-b border-line py-2.5 first:border-t first:pt-2.5"
      }
      aria-current={isNow ? "step" : undefined}
    >
      <div className="flex items-start gap-3.5">
        <span className="flex w-4.5 shrink-0 justify-center pt-0.5">
          <StepSign view={view} number={number} />
        </span>
        <div className="min-w-0 flex-1">
          <div className="flex flex-wrap items-baseline justify-between gap-x-4">
            <h2 className={isNow ? "text-section" : state === "later" ? "text-ink-2" : "font-medium"}>
              {STEP_TITLES[step.id]}
            </h2>
            <span className="flex items-baseline gap-3 text-meta text-ink-2">
              {aside}
              {ownerName(step.owner, names)}
            </span>
          </div>
          <p className="text-meta text-ink-2 empty:hidden">
            <StepLine view={view} names={names} reading={reading} />
          </p>
          {children && <div className="mt-3">{children}</div>}
        </div>
      </div>
    </li>
  );
}

function StepLine({ view, names, reading }: { view: StepView; names: Names; reading: Reading }) {
  const { state, step, fact, override, lastAt, missing, seen } = view;
  const { zone, now } = reading;
  if (state === "done") return <EvidenceLine view={view} reading={reading} />;
  if (state === "regressed" && lastAt)
    return (
      <span className="text-attn">
        Was seen last on {when(lastAt, zone, now, "day")}, nothing for{" "}
        {lasted(Date.parse(now) - Date.parse(lastAt))}
      </span>
    );
  if (state === "overridden" && override)
    return (
      <>
        Let pass by {override.byName}, {when(override.at, zone, now, "day")}: {override.reason}
      </>
    );
  if (state === "blocked" && fact?.blocked)
    return (
      <span className="text-attn">
        {fact.blocked.cause}. Waits on {ownerName(fact.blocked.by, names)}
        {fact.blocked.since && ` for ${lasted(Date.parse(now) - Date.parse(fact.blocked.since))}`}
      </span>
    );
  if (state !== "now") return null;
  return (
    <>
      {STEP_REASONS[step.id]}
      {seen.length > 0 && ` Still missing: ${missing.map((mark) => MARK_WORDS[mark]).join(", ")}.`}
    </>
  );
}

function StepSign({ view, number }: { view: StepView; number: number }) {
  switch (view.state) {
    case "done":
      return <Glyph shape="circle-check" tone="rescued" label="Done" />;
    case "overridden":
      return <Glyph shape="check" tone="rescued" label="Let pass" />;
    case "regressed":
      return <Glyph shape="triangle" tone="attn" label="Silent" />;
    case "blocked":
      return <Glyph shape="triangle" tone="attn" label="Blocked" />;
    default:
      return (
        <span
          className={
            view.state === "now"
              ? "flex size-4.5 items-center justify-center rounded-full bg-ink text-keycap font-medium text-bg"
              : "flex size-4.5 items-center justify-center rounded-full border border-control text-keycap text-ink-2"
          }
        >
          <span className="sr-only">Step </span>
          {number}
        </span>
      );
  }
}
