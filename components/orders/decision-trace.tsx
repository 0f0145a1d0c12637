import { Fragment } from "react";
import type { Reader } from "#components/switching/cell-words.ts";
import { MODE_NAMES, MODE_SHAPES } from "#components/switching/words.ts";
import { cx } from "#components/ui/cx.ts";
import { Glyph } from "#components/ui/glyph.tsx";
import type { DecisionStep, DecisionTrace as Trace } from "#lib/switching/schema.ts";
import { askedWords, decidedByWords, FLAG_WORDS, STEP_NAMES, valueWords } from "./trace-words.ts";

/**
 * Why an order was or was not sent: every check in decision order with what it saw and who decided. One component
 * for the order, the dry run and a cell's "why". Under 768 px steps that passed first and those not reached fold.
 */
export function DecisionTrace({ trace, reader }: { trace: Trace; reader: Reader }) {
  return (
    <>
      <div className="rounded-panel border border-line phone:hidden">
        <div className="flex items-baseline justify-between gap-3 border-b border-line bg-sunken px-3 py-2">
          <p>
            <span className="font-medium">{trace.sent ? "Why it was sent" : "Why it was not sent"}</span>{" "}
            <span className="ml-1 text-ink-2">{askedWords(trace)}</span>
          </p>
          <span className="whitespace-nowrap text-ink-2">switch set v{trace.version}</span>
        </div>
        <table className="w-full text-left">
          <thead className="sr-only">
            <tr>
              <th>Check</th>
              <th>Value seen</th>
              <th>Decided by</th>
            </tr>
          </thead>
          <tbody>
            {trace.steps.map((step) => (
              <WideRow key={step.name} {...{ step, trace, reader }} />
            ))}
          </tbody>
        </table>
      </div>
      <PhoneTrace {...{ trace, reader }} />
    </>
  );
}

function StepGlyph({ step, trace }: { step: DecisionStep; trace: Trace }) {
  if (step.result === "not_reached") return <Glyph shape="circle-dotted" tone="off" />;
  if (step.result === "stopped") return <Glyph shape="circle-slash" tone="ink" label="Stopped" />;
  if (step.name === "mode" && trace.mode && !trace.sent) {
    return <Glyph shape={MODE_SHAPES[trace.mode]} tone="ink" label="Passed" />;
  }
  return <Glyph shape="check" tone="rescued" label="Passed" />;
}

function WideRow({ step, trace, reader }: { step: DecisionStep; trace: Trace; reader: Reader }) {
  const isStopped = step.result === "stopped";
  const isUnreached = step.result === "not_reached";
  return (
    <tr
      className={cx(
        "border-line not-last:border-b",
        step.name === "mode" && "bg-sunken",
        isStopped && "font-semibold",
        isUnreached && "text-ink-3",
      )}
    >
      <td className="w-40 py-0.75 pl-3 align-top whitespace-nowrap">
        <span className="inline-flex items-center gap-2.5">
          <span className="flex w-3.5 justify-center">
            <StepGlyph {...{ step, trace }} />
          </span>
          <span className={step.name === "mode" ? "font-medium" : undefined}>{STEP_NAMES[step.name]}</span>
        </span>
      </td>
      <td className="px-3 py-0.75 align-top">
        {isUnreached ? "Not reached" : <Value {...{ step, trace, reader }} />}
        {step.flags.map((flag) => (
          <span key={flag} className="flex items-center gap-1.5 text-meta font-normal text-attn">
            <Glyph shape="triangle" className="size-3" />
            {FLAG_WORDS[flag]}
          </span>
        ))}
      </td>
      <td className="py-0.75 pr-3 text-right align-top whitespace-nowrap text-ink-2">
        {isStopped && <span className="font-semibold text-ink">Stopped here</span>}
        {isStopped && step.decidedBy && (
          <span className="font-normal">, {decidedByWords(step.decidedBy, reader)}</span>
        )}
        {!isStopped && decidedByWords(step.decidedBy, reader)}
      </td>
    </tr>
  );
}

function Value({ step, trace, reader }: { step: DecisionStep; trace: Trace; reader: Reader }) {
  if (step.name !== "mode" || !trace.mode) return <>{valueWords(step, reader)}</>;
  const word = MODE_NAMES[trace.mode];
  const rest = step.value.toLowerCase().startsWith(trace.mode)
    ? step.value.slice(word.length)
    : ` ${step.value}`;
  return (
    <>
      <Glyph shape={MODE_SHAPES[trace.mode]} tone="ink" className="mr-1.75" />
      <span className="font-medium">{word}</span>
      <span className="text-ink-2">{rest}</span>
    </>
  );
}

/** Identity, kill switch and merchant are one line when they passed; what was not reached is one line too. */
function PhoneTrace({ trace, reader }: { trace: Trace; reader: Reader }) {
  const first = trace.steps.slice(0, 3);
  const folds =
    first.length === 3 && first.every((step) => step.result === "passed" && step.flags.length === 0);
  const reached = trace.steps.filter((step) => step.result !== "not_reached");
  const shown = folds ? reached.slice(3) : reached;
  const unreached = trace.steps.length - reached.length;
  return (
    <ul className="divide-y divide-line border-b border-line md:hidden">
      {folds && (
        <li className="flex items-center gap-3 py-2.5">
          <Glyph shape="check" tone="rescued" label="Passed" />
          <span className="flex-1">Identity, kill switch, merchant</span>
          <span className="text-ink-2">Passed</span>
        </li>
      )}
      {shown.map((step) => {
        const isStopped = step.result === "stopped";
        return (
          <Fragment key={step.name}>
            <li className={cx("py-2.5", isStopped && "font-semibold")}>
              <span className="flex items-center gap-3">
                <span className="flex w-3.5 shrink-0 justify-center">
                  <StepGlyph {...{ step, trace }} />
                </span>
                <span className="flex-1 whitespace-nowrap">{STEP_NAMES[step.name]}</span>
                <span className={cx("min-w-0 text-right break-words", !isStopped && "text-ink-2")}>
                  {isStopped ? "Stopped here" : valueWords(step, reader)}
                </span>
              </span>
              {step.flags.map((flag) => (
                <span
                  key={flag}
                  className="mt-1 flex items-center gap-1.5 pl-6.5 text-meta font-normal text-attn"
                >
                  <Glyph shape="triangle" className="size-3" />
                  {FLAG_WORDS[flag]}
                </span>
              ))}
            </li>
          </Fragment>
        );
      })}
      {unreached > 0 && (
        <li className="flex items-center gap-3 py-2.5 text-ink-3">
          <Glyph shape="circle-dotted" />
          <span className="flex-1">
            {unreached} more {unreached === 1 ? "check" : "checks"}
          </span>
          <span>Not reached</span>
        </li>
      )}
    </ul>
  );
}
