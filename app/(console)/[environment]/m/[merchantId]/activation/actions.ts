"use server";
import { action } from "#app/_doors/action.ts";
import { setKillSwitchInput, setModeInput } from "#lib/switching/schema.ts";
import { setKillSwitch } from "#lib/switching/set-kill-switch.ts";
import { setMode } from "#lib/switching/set-mode.ts";

/** Down, up to sandbox and up to production are different permissions: the verb asks for the one that the change needs. */
export const setModeAction = action(
  setModeInput,
  ["switches.down", "switches.up", "switches.sandbox"],
  (scope, input) => setMode(scope, input),
);

export const setKillSwitchAction = action(setKillSwitchInput, ["kill.on", "kill.off"], (scope, input) =>
  setKillSwitch(scope, input),
);
