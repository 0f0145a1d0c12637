"use server";
import { action } from "#app/_doors/action.ts";
import { showChanges } from "#app/_doors/show-changes.ts";
import { overrideStep } from "#lib/checklist/override-step.ts";
import { remindStep } from "#lib/checklist/remind-step.ts";
import {
  overrideStepInput,
  remindStepInput,
  setIntegrationComponentInput,
  withdrawOverrideInput,
} from "#lib/checklist/schema.ts";
import { setIntegrationComponent } from "#lib/checklist/set-integration-component.ts";
import { withdrawOverride } from "#lib/checklist/withdraw-override.ts";

export const letStepPass = action(overrideStepInput, "switches.approve", async (scope, input) =>
  showChanges(await overrideStep(scope, input)),
);
export const withdrawPass = action(withdrawOverrideInput, "switches.approve", async (scope, input) =>
  showChanges(await withdrawOverride(scope, input)),
);
export const changeComponent = action(setIntegrationComponentInput, "merchants.write", async (scope, input) =>
  showChanges(await setIntegrationComponent(scope, input)),
);
export const remindMerchant = action(remindStepInput, "merchants.write", (scope, input) =>
  remindStep(scope, input),
);
