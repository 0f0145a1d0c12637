"use client";
import type { ReactNode } from "react";
import {
  TextField as AriaTextField,
  type TextFieldProps as AriaTextFieldProps,
  Group,
  Input,
} from "react-aria-components";
import { cx } from "./cx.ts";
import { FieldFrame, type FieldWords, fieldBox, fieldStack } from "./field-frame.tsx";

export type TextFieldProps = Omit<AriaTextFieldProps, "children" | "className" | "style" | "isInvalid"> &
  FieldWords & {
    placeholder?: string;
    /** Ids, keys and codes are set in mono. */
    isMono?: boolean;
    leading?: ReactNode;
    /** At the right end: a tick when the typed name is equal, a unit, a reveal button. */
    trailing?: ReactNode;
    className?: string;
  };

/** One line of text. `error` comes from the form's schema; what was typed is never thrown away. */
export function TextField({
  label,
  help,
  error,
  labelAside,
  isLabelHidden,
  size,
  placeholder,
  isMono,
  leading,
  trailing,
  className,
  ...rest
}: TextFieldProps) {
  return (
    <AriaTextField
      validationBehavior="aria"
      {...rest}
      isInvalid={error ? true : undefined}
      className={cx("group", fieldStack, className)}
    >
      <FieldFrame {...{ label, help, error, labelAside, isLabelHidden }}>
        <Group className={fieldBox(size)}>
          {leading && <span className="ml-2.5 flex text-ink-2">{leading}</span>}
          <Input
            placeholder={placeholder}
            className={cx(
              "h-full min-w-0 flex-1 rounded-control bg-transparent px-2.5 outline-none",
              isMono && "font-mono",
            )}
          />
          {trailing && <span className="mr-2 flex shrink-0 items-center text-ink-2">{trailing}</span>}
        </Group>
      </FieldFrame>
    </AriaTextField>
  );
}
