"use server";
import { action } from "#app/_doors/action.ts";
import { runScenario } from "#lib/sandbox/run-scenario.ts";
import { runScenarioInput } from "#lib/sandbox/schema.ts";

export const runSandboxScenario = action(runScenarioInput, "switches.sandbox", (scope, input) =>
  runScenario(scope, input),
);
