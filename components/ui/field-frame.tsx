"use client";
import type { ReactNode } from "react";
import { FieldError, Label, Text } from "react-aria-components";
import { cx } from "./cx.ts";
import { Glyph } from "./glyph.tsx";

/** What every field accepts beside its own value. */
export type FieldWords = {
  label: ReactNode;
  /** Help under the field. */
  help?: ReactNode;
  /** What is wrong and how to mend it; also makes the field invalid. */
  error?: ReactNode;
  /** A quiet link or word at the right end of the label. */
  labelAside?: ReactNode;
  /** Keeps the label for screen readers only. */
  isLabelHidden?: boolean;
  size?: "regular" | "tall";
};

export const fieldStack = "flex min-w-0 flex-col gap-1.5";

/** The box of an input: 32 px, 28 in filter bars, 38 at sign-in, 44 for touch; its edge identifies the control (3 : 1). */
export function fieldBox(size: "row" | "regular" | "tall" = "regular", className?: string): string {
  return cx(
    "flex min-w-0 items-center rounded-control border border-control bg-bg text-input transition-colors",
    "data-invalid:border-danger group-data-invalid:border-danger data-disabled:bg-sunken data-disabled:text-ink-3",
    { row: "h-7", regular: "h-8", tall: "h-9.5" }[size],
    "touch:h-11",
    className,
  );
}

/** Label above, help and error below; used inside any react-aria field. */
export function FieldFrame({
  label,
  help,
  error,
  labelAside,
  isLabelHidden,
  children,
}: FieldWords & { children: ReactNode }) {
  return (
    <>
      <div className={cx("flex items-baseline justify-between gap-3", isLabelHidden && "sr-only")}>
        <Label className="text-body font-medium">{label}</Label>
        {labelAside && <span className="text-body">{labelAside}</span>}
      </div>
      {children}
      {help && (
        <Text slot="description" className="text-meta text-ink-3">
          {help}
        </Text>
      )}
      <FieldError className="flex items-start gap-1.5 text-meta text-danger">
        {({ validationErrors }) => (
          <>
            <Glyph shape="octagon-alert" className="mt-px" />
            <span>{error ?? validationErrors.join(" ")}</span>
          </>
        )}
      </FieldError>
    </>
  );
}
