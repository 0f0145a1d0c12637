"use client";
import type { ReactNode } from "react";
import { Link as AriaLink, type LinkProps as AriaLinkProps } from "react-aria-components";
import { type ButtonSize, type ButtonVariant, buttonLook } from "./button-look.ts";

/** A link that looks like a button: it goes somewhere, it changes nothing. */
export function ButtonLink({
  variant = "secondary",
  size = "regular",
  icon,
  isWide,
  className,
  children,
  ...rest
}: Omit<AriaLinkProps, "children" | "className" | "style"> & {
  variant?: ButtonVariant;
  size?: ButtonSize;
  icon?: ReactNode;
  isWide?: boolean;
  className?: string;
  children: ReactNode;
}) {
  return (
    <AriaLink {...rest} className={buttonLook({ variant, size, isWide, className })}>
      {icon}
      {children}
    </AriaLink>
  );
}
