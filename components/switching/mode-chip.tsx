import { Chip } from "#components/ui/chip.tsx";
import { cx } from "#components/ui/cx.ts";
import { Glyph } from "#components/ui/glyph.tsx";
import type { Mode } from "#lib/terms.ts";
import { MODE_FILLS, MODE_NAMES, MODE_SHAPES } from "./words.ts";

/** A mode that somebody set: filled in its own grammar. */
export function ModeChip({ mode, size }: { mode: Mode; size?: "cell" | "tag" }) {
  return (
    <Chip fill={MODE_FILLS[mode]} size={size}>
      {MODE_NAMES[mode]}
    </Chip>
  );
}

/** A mode that follows from elsewhere: glyph and word, no weight. */
export function ModePlain({ mode, tone = "inherited" }: { mode: Mode; tone?: "inherited" | "ink" }) {
  return (
    <span
      className={cx(
        "inline-flex items-center gap-1.75 whitespace-nowrap",
        tone === "inherited" ? "mode-inherited" : "text-ink",
      )}
    >
      <Glyph shape={MODE_SHAPES[mode]} />
      {MODE_NAMES[mode]}
    </span>
  );
}

/** A cell or a control that a kill switch holds; `follows` when the stop was set above it. */
export function StoppedChip({ follows = false }: { follows?: boolean }) {
  if (!follows) return <Chip fill="stopped">Stopped</Chip>;
  return (
    <span className="inline-flex items-center gap-1.75 whitespace-nowrap text-danger">
      <Glyph shape="octagon-bar" />
      Stopped
    </span>
  );
}
