"use client";
import { Plus, X } from "lucide-react";
import { useRef } from "react";
import { Button } from "#components/ui/button.tsx";
import { IconButton } from "#components/ui/icon-button.tsx";
import { TextField } from "#components/ui/text-field.tsx";

/** Several lines of the same kind; the first is the one that is shown. Errors stand beside their own line. */
export function RepeatedField({
  label,
  one,
  name,
  values,
  onChange,
  errors,
  help,
  placeholder,
  isMono,
}: {
  label: string;
  /** "host": for "Add host" and each line's own name. */
  one: string;
  name: string;
  values: readonly string[];
  onChange: (values: string[]) => void;
  errors: Record<string, string>;
  help?: string;
  placeholder?: string;
  isMono?: boolean;
}) {
  const frame = useRef<HTMLFieldSetElement>(null);
  const focusLine = (index: number) =>
    requestAnimationFrame(() => frame.current?.querySelectorAll("input")[index]?.focus());
  const whole = errors[name];
  return (
    <fieldset ref={frame} className="flex flex-col gap-2">
      <legend className="float-left -mb-0.5 font-medium">{label}</legend>
      {values.map((value, index) => (
        // biome-ignore lint/suspicious/noArrayIndexKey: a line is its place in the list
        <div key={index} className="flex items-start gap-1.5">
          <TextField
            label={`${one} ${index + 1}`}
            isLabelHidden
            name={`${name}.${index}`}
            value={value}
            onChange={(next) => onChange(values.map((old, at) => (at === index ? next : old)))}
            error={errors[`${name}.${index}`] ?? (index === 0 ? whole : undefined)}
            placeholder={placeholder}
            isMono={isMono}
            className="flex-1"
          />
          <IconButton
            size="regular"
            label={`Remove ${one} ${index + 1}`}
            onPress={() => {
              onChange(values.filter((_, at) => at !== index));
              focusLine(Math.max(0, index - 1));
            }}
          >
            <X />
          </IconButton>
        </div>
      ))}
      {values.length === 0 && whole && <p className="text-meta text-danger">{whole}</p>}
      <div className="flex items-baseline justify-between gap-3">
        <span className="text-meta text-ink-3">{help}</span>
        <Button
          size="row"
          icon={<Plus />}
          onPress={() => {
            onChange([...values, ""]);
            focusLine(values.length);
          }}
        >
          Add {one}
        </Button>
      </div>
    </fieldset>
  );
}
