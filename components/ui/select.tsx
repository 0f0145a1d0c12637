"use client";
import { ChevronDown } from "lucide-react";
import {
  Select as AriaSelect,
  type SelectProps as AriaSelectProps,
  Button,
  ListBox,
  Popover,
  SelectValue,
} from "react-aria-components";
import { cx } from "./cx.ts";
import { FieldFrame, type FieldWords, fieldBox, fieldStack } from "./field-frame.tsx";
import { floatingBox, type Option, OptionItem } from "./option-item.tsx";

/** One of a known list, for more than four choices; fewer are a Segmented or a RadioGroup. */
export function Select<Id extends string = string>({
  label,
  help,
  error,
  labelAside,
  isLabelHidden,
  size,
  options,
  value,
  defaultValue,
  onChange,
  placeholder = "Choose",
  className,
  ...rest
}: Omit<
  AriaSelectProps<Option>,
  "children" | "className" | "style" | "isInvalid" | "value" | "defaultValue" | "onChange" | "items"
> &
  FieldWords & {
    options: readonly Option<Id>[];
    value?: Id | null;
    defaultValue?: Id;
    onChange?: (id: Id) => void;
    className?: string;
  }) {
  return (
    <AriaSelect
      validationBehavior="aria"
      {...rest}
      {...(value === undefined ? {} : { value })}
      defaultValue={defaultValue}
      onChange={(key) => key !== null && onChange?.(key as Id)}
      placeholder={placeholder}
      isInvalid={error ? true : undefined}
      className={cx("group", fieldStack, className)}
    >
      <FieldFrame {...{ label, help, error, labelAside, isLabelHidden }}>
        <Button className={fieldBox(size, "cursor-default gap-2 px-2.5 text-left")}>
          <SelectValue className="min-w-0 flex-1 truncate data-placeholder:text-ink-3 [&_span+span]:hidden [&_.lucide-check]:hidden" />
          <ChevronDown aria-hidden="true" className="text-ink-2" />
        </Button>
      </FieldFrame>
      <Popover offset={4} className="min-w-(--trigger-width)">
        <ListBox items={options} className={cx(floatingBox, "max-h-80")}>
          {(option) => <OptionItem option={option} />}
        </ListBox>
      </Popover>
    </AriaSelect>
  );
}
