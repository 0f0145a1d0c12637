"use server";
import { action } from "#app/_doors/action.ts";
import { setKillSwitchInput } from "#lib/switching/schema.ts";
import { setKillSwitch } from "#lib/switching/set-kill-switch.ts";

export const setPartnerKillSwitchAction = action(setKillSwitchInput, "kill.partner", (scope, input) =>
  setKillSwitch(scope, input),
);
