import { afterAll, beforeAll, beforeEach, describe, expect, test } from "vitest";
import { openTestWorld, type Planted, type TestWorld } from "#db/testing/partner-world.ts";
import { NotFoundError, PermissionError } from "#lib/kit/errors.ts";
import { archiveCampaign } from "./archive-campaign.ts";
import { archiveSite } from "./archive-site.ts";
import { createCampaign } from "./create-campaign.ts";
import { createSite } from "./create-site.ts";
import { editCampaign } from "./edit-campaign.ts";
import { getSite } from "./queries.ts";

let world: TestWorld;
let lumen: Planted;
let counter = 0;
beforeAll(async () => {
  world = await openTestWorld();
});
afterAll(() => world.close());
beforeEach(async () => {
  counter += 1;
  lumen = await world.merchant(`Lumen ${counter}`, { ready: false });
});

const own = () => world.person("merchant_admin", lumen.id);
const phone = (over = {}) => ({
  merchantId: lumen.id,
  siteId: lumen.siteId,
  externalId: "phone-reorders",
  name: "Phone reorders",
  kind: "call_center" as const,
  ...over,
});
const campaignsNow = async () => (await getSite(own(), lumen.id, lumen.siteId)).campaigns;

describe("a campaign", () => {
  test("is added, changed and archived, each once", async () => {
    const added = await createCampaign(own(), phone());
    if (!added.ok) throw new Error(added.reason);
    const target = { merchantId: lumen.id, campaignId: added.value.id };
    expect(await editCampaign(own(), { ...target, descriptor: "LUMEN*PHONE" })).toMatchObject({
      value: { changed: true },
    });
    expect(await editCampaign(own(), { ...target, descriptor: "LUMEN*PHONE" })).toMatchObject({
      value: { changed: false },
    });
    expect((await campaignsNow())[1]).toEqual({
      id: added.value.id,
      siteId: lumen.siteId,
      externalId: "phone-reorders",
      name: "Phone reorders",
      kind: "call_center",
      descriptor: "LUMEN*PHONE",
      archived: false,
    });
    expect(await archiveCampaign(own(), target)).toMatchObject({ value: { changed: true } });
    expect(await archiveCampaign(own(), target)).toMatchObject({ value: { changed: false } });
    expect(await editCampaign(own(), { ...target, name: "Again" })).toMatchObject({ reason: "ARCHIVED" });
  });

  test("has an id of the partner's that no other campaign of the merchant has, also at once", async () => {
    const both = await Promise.all([createCampaign(own(), phone()), createCampaign(own(), phone())]);
    expect(both.find((done) => !done.ok)).toMatchObject({
      reason: "CAMPAIGN_ID_TAKEN",
      field: "externalId",
      value: "phone-reorders",
      by: { name: "Phone reorders" },
    });
    const changed = await editCampaign(own(), {
      merchantId: lumen.id,
      campaignId: lumen.campaignId,
      externalId: "phone-reorders",
    });
    expect(changed).toMatchObject({ reason: "CAMPAIGN_ID_TAKEN" });
  });

  test("cannot take another site's descriptor, and a site cannot take a campaign's", async () => {
    const club = { merchantId: lumen.id, name: "Club", hosts: ["club.example"], descriptors: ["LUMEN*CLUB"] };
    await createSite(own(), club);
    expect(await createCampaign(own(), phone({ descriptor: "lumen*club" }))).toMatchObject({
      reason: "DESCRIPTOR_TAKEN",
      field: "descriptor",
      by: { name: "Club" },
    });
    await createCampaign(own(), phone({ descriptor: "LUMEN*PHONE" }));
    const pro = { ...club, name: "Pro", hosts: ["pro.example"], descriptors: ["Lumen*Phone"] };
    expect(await createSite(own(), pro)).toMatchObject({
      reason: "DESCRIPTOR_TAKEN",
      by: { id: lumen.siteId },
    });
  });

  test("is not added to an archived site", async () => {
    await archiveSite(own(), { merchantId: lumen.id, siteId: lumen.siteId });
    expect(await createCampaign(own(), phone())).toMatchObject({ reason: "ARCHIVED" });
  });

  test("of another tenant is not found, and readers change none", async () => {
    const other = await world.merchant(`Other ${counter}`, { ready: false });
    const stranger = world.person("merchant_admin", other.id);
    const target = { merchantId: lumen.id, campaignId: lumen.campaignId };
    await expect(createCampaign(stranger, phone())).rejects.toThrow(NotFoundError);
    await expect(createCampaign(own(), phone({ siteId: other.siteId }))).rejects.toThrow(NotFoundError);
    await expect(editCampaign(stranger, { ...target, name: "Mine" })).rejects.toThrow(NotFoundError);
    await expect(archiveCampaign(stranger, target)).rejects.toThrow(NotFoundError);
    const reader = world.person("merchant_support", lumen.id);
    await expect(createCampaign(reader, phone())).rejects.toThrow(PermissionError);
    await expect(editCampaign(reader, target)).rejects.toThrow(PermissionError);
    await expect(archiveCampaign(reader, target)).rejects.toThrow(PermissionError);
    expect(await campaignsNow()).toHaveLength(1);
  });
});
