import { cx } from "./cx.ts";

export type ButtonVariant = "primary" | "secondary" | "quiet" | "danger" | "danger-solid";
export type ButtonSize = "row" | "regular" | "tall" | "touch";

const variants: Record<ButtonVariant, string> = {
  primary: "bg-ink text-bg hover:bg-ink/88 data-pressed:bg-ink/80",
  secondary: "border border-line-2 bg-bg text-ink hover:bg-hover data-pressed:bg-hover",
  quiet: "text-ink-2 hover:bg-hover hover:text-ink data-pressed:bg-hover",
  danger: "border border-line-2 bg-bg text-danger hover:bg-danger-soft data-pressed:bg-danger-soft",
  "danger-solid": "bg-danger text-bg hover:bg-danger/90 data-pressed:bg-danger/85",
};
const sizes: Record<ButtonSize, string> = {
  row: "h-7 px-2.5 touch:h-11",
  regular: "h-8 px-3 touch:h-11",
  tall: "h-9.5 px-4 touch:h-11",
  touch: "h-11 px-4",
};

/** The look shared by buttons and by links that look like one: 28 in rows, 32, 38 at sign-in, 44 for touch. */
export function buttonLook({
  variant = "secondary",
  size = "regular",
  isWide = false,
  isUnavailable = false,
  className,
}: {
  variant?: ButtonVariant;
  size?: ButtonSize;
  isWide?: boolean;
  isUnavailable?: boolean;
  className?: string;
}): string {
  return cx(
    "inline-flex shrink-0 cursor-default items-center justify-center gap-2 rounded-control text-body font-medium whitespace-nowrap transition-colors select-none",
    "forced:border forced:border-[ButtonBorder]",
    isUnavailable ? "border border-line-2 bg-hover text-ink-3" : variants[variant],
    sizes[size],
    isWide && "w-full",
    className,
  );
}
