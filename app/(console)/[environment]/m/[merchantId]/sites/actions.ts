"use server";
import { revalidatePath } from "next/cache";
import { action } from "#app/_doors/action.ts";
import { archiveCampaign } from "#lib/sites/archive-campaign.ts";
import { archiveSite } from "#lib/sites/archive-site.ts";
import { createCampaign } from "#lib/sites/create-campaign.ts";
import { createSite } from "#lib/sites/create-site.ts";
import { editCampaign } from "#lib/sites/edit-campaign.ts";
import { editSite } from "#lib/sites/edit-site.ts";
import {
  archiveCampaignInput,
  archiveSiteInput,
  createCampaignInput,
  createSiteInput,
  editCampaignInput,
  editSiteInput,
} from "#lib/sites/schema.ts";

/** Lists, the matrix and the site's own page all show sites. */
function changed<Answer>(answer: Answer): Answer {
  revalidatePath("/[environment]/m/[merchantId]", "layout");
  return answer;
}

export const addSite = action(createSiteInput, "sites.write", async (scope, input) =>
  changed(await createSite(scope, input)),
);
export const changeSite = action(editSiteInput, "sites.write", async (scope, input) =>
  changed(await editSite(scope, input)),
);
export const closeSite = action(archiveSiteInput, "sites.write", async (scope, input) =>
  changed(await archiveSite(scope, input)),
);
export const addCampaign = action(createCampaignInput, "sites.write", async (scope, input) =>
  changed(await createCampaign(scope, input)),
);
export const changeCampaign = action(editCampaignInput, "sites.write", async (scope, input) =>
  changed(await editCampaign(scope, input)),
);
export const closeCampaign = action(archiveCampaignInput, "sites.write", async (scope, input) =>
  changed(await archiveCampaign(scope, input)),
);
