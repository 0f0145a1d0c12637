"use client";
import { ChevronDown } from "lucide-react";
import {
  ComboBox as AriaComboBox,
  type ComboBoxProps as AriaComboBoxProps,
  Button,
  Group,
  Input,
  ListBox,
  Popover,
} from "react-aria-components";
import { cx } from "./cx.ts";
import { FieldFrame, type FieldWords, fieldBox, fieldStack } from "./field-frame.tsx";
import { floatingBox, type Option, OptionItem } from "./option-item.tsx";

/** One of a long list, found by typing. Give `onInputChange` and fresh `options` to search on the server. */
export function Combobox<Id extends string = string>({
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
  placeholder,
  emptyWords = "Nothing matches",
  className,
  ...rest
}: Omit<
  AriaComboBoxProps<Option>,
  | "children"
  | "className"
  | "style"
  | "isInvalid"
  | "items"
  | "defaultItems"
  | "value"
  | "defaultValue"
  | "onChange"
> &
  FieldWords & {
    options: readonly Option<Id>[];
    value?: Id | null;
    defaultValue?: Id;
    onChange?: (id: Id | null) => void;
    placeholder?: string;
    emptyWords?: string;
    className?: string;
  }) {
  const source = rest.onInputChange ? { items: options } : { defaultItems: options };
  return (
    <AriaComboBox
      validationBehavior="aria"
      allowsEmptyCollection
      menuTrigger="focus"
      {...rest}
      {...source}
      {...(value === undefined ? {} : { value })}
      defaultValue={defaultValue}
      onChange={(key) => onChange?.(key as Id | null)}
      isInvalid={error ? true : undefined}
      className={cx("group", fieldStack, className)}
    >
      <FieldFrame {...{ label, help, error, labelAside, isLabelHidden }}>
        <Group className={fieldBox(size)}>
          <Input
            placeholder={placeholder}
            className="h-full min-w-0 flex-1 rounded-control bg-transparent px-2.5 outline-none"
          />
          <Button className="flex h-full w-8 items-center justify-center text-ink-2">
            <ChevronDown aria-hidden="true" />
          </Button>
        </Group>
      </FieldFrame>
      <Popover offset={4} className="min-w-(--trigger-width)">
        <ListBox
          className={cx(floatingBox, "max-h-80")}
          renderEmptyState={() => <p className="px-2 py-1.5 text-ink-3">{emptyWords}</p>}
        >
          {(option: Option) => <OptionItem option={option} />}
        </ListBox>
      </Popover>
    </AriaComboBox>
  );
}
