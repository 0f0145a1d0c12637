"use client";
import type { ReactNode } from "react";
import {
  Popover as AriaPopover,
  type PopoverProps as AriaPopoverProps,
  Dialog,
  DialogTrigger,
} from "react-aria-components";
import { cx } from "./cx.ts";

/** A small panel beside its trigger: a formula, a picker, a searchable list. `label` names it. */
export function Popover({
  trigger,
  label,
  isOpen,
  onOpenChange,
  placement = "bottom start",
  className,
  children,
}: {
  trigger: ReactNode;
  label: string;
  isOpen?: boolean;
  onOpenChange?: (isOpen: boolean) => void;
  placement?: AriaPopoverProps["placement"];
  className?: string;
  children: ReactNode | ((close: () => void) => ReactNode);
}) {
  return (
    <DialogTrigger isOpen={isOpen} onOpenChange={onOpenChange}>
      {trigger}
      <AriaPopover placement={placement} offset={6}>
        <Dialog
          aria-label={label}
          className={cx(
            "rise max-w-90 rounded-panel bg-bg p-3 shadow-float outline-none forced:border",
            className,
          )}
        >
          {({ close }) => (typeof children === "function" ? children(close) : children)}
        </Dialog>
      </AriaPopover>
    </DialogTrigger>
  );
}
