import type { ReactNode } from "react";
import { cx } from "./cx.ts";

export type GlyphShape = keyof typeof drawings;
export type Tone =
  | "current"
  | "ink"
  | "ink-2"
  | "rescued"
  | "open"
  | "lost"
  | "off"
  | "attn"
  | "danger"
  | "sandbox"
  | "accent";

/** Text colour of a tone; written out so that the class names are found by the scanner. */
export const toneText: Record<Tone, string> = {
  current: "",
  ink: "text-ink",
  "ink-2": "text-ink-2",
  rescued: "text-rescued",
  open: "text-open",
  lost: "text-lost",
  off: "text-off",
  attn: "text-attn",
  danger: "text-danger",
  sandbox: "text-sandbox",
  accent: "text-accent",
};

/**
 * One sign of the grammar: squares are modes (11 px), circles are outcomes (14 px), triangles ask, octagons stop.
 * Decorative unless `label` is given: a word always stands beside it.
 */
export function Glyph({
  shape,
  tone = "current",
  label,
  className,
}: {
  shape: GlyphShape;
  tone?: Tone;
  label?: string;
  className?: string;
}) {
  const size = shape.startsWith("square") ? 11 : 14;
  return (
    // biome-ignore lint/a11y/noSvgWithoutTitle: it is either named by aria-label or hidden
    <svg
      width={size}
      height={size}
      viewBox={`0 0 ${size} ${size}`}
      fill="none"
      className={cx("glyph", toneText[tone], className)}
      {...(label ? { role: "img", "aria-label": label } : { "aria-hidden": true })}
    >
      {drawings[shape]}
    </svg>
  );
}

const octagon = "M4.3.5h5.4l3.8 3.8v5.4l-3.8 3.8H4.3L.5 9.7V4.3z";
const ring = <circle cx="7" cy="7" r="5.8" stroke="currentColor" strokeWidth="1.3" />;
const bang = (stroke: string) => (
  <path d="M7 3.8v3.5M7 9.6v.5" stroke={stroke} strokeWidth="1.5" strokeLinecap="round" />
);

const drawings = {
  "square-hollow": (
    <rect x=".75" y=".75" width="9.5" height="9.5" rx="2.25" stroke="currentColor" strokeWidth="1.5" />
  ),
  "square-hatched": (
    <>
      <rect x=".75" y=".75" width="9.5" height="9.5" rx="2.25" stroke="currentColor" strokeWidth="1.5" />
      <path d="M1 5.4 5.4 1M1.4 9.6l8.2-8.2M5.6 10 10 5.6" stroke="currentColor" strokeWidth="1.3" />
    </>
  ),
  "square-solid": <rect width="11" height="11" rx="3" fill="currentColor" />,
  "circle-check": (
    <>
      <circle cx="7" cy="7" r="6.5" fill="currentColor" />
      <path
        d="m4.2 7.2 2 2 3.7-4"
        stroke="var(--bg)"
        strokeWidth="1.5"
        strokeLinecap="round"
        strokeLinejoin="round"
      />
    </>
  ),
  "circle-half": (
    <>
      {ring}
      <path d="M7 1.2a5.8 5.8 0 0 1 0 11.6z" fill="currentColor" />
    </>
  ),
  "circle-x": (
    <>
      {ring}
      <path d="m5 5 4 4M9 5 5 9" stroke="currentColor" strokeWidth="1.3" strokeLinecap="round" />
    </>
  ),
  "circle-slash": (
    <>
      {ring}
      <path d="m3 11 8-8" stroke="currentColor" strokeWidth="1.3" />
    </>
  ),
  "circle-dashed": (
    <>
      <circle cx="7" cy="7" r="5.8" stroke="currentColor" strokeWidth="1.4" strokeDasharray="2.4 2.15" />
      {bang("currentColor")}
    </>
  ),
  "circle-dotted": (
    <circle
      cx="7"
      cy="7"
      r="5.8"
      stroke="currentColor"
      strokeWidth="1.5"
      strokeDasharray="0.01 3.03"
      strokeLinecap="round"
    />
  ),
  triangle: (
    <>
      <path
        d="M7 1.6 13 12.4H1z"
        fill="currentColor"
        stroke="currentColor"
        strokeWidth="1.2"
        strokeLinejoin="round"
      />
      <path d="M7 5.4v3.2M7 10.5v.3" stroke="var(--bg)" strokeWidth="1.4" strokeLinecap="round" />
    </>
  ),
  "octagon-alert": (
    <>
      <path d={octagon} fill="currentColor" />
      {bang("var(--bg)")}
    </>
  ),
  "octagon-bar": (
    <>
      <path d={octagon} fill="currentColor" />
      <path d="M4 7h6" stroke="var(--glyph-knockout, var(--bg))" strokeWidth="1.8" strokeLinecap="round" />
    </>
  ),
  check: (
    <path
      d="m2.2 7.4 3.2 3.2 6.4-7"
      stroke="currentColor"
      strokeWidth="1.75"
      strokeLinecap="round"
      strokeLinejoin="round"
    />
  ),
  dot: <circle cx="7" cy="7" r="2.5" fill="currentColor" />,
} satisfies Record<string, ReactNode>;
