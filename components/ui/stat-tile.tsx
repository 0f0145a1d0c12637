import { Info } from "lucide-react";
import type { ReactNode } from "react";
import { Glyph } from "./glyph.tsx";
import { IconButton } from "./icon-button.tsx";
import { Popover } from "./popover.tsx";

/** Tiles between two rules, hairlines between, no boxes; wraps to two columns on a phone. */
export function StatBand({ children }: { children: ReactNode }) {
  return (
    <dl className="grid grid-cols-2 border-y border-line-2 md:flex [&>div]:border-line md:[&>div+div]:border-l md:[&>div+div]:pl-4 md:[&>div:first-child]:pl-0">
      {children}
    </dl>
  );
}

/** One figure with its formula, zone and time behind the info button. "–" and "no orders yet" when there is no denominator. */
export function StatTile({
  label,
  value,
  unit,
  sub,
  formula,
  provisional,
  spark,
}: {
  label: string;
  value: ReactNode;
  unit?: string;
  /** Numerator and denominator, or a note on currencies. */
  sub?: ReactNode;
  /** Formula, zone, as-of and the link "Open these orders". */
  formula?: ReactNode;
  /** "78% mature". */
  provisional?: string;
  /** The way it went, at the right of the figure where there is room. */
  spark?: ReactNode;
}) {
  return (
    <div className="min-w-0 flex-1 py-3 pr-4">
      <dt className="flex min-h-6 items-center gap-1 text-meta text-ink-2">
        {label}
        {formula && (
          <Popover
            label={`How ${label} is counted`}
            trigger={
              <IconButton
                label={`How ${label} is counted`}
                size="inline"
                className="text-ink-3 [&_svg]:size-3.5!"
              >
                <Info />
              </IconButton>
            }
          >
            <div className="max-w-70 text-meta">{formula}</div>
          </Popover>
        )}
      </dt>
      <dd>
        <span className="flex items-end justify-between gap-3">
          <span className="block text-stat tracking-[-0.01em] whitespace-nowrap">
            {value}
            {unit && <span className="text-body font-normal tracking-normal text-ink-3"> {unit}</span>}
          </span>
          {spark && <span className="hidden min-w-0 xl:block">{spark}</span>}
        </span>
        <span className="mt-1 flex flex-wrap items-center gap-x-2 text-meta text-ink-3">
          {sub}
          {provisional && (
            <span className="inline-flex items-center gap-1 text-attn">
              <Glyph shape="triangle" className="size-3" />
              {provisional}
            </span>
          )}
        </span>
      </dd>
    </div>
  );
}
