import type { ReactNode } from "react";
import { cx } from "./cx.ts";
import { Glyph, type GlyphShape } from "./glyph.tsx";

export type BannerTone = "danger" | "attn" | "neutral";

const looks: Record<BannerTone, string> = {
  danger: "border-danger bg-danger-soft",
  attn: "border-attn bg-attn-soft",
  neutral: "border-line-2 bg-sunken",
};
const signs: Record<BannerTone, { shape: GlyphShape; text: string }> = {
  danger: { shape: "octagon-bar", text: "text-danger" },
  attn: { shape: "triangle", text: "text-attn" },
  neutral: { shape: "dot", text: "text-ink" },
};

/** Something is stopped, open, or seen through other eyes: fact in `title`, the rest in children, the way out at the right. */
export function Banner({
  tone = "neutral",
  icon,
  title,
  action,
  isAlert,
  children,
}: {
  tone?: BannerTone;
  icon?: ReactNode;
  title?: ReactNode;
  action?: ReactNode;
  /** Announces at once: for a failure that appears while somebody works. */
  isAlert?: boolean;
  children?: ReactNode;
}) {
  return (
    <div
      role={isAlert ? "alert" : undefined}
      className={cx(
        "flex items-center gap-3 rounded-panel border py-2.5 pr-2.5 pl-3.5 phone:flex-wrap",
        looks[tone],
      )}
    >
      <span className={cx("flex shrink-0", signs[tone].text)}>
        {icon ?? <Glyph shape={signs[tone].shape} />}
      </span>
      <p className="min-w-0 flex-1 py-0.5 text-ink-2">
        {title && <strong className="font-medium text-ink">{title}</strong>} {children}
      </p>
      {action && <div className="flex shrink-0 gap-2 phone:w-full">{action}</div>}
    </div>
  );
}
