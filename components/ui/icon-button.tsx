"use client";
import type { ReactNode } from "react";
import { Button as AriaButton, type ButtonProps as AriaButtonProps } from "react-aria-components";
import { cx } from "./cx.ts";

/** Only for close, copy, more, help: the signs that need no word. `label` is their name. */
export function IconButton({
  label,
  size = "row",
  className,
  children,
  ...rest
}: Omit<AriaButtonProps, "children" | "className" | "style" | "aria-label"> & {
  label: string;
  size?: "inline" | "row" | "regular";
  className?: string;
  children: ReactNode;
}) {
  const box = { inline: "size-6", row: "size-7 touch:size-11", regular: "size-8 touch:size-11" }[size];
  return (
    <AriaButton
      {...rest}
      aria-label={label}
      className={cx(
        "inline-flex shrink-0 cursor-default items-center justify-center rounded-control text-ink-2 transition-colors hover:bg-hover hover:text-ink data-pressed:bg-hover",
        box,
        className,
      )}
    >
      {children}
    </AriaButton>
  );
}
