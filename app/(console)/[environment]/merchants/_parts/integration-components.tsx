"use client";
import { COMPONENT_NAMES } from "#components/checklist/step-words.ts";
import { Checkbox } from "#components/ui/checkbox.tsx";
import { componentsOf } from "#lib/checklist/rules.ts";
import { COMPONENTS, type Component } from "#lib/checklist/schema.ts";
import type { Integration } from "#lib/terms.ts";

/** What staff ticked or unticked against the preset; a choice stays when another preset is chosen. */
export type ComponentChanges = Partial<Record<Component, boolean>>;

export function chosenComponents(integration: Integration, changes: ComponentChanges): Component[] {
  const preset = componentsOf(integration, []);
  return COMPONENTS.filter((component) => changes[component] ?? preset.includes(component));
}

/** The parts of the integration: the preset's are ticked, each brings its steps to the checklist. */
export function IntegrationComponents({
  integration,
  changes,
  onChange,
}: {
  integration: Integration;
  changes: ComponentChanges;
  onChange: (changes: ComponentChanges) => void;
}) {
  const chosen = chosenComponents(integration, changes);
  return (
    <fieldset className="flex flex-col gap-1.5">
      <legend className="pb-1.5 font-medium">Components of the integration</legend>
      <div className="grid gap-x-4 md:grid-cols-2">
        {COMPONENTS.map((component) => (
          <Checkbox
            key={component}
            isSelected={chosen.includes(component)}
            onChange={(used) => onChange({ ...changes, [component]: used })}
          >
            {COMPONENT_NAMES[component]}
          </Checkbox>
        ))}
      </div>
      <p className="text-meta text-ink-2">
        Each brings its steps to the checklist; staff may change them later.
      </p>
    </fieldset>
  );
}
