"use client";
import { FormTrouble } from "#components/shell/form-trouble.tsx";
import { type ServerAction, useAction } from "#components/shell/use-action.ts";
import { Checkbox } from "#components/ui/checkbox.tsx";
import { Section } from "#components/ui/section.tsx";
import { COMPONENTS, type Component } from "#lib/checklist/schema.ts";
import { COMPONENT_NAMES } from "./step-words.ts";

/** What the integration is made of: staff add to its preset or take away, and the steps follow. */
export function ComponentSwitches({
  action,
  merchantId,
  components,
}: {
  action: ServerAction<
    { merchantId: string; component: Component; used: boolean },
    { changed: boolean },
    never
  >;
  merchantId: string;
  components: readonly Component[];
}) {
  const deed = useAction(action, () => ({}));
  return (
    <Section title="Components">
      <div className="flex flex-col gap-1.5 border-t border-line pt-2.5">
        {COMPONENTS.map((component) => (
          <Checkbox
            key={component}
            isSelected={components.includes(component)}
            onChange={(used) => void deed.run({ merchantId, component, used })}
          >
            {COMPONENT_NAMES[component]}
          </Checkbox>
        ))}
        <FormTrouble trouble={deed.trouble} />
      </div>
    </Section>
  );
}
