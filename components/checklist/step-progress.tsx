import { cx } from "#components/ui/cx.ts";
import { isPassed } from "#lib/checklist/rules.ts";
import type { StepView } from "#lib/checklist/schema.ts";

/** One segment a step, in order, and how many are done. */
export function StepProgress({ steps }: { steps: readonly StepView[] }) {
  const done = steps.filter(({ state }) => isPassed(state)).length;
  return (
    <div className="flex items-center gap-3">
      <div aria-hidden="true" className="flex min-w-0 flex-1 gap-1">
        {steps.map(({ step, state }) => (
          <span
            key={step.id}
            className={cx(
              "h-1.5 min-w-0 flex-1 rounded-full",
              isPassed(state) && "bg-rescued",
              state === "now" && "border border-ink",
              (state === "later" || state === "blocked") && "border border-line-2 bg-sunken",
            )}
          />
        ))}
      </div>
      <p className="font-medium whitespace-nowrap">
        {done} of {steps.length} done
      </p>
    </div>
  );
}
