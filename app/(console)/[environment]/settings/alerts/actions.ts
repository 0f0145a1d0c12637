"use server";
import { revalidatePath } from "next/cache";
import { z } from "zod";
import { action } from "#app/_doors/action.ts";
import { editAlertSettings } from "#lib/alerts/edit-alert-settings.ts";
import { editAlertSettingsInput } from "#lib/alerts/schema.ts";
import { sendTestAlert } from "#lib/alerts/send-test-alert.ts";
import { ENVIRONMENTS } from "#lib/terms.ts";

const PAGE = "/[environment]/settings/alerts";

export const changeAlerts = action(editAlertSettingsInput, "alerts.write", async (scope, input) => {
  const changed = await editAlertSettings(scope, input);
  revalidatePath(PAGE, "page");
  return changed;
});

const place = z.object({ environment: z.enum(ENVIRONMENTS) });
export const testAlerts = action(place, "alerts.write", (scope, input) => sendTestAlert(scope, input));
