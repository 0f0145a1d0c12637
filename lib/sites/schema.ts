import { z } from "zod";
import { CAMPAIGN_KINDS, type CampaignKind } from "#lib/terms.ts";

/** What an order says about its site; null where it says nothing. */
export type SiteQuestion = { siteId: string | null; siteUrl: string | null; descriptor: string | null };

export type SiteSource = "siteId" | "siteUrl" | "descriptor" | "default";

/** `disagree`: a later source named another site. `unknown` is the text that names no site, `missing`: none named. */
export type SiteResolution<Site> =
  | { site: Site; source: SiteSource; disagree: boolean }
  | { missing: true }
  | { unknown: string; source: Exclude<SiteSource, "default"> };

const name = z.string().trim().min(1, "A name is needed").max(120, "At most 120 characters");
const hosts = z.array(z.string().trim().min(1).max(2048)).min(1, "At least one host is needed").max(100);
const descriptor = z.string().trim().min(1).max(64, "At most 64 characters");
const descriptors = z.array(descriptor).max(100);
/** FlexCharge's GUIDs are lower case; an empty field is none. */
const flexchargeSiteId = z
  .string()
  .trim()
  .max(64)
  .transform((id) => id.toLowerCase() || null)
  .nullable();
/** How long an evaluate may take in all. */
const evaluateDeadlineMs = z.number().int().min(1000, "At least 1 second").max(30_000, "At most 30 seconds");

export const createSiteInput = z.object({
  merchantId: z.string(),
  name,
  hosts,
  descriptors: descriptors.default([]),
  sandboxSiteId: flexchargeSiteId.default(null),
  productionSiteId: flexchargeSiteId.default(null),
  evaluateDeadlineMs: evaluateDeadlineMs.default(8000),
});
export type CreateSiteInput = z.input<typeof createSiteInput>;

/** What is absent stays; a list that is given replaces the list. */
export const editSiteInput = z.object({
  merchantId: z.string(),
  siteId: z.string(),
  name: name.optional(),
  hosts: hosts.optional(),
  descriptors: descriptors.optional(),
  sandboxSiteId: flexchargeSiteId.optional(),
  productionSiteId: flexchargeSiteId.optional(),
  evaluateDeadlineMs: evaluateDeadlineMs.optional(),
});
export type EditSiteInput = z.input<typeof editSiteInput>;

export const archiveSiteInput = z.object({ merchantId: z.string(), siteId: z.string() });
export type ArchiveSiteInput = z.input<typeof archiveSiteInput>;

export const setDefaultSiteInput = z.object({ merchantId: z.string(), siteId: z.string().nullable() });
export type SetDefaultSiteInput = z.input<typeof setDefaultSiteInput>;

const externalId = z.string().trim().min(1, "The partner's campaign id is needed").max(120);

export const createCampaignInput = z.object({
  merchantId: z.string(),
  siteId: z.string(),
  name,
  externalId,
  kind: z.enum(CAMPAIGN_KINDS),
  descriptor: descriptor.nullable().default(null),
});
export type CreateCampaignInput = z.input<typeof createCampaignInput>;

/** What is absent stays. A campaign does not move to another site: its history belongs to the one it was on. */
export const editCampaignInput = z.object({
  merchantId: z.string(),
  campaignId: z.string(),
  name: name.optional(),
  externalId: externalId.optional(),
  kind: z.enum(CAMPAIGN_KINDS).optional(),
  descriptor: descriptor.nullable().optional(),
});
export type EditCampaignInput = z.input<typeof editCampaignInput>;

export const archiveCampaignInput = z.object({ merchantId: z.string(), campaignId: z.string() });
export type ArchiveCampaignInput = z.input<typeof archiveCampaignInput>;

/** A campaign as lists and forms show it. */
export type CampaignView = {
  id: string;
  siteId: string;
  externalId: string;
  name: string;
  kind: CampaignKind;
  descriptor: string | null;
  archived: boolean;
};

/** A site as lists and forms show it; the first host is the one that is shown. */
export type SiteView = {
  id: string;
  merchantId: string;
  name: string;
  hosts: string[];
  descriptors: string[];
  sandboxSiteId: string | null;
  productionSiteId: string | null;
  evaluateDeadlineMs: number;
  createdAt: string;
  archived: boolean;
  isDefault: boolean;
  campaigns: CampaignView[];
};
