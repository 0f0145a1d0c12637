import type { ReactNode } from "react";
import { cx } from "./cx.ts";

/** The frame of a state (empty, failed) or a list of settings. Never inside another. */
export function Panel({
  tone = "plain",
  className,
  children,
}: {
  tone?: "plain" | "danger" | "sunken";
  className?: string;
  children: ReactNode;
}) {
  const look = { plain: "border border-line", danger: "border border-danger", sunken: "bg-sunken" }[tone];
  return <div className={cx("rounded-panel p-4", look, className)}>{children}</div>;
}
