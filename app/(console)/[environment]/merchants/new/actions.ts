"use server";
import { z } from "zod";
import { action } from "#app/_doors/action.ts";
import { showChanges } from "#app/_doors/show-changes.ts";
import { componentsOf } from "#lib/checklist/rules.ts";
import { COMPONENTS } from "#lib/checklist/schema.ts";
import { setIntegrationComponent } from "#lib/checklist/set-integration-component.ts";
import { ok } from "#lib/kit/result.ts";
import { createMerchant } from "#lib/merchants/create-merchant.ts";
import { createMerchantInput } from "#lib/merchants/schema.ts";
import { createApplication } from "#lib/onboarding/create-application.ts";
import { ENVIRONMENTS } from "#lib/terms.ts";

const onboardInput = createMerchantInput.extend({
  components: z.array(z.enum(COMPONENTS)),
  /** Where it applies for an account at once; null: it has one already, or nobody knows yet. */
  applyIn: z.enum(ENVIRONMENTS).nullable(),
});

/** The merchant, its components and its application in one go; what comes after it can be done again by hand. */
export const onboardMerchant = action(onboardInput, "merchants.write", async (scope, input) => {
  const { components, applyIn, ...asked } = input;
  const created = await createMerchant(scope, asked);
  if (!created.ok) return created;
  const merchantId = created.value.id;
  const preset = componentsOf(input.integration, []);
  for (const component of COMPONENTS) {
    const used = components.includes(component);
    if (used !== preset.includes(component))
      await setIntegrationComponent(scope, { merchantId, component, used });
  }
  if (applyIn) await createApplication(scope, { merchantId, environment: applyIn });
  return showChanges(ok({ id: merchantId }));
});
