"use client";
import type { ReactNode } from "react";
import { Tooltip as AriaTooltip, TooltipTrigger } from "react-aria-components";

/**
 * A repetition or a formula on hover and focus, never the only copy of a fact.
 * `children` is one focusable part of this folder (Button, IconButton, Link).
 */
export function Tooltip({
  content,
  isOpen,
  onOpenChange,
  children,
}: {
  content: ReactNode;
  isOpen?: boolean;
  onOpenChange?: (isOpen: boolean) => void;
  children: ReactNode;
}) {
  return (
    <TooltipTrigger delay={400} closeDelay={80} isOpen={isOpen} onOpenChange={onOpenChange}>
      {children}
      <AriaTooltip
        offset={6}
        className="appear max-w-75 rounded-control bg-ink px-2 py-1 text-meta text-bg forced:border"
      >
        {content}
      </AriaTooltip>
    </TooltipTrigger>
  );
}
