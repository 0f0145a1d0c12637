import type { ReactNode } from "react";
import { cx } from "./cx.ts";
import { Glyph, type GlyphShape, type Tone, toneText } from "./glyph.tsx";

/** A state as glyph and word, in that order; the colour only repeats what both already say. */
export function GlyphWord({
  shape,
  tone = "current",
  children,
  className,
}: {
  shape: GlyphShape;
  tone?: Tone;
  children: ReactNode;
  className?: string;
}) {
  return (
    <span
      className={cx(
        "inline-flex items-center gap-1.75 align-bottom whitespace-nowrap",
        toneText[tone],
        className,
      )}
    >
      <Glyph shape={shape} />
      {children}
    </span>
  );
}
