"use server";
import { z } from "zod";
import { action } from "#app/_doors/action.ts";
import { addFault } from "#lib/sandbox/add-fault.ts";
import { clearFaults } from "#lib/sandbox/clear-faults.ts";
import { moveClock } from "#lib/sandbox/move-clock.ts";
import { addFaultInput, moveClockInput, setNoticeModeInput } from "#lib/sandbox/schema.ts";
import { setNoticeMode } from "#lib/sandbox/set-notice-mode.ts";

export const moveSandboxClock = action(moveClockInput, "sandbox.control", moveClock);
export const addSandboxFault = action(addFaultInput, "sandbox.control", addFault);
export const clearSandboxFaults = action(z.object({}), "sandbox.control", (scope) => clearFaults(scope));
export const setSandboxNotices = action(setNoticeModeInput, "sandbox.control", setNoticeMode);
