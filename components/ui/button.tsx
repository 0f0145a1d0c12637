"use client";
import { type ReactNode, useState } from "react";
import { Button as AriaButton, type ButtonProps as AriaButtonProps } from "react-aria-components";
import { type ButtonSize, type ButtonVariant, buttonLook } from "./button-look.ts";
import { Spinner } from "./spinner.tsx";
import { Tooltip } from "./tooltip.tsx";

export type ButtonProps = Omit<
  AriaButtonProps,
  "children" | "className" | "style" | "isDisabled" | "aria-disabled"
> & {
  variant?: ButtonVariant;
  size?: ButtonSize;
  icon?: ReactNode;
  /** Anything after the words: a key cap, a chevron. */
  trailing?: ReactNode;
  isWide?: boolean;
  /** Why it cannot be pressed now. It stays focusable and says so; say it beside the button too. */
  unavailable?: string;
  className?: string;
  children: ReactNode;
};

/** Verb and object. `isPending` keeps the label and blocks a second press. */
export function Button({
  variant = "secondary",
  size = "regular",
  icon,
  trailing,
  isWide,
  unavailable,
  className,
  children,
  ...rest
}: ButtonProps) {
  const [isReasonOpen, setReasonOpen] = useState(false);
  const button = (
    <AriaButton
      {...rest}
      {...(unavailable
        ? { "aria-disabled": true, type: "button" as const, onPress: () => setReasonOpen(true) }
        : {})}
      className={buttonLook({
        variant,
        size,
        isWide,
        isUnavailable: unavailable !== undefined,
        className: `data-pending:opacity-70 ${className ?? ""}`,
      })}
    >
      {rest.isPending ? <Spinner /> : icon}
      {children}
      {trailing}
    </AriaButton>
  );
  if (unavailable === undefined) return button;
  return (
    <Tooltip content={unavailable} isOpen={isReasonOpen} onOpenChange={setReasonOpen}>
      {button}
    </Tooltip>
  );
}
