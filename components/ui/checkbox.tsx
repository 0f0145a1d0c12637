"use client";
import { Check, Minus } from "lucide-react";
import type { ReactNode } from "react";
import { Checkbox as AriaCheckbox, type CheckboxProps as AriaCheckboxProps } from "react-aria-components";
import { cx } from "./cx.ts";

/** A tick box with its words at the right; without words give `aria-label` (row selection). */
export function Checkbox({
  help,
  className,
  children,
  ...rest
}: Omit<AriaCheckboxProps, "children" | "className" | "style"> & {
  help?: ReactNode;
  className?: string;
  children?: ReactNode;
}) {
  return (
    <AriaCheckbox
      {...rest}
      className={cx(
        "group relative flex w-fit cursor-default items-start gap-2 rounded-glyph py-0.5 touch:py-3",
        className,
      )}
    >
      {({ isSelected, isIndeterminate }) => (
        <>
          <span
            className={cx(
              "flex size-4 shrink-0 items-center justify-center rounded-glyph border",
              children ? "mt-0.5" : "my-0.5",
              isSelected || isIndeterminate
                ? "border-accent bg-accent text-bg forced:border-[Highlight]"
                : "border-control bg-bg group-data-invalid:border-danger",
            )}
          >
            {isIndeterminate ? (
              <Minus className="size-3!" strokeWidth={2.5} />
            ) : (
              isSelected && <Check className="size-3!" strokeWidth={2.5} />
            )}
          </span>
          {children && (
            <span>
              {children}
              {help && <span className="block text-meta text-ink-3">{help}</span>}
            </span>
          )}
        </>
      )}
    </AriaCheckbox>
  );
}
