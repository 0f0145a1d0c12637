"use client";
import {
  RadioGroup as AriaRadioGroup,
  type RadioGroupProps as AriaRadioGroupProps,
  Radio,
} from "react-aria-components";
import { cx } from "./cx.ts";
import { FieldFrame, type FieldWords, fieldStack } from "./field-frame.tsx";
import type { Option } from "./option-item.tsx";

/** One of a few, when each needs a sentence (`note`). */
export function RadioGroup<Id extends string = string>({
  label,
  help,
  error,
  isLabelHidden,
  options,
  value,
  defaultValue,
  onChange,
  className,
  ...rest
}: Omit<
  AriaRadioGroupProps,
  "children" | "className" | "style" | "isInvalid" | "value" | "defaultValue" | "onChange"
> &
  Omit<FieldWords, "size" | "labelAside"> & {
    options: readonly Option<Id>[];
    value?: Id | null;
    defaultValue?: Id;
    onChange?: (id: Id) => void;
    className?: string;
  }) {
  return (
    <AriaRadioGroup
      validationBehavior="aria"
      {...rest}
      {...(value === undefined ? {} : { value })}
      defaultValue={defaultValue}
      onChange={(id) => onChange?.(id as Id)}
      isInvalid={error ? true : undefined}
      className={cx(fieldStack, className)}
    >
      <FieldFrame {...{ label, help, error, isLabelHidden }}>
        <div className="flex flex-col gap-1">
          {options.map((option) => (
            <Radio
              key={option.id}
              value={option.id}
              className="group flex w-fit cursor-default items-start gap-2 rounded-glyph py-0.5 touch:py-3"
            >
              <span className="mt-0.5 flex size-4 shrink-0 items-center justify-center rounded-full border border-control bg-bg group-data-selected:border-accent">
                <span className="hidden size-2 rounded-full bg-accent group-data-selected:block forced:bg-[Highlight]" />
              </span>
              <span>
                {option.label}
                {option.note && <span className="block text-meta text-ink-3">{option.note}</span>}
              </span>
            </Radio>
          ))}
        </div>
      </FieldFrame>
    </AriaRadioGroup>
  );
}
