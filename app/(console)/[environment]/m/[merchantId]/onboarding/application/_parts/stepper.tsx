import { APPLICATION_STATE_NAMES } from "#components/onboarding/application-words.ts";
import { cx } from "#components/ui/cx.ts";
import { Glyph, type GlyphShape, type Tone } from "#components/ui/glyph.tsx";
import type { ApplicationState } from "#lib/terms.ts";

const STEPS = ["draft", "submitted", "in_review", "approved", "converted"] as const;
/** Where a state off the straight way stands on it. */
const AT: Record<ApplicationState, number> = {
  draft: 0,
  submitted: 1,
  in_review: 2,
  info_requested: 2,
  approved: 3,
  declined: 3,
  cancelled: 0,
  converted: 4,
};

/** Draft → Submitted → In review → Approved → Converted; what went otherwise stands in its place. */
export function Stepper({ state }: { state: ApplicationState }) {
  const now = AT[state];
  return (
    <ol
      aria-label="Where the application stands"
      className="flex flex-wrap gap-x-6 gap-y-2 border-y border-line py-3"
    >
      {STEPS.map((step, at) => {
        const isNow = at === now;
        const { shape, tone } = sign(state, at, now);
        return (
          <li
            key={step}
            aria-current={isNow ? "step" : undefined}
            className={cx("flex items-center gap-1.75", isNow ? "font-medium text-ink" : "text-ink-2")}
          >
            <Glyph shape={shape} tone={tone} />
            {APPLICATION_STATE_NAMES[isNow ? state : step]}
          </li>
        );
      })}
    </ol>
  );
}

function sign(state: ApplicationState, at: number, now: number): { shape: GlyphShape; tone: Tone } {
  if (at < now || state === "converted") return { shape: "circle-check", tone: "rescued" };
  if (at > now) return { shape: "circle-dotted", tone: "ink-2" };
  if (state === "declined" || state === "cancelled") return { shape: "circle-x", tone: "lost" };
  if (state === "info_requested") return { shape: "triangle", tone: "attn" };
  return state === "approved"
    ? { shape: "circle-check", tone: "rescued" }
    : { shape: "circle-half", tone: "open" };
}
