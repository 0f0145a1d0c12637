import type { ReactNode } from "react";
import { cx } from "./cx.ts";
import { Glyph } from "./glyph.tsx";

export type ModeFill = "production" | "sandbox" | "off" | "stopped";
export type NoteTone = "neutral" | "rescued" | "open" | "lost" | "attn" | "danger";

const fills: Record<ModeFill, string> = {
  production: "mode-production",
  sandbox: "mode-sandbox",
  off: "mode-off",
  stopped: "mode-stopped",
};
const shapes = { production: "square-solid", off: "square-hollow", stopped: "octagon-bar" } as const;
const notes: Record<NoteTone, string> = {
  neutral: "bg-hover text-ink-2",
  rescued: "bg-rescued-soft text-rescued",
  open: "bg-open-soft text-open",
  lost: "bg-lost-soft text-lost",
  attn: "bg-attn-soft text-attn",
  danger: "bg-danger-soft text-danger",
};

/** A decision somebody made, filled in its own grammar: 26 px in cells and controls, 22 px as a tag beside a title. */
export function Chip({
  fill,
  size = "cell",
  children,
}: {
  fill: ModeFill;
  size?: "cell" | "tag";
  children: ReactNode;
}) {
  return (
    <span
      className={cx(
        "inline-flex w-fit items-center rounded-chip whitespace-nowrap",
        fill === "stopped" ? "font-semibold [--glyph-knockout:var(--danger)]" : "font-medium",
        size === "cell" ? "h-6.5 text-body" : "h-5.5 text-meta",
        fill !== "sandbox" && "gap-1.75 px-2",
        fills[fill],
      )}
    >
      {fill !== "sandbox" && <Glyph shape={shapes[fill]} />}
      <span>{children}</span>
    </span>
  );
}

/** A quiet fact about a record ("Partly refunded"), never a mode. */
export function NoteChip({
  tone = "neutral",
  icon,
  children,
}: {
  tone?: NoteTone;
  icon?: ReactNode;
  children: ReactNode;
}) {
  return (
    <span
      className={cx(
        "inline-flex h-5 w-fit items-center gap-1.5 rounded-chip px-1.5 text-meta whitespace-nowrap",
        notes[tone],
      )}
    >
      {icon}
      {children}
    </span>
  );
}
