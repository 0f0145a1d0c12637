"use server";
import { z } from "zod";
import { action } from "#app/_doors/action.ts";
import { ok } from "#lib/kit/result.ts";
import { setKillSwitchInput, setModeInput } from "#lib/switching/schema.ts";
import { setKillSwitch } from "#lib/switching/set-kill-switch.ts";
import { setMode } from "#lib/switching/set-mode.ts";
import { SETTABLE_MODES } from "#lib/terms.ts";

/** Down, up to sandbox and up to production are different permissions: the verb asks for the one that the change needs. */
const SWITCHING = ["switches.down", "switches.up", "switches.sandbox"] as const;

export const setModeAction = action(setModeInput, SWITCHING, (scope, input) => setMode(scope, input));

const setModesInput = z.object({
  merchantId: z.string(),
  cells: z
    .array(setModeInput.pick({ scope: true, id: true, channel: true }))
    .min(1)
    .max(500),
  mode: z.enum(SETTABLE_MODES),
  reason: z.string(),
  confirm: z.string().optional(),
});

/** Many cells, one after the other, each a change of its own; what was refused is told by its place in the list. */
export const setModesAction = action(setModesInput, SWITCHING, async (scope, { cells, ...change }) => {
  const refused: { index: number; reason: string }[] = [];
  for (const [index, cell] of cells.entries()) {
    const result = await setMode(scope, { ...cell, ...change });
    if (!result.ok) refused.push({ index, reason: result.reason });
  }
  return ok({ set: cells.length - refused.length, refused });
});

export const setKillSwitchAction = action(setKillSwitchInput, ["kill.on", "kill.off"], (scope, input) =>
  setKillSwitch(scope, input),
);
