"use server";
import { revalidatePath } from "next/cache";
import { action } from "#app/_doors/action.ts";
import { ok } from "#lib/kit/result.ts";
import { approveChange, approveChangeInput } from "#lib/switching/approve-change.ts";
import { cancelChange, cancelChangeInput } from "#lib/switching/cancel-change.ts";
import { dryRunChange } from "#lib/switching/queries/dry-run-change.ts";
import { rejectChange, rejectChangeInput } from "#lib/switching/reject-change.ts";
import { requestChange, requestChangeInput } from "#lib/switching/request-change.ts";
import { setKillSwitchInput, setModeInput } from "#lib/switching/schema.ts";
import { setKillSwitch } from "#lib/switching/set-kill-switch.ts";
import { setMode } from "#lib/switching/set-mode.ts";
import { setModes, setModesInput } from "#lib/switching/set-modes.ts";

/** Down, up to sandbox and up to production are different permissions: the verb asks for the one that the change needs. */
const SWITCHING = ["switches.down", "switches.up", "switches.sandbox"] as const;

export const setModeAction = action(setModeInput, SWITCHING, (scope, input) => setMode(scope, input));

/** Many cells in one change; what was refused is told by its place in the list. */
export const setModesAction = action(setModesInput, SWITCHING, (scope, input) => setModes(scope, input));

export const setKillSwitchAction = action(setKillSwitchInput, ["kill.on", "kill.off"], (scope, input) =>
  setKillSwitch(scope, input),
);

/** The layout counts what waits for approval, so all of the console is read anew. */
const decided = () => revalidatePath("/[environment]", "layout");

export const requestChangeAction = action(
  requestChangeInput,
  ["switches.up", "switches.request"],
  async (scope, input) => {
    const asked = await requestChange(scope, input);
    if (asked.ok) decided();
    return asked;
  },
);

export const approveChangeAction = action(approveChangeInput, "switches.approve", async (scope, input) => {
  const approved = await approveChange(scope, input);
  if (approved.ok) decided();
  return approved;
});

export const rejectChangeAction = action(rejectChangeInput, "switches.approve", async (scope, input) => {
  const rejected = await rejectChange(scope, input);
  if (rejected.ok) decided();
  return rejected;
});

/** An author may take their own back, an approver anybody's: the verb looks. */
export const cancelChangeAction = action(cancelChangeInput, "switches.read", async (scope, input) => {
  const cancelled = await cancelChange(scope, input);
  if (cancelled.ok) decided();
  return cancelled;
});

/** A question in an action's clothes: hundreds of cells do not fit an address. */
export const dryRunAction = action(
  requestChangeInput.pick({ merchantId: true, cells: true }),
  "switches.read",
  async (scope, input) => ok(await dryRunChange(scope, input)),
);
