"use client";
import {
  TextArea as AriaTextArea,
  TextField as AriaTextField,
  type TextFieldProps as AriaTextFieldProps,
} from "react-aria-components";
import { cx } from "./cx.ts";
import { FieldFrame, type FieldWords, fieldStack } from "./field-frame.tsx";

/** Several lines: reasons and notes. Grows by hand, never sideways. */
export function TextArea({
  label,
  help,
  error,
  labelAside,
  isLabelHidden,
  rows = 3,
  placeholder,
  className,
  ...rest
}: Omit<AriaTextFieldProps, "children" | "className" | "style" | "isInvalid"> &
  Omit<FieldWords, "size"> & { rows?: number; placeholder?: string; className?: string }) {
  return (
    <AriaTextField
      validationBehavior="aria"
      {...rest}
      isInvalid={error ? true : undefined}
      className={cx("group", fieldStack, className)}
    >
      <FieldFrame {...{ label, help, error, labelAside, isLabelHidden }}>
        <AriaTextArea
          rows={rows}
          placeholder={placeholder}
          className="resize-y rounded-control border border-control bg-bg px-2.5 py-1.5 text-input data-invalid:border-danger"
        />
      </FieldFrame>
    </AriaTextField>
  );
}
