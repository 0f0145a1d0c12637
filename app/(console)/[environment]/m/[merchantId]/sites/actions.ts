"use server";
import { action } from "#app/_doors/action.ts";
import { showChanges } from "#app/_doors/show-changes.ts";
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

export const addSite = action(createSiteInput, "sites.write", async (scope, input) =>
  showChanges(await createSite(scope, input)),
);
export const changeSite = action(editSiteInput, "sites.write", async (scope, input) =>
  showChanges(await editSite(scope, input)),
);
export const closeSite = action(archiveSiteInput, "sites.write", async (scope, input) =>
  showChanges(await archiveSite(scope, input)),
);
export const addCampaign = action(createCampaignInput, "sites.write", async (scope, input) =>
  showChanges(await createCampaign(scope, input)),
);
export const changeCampaign = action(editCampaignInput, "sites.write", async (scope, input) =>
  showChanges(await editCampaign(scope, input)),
);
export const closeCampaign = action(archiveCampaignInput, "sites.write", async (scope, input) =>
  showChanges(await archiveCampaign(scope, input)),
);
