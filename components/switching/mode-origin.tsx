import type { ReactNode } from "react";
import { cx } from "#components/ui/cx.ts";
import { Glyph, type GlyphShape, type Tone } from "#components/ui/glyph.tsx";

/** One level that had a say in the mode, most specific first. */
export type OriginStep = {
  key: string;
  shape: GlyphShape;
  tone?: Tone;
  title: string;
  /** Right of the title: "inherit", "default", "not engaged". */
  aside?: ReactNode;
  decides: boolean;
  /** Who and when, then the reason in their words. */
  lines: string[];
};

/** Where the mode comes from: campaign, site, merchant, kill switch, with the level that decides named. */
export function ModeOrigin({ steps }: { steps: readonly OriginStep[] }) {
  return (
    <ol>
      {steps.map((step, index) => (
        <li key={step.key} className="relative flex gap-2.5 pb-2.5 last:pb-0">
          {index < steps.length - 1 && (
            <span aria-hidden="true" className="absolute top-5 bottom-0 left-[7px] w-px bg-line-2" />
          )}
          <span className="flex h-5 w-3.75 shrink-0 items-center justify-center">
            <Glyph shape={step.shape} tone={step.tone ?? (step.decides ? "ink" : "ink-2")} />
          </span>
          <div className="min-w-0 flex-1">
            <div className="flex items-baseline justify-between gap-2">
              <span className={cx(step.decides ? "font-semibold" : "text-ink-2")}>{step.title}</span>
              {step.decides ? (
                <span className="rounded-glyph bg-ink px-1.5 text-meta text-bg forced:border">decides</span>
              ) : (
                step.aside && <span className="text-meta text-ink-3">{step.aside}</span>
              )}
            </div>
            {step.lines.map((line) => (
              <p key={line} className="text-meta text-ink-2">
                {line}
              </p>
            ))}
          </div>
        </li>
      ))}
    </ol>
  );
}
