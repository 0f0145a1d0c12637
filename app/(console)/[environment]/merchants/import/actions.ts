"use server";
import { action } from "#app/_doors/action.ts";
import { cancelImport } from "#lib/onboarding/cancel-import.ts";
import { confirmImport } from "#lib/onboarding/confirm-import.ts";
import { importInput } from "#lib/onboarding/schema.ts";

export const confirmIt = action(importInput, "merchants.write", confirmImport);
export const cancelIt = action(importInput, "merchants.write", cancelImport);
