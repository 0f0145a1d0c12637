"use client";
import type { ReactNode } from "react";
import { Link as AriaLink, type LinkProps as AriaLinkProps } from "react-aria-components";
import { cx } from "./cx.ts";

export type LinkProps = Omit<AriaLinkProps, "children" | "className" | "style"> & {
  /** `plain` takes the colour of its surroundings and underlines on hover: row keys, breadcrumbs. */
  look?: "accent" | "plain";
  className?: string;
  children: ReactNode;
};

/** Goes through the application's router when the root provides one, else it is an ordinary link. */
export function Link({ look = "accent", className, children, ...rest }: LinkProps) {
  return (
    <AriaLink
      {...rest}
      className={cx(
        "rounded-glyph underline-offset-2 hover:underline",
        look === "accent" && "text-accent",
        className,
      )}
    >
      {children}
    </AriaLink>
  );
}
