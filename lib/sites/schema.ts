import { z } from "zod";
import { CAMPAIGN_KINDS } from "#lib/terms.ts";

/** What an order says about its site; null where it says nothing. */
export type SiteQuestion = { siteId: string | null; siteUrl: string | null; descriptor: string | null };

export type SiteSource = "siteId" | "siteUrl" | "descriptor" | "default";

/** `disagree`: a later source named another site. `unknown` is the text that names no site, `missing`: none named. */
export type SiteResolution<Site> =
  | { site: Site; source: SiteSource; disagree: boolean }
  | { missing: true }
  | { unknown: string; source: Exclude<SiteSource, "default"> };

const name = z.string().trim().min(1, "A name is needed").max(120, "At most 120 characters");
/** FlexCharge limits the descriptor on the statement; 5 to 22 characters is the card schemes' own range. */
const descriptor = z.string().trim().min(1).max(64, "At most 64 characters");
const flexchargeSiteId = z
  .string()
  .trim()
  .max(64)
  .nullish()
  .transform((id) => (id ? id.toLowerCase() : null));

const siteFields = {
  name,
  hosts: z.array(z.string().trim().min(1).max(2048)).min(1, "At least one host is needed").max(100),
  descriptors: z.array(descriptor).max(100).default([]),
  sandboxSiteId: flexchargeSiteId,
  productionSiteId: flexchargeSiteId,
  /** How long an evaluate may take in all, 1 to 30 seconds. */
  evaluateDeadlineMs: z.number().int().min(1000).max(30_000).default(8000),
};

export const createSiteInput = z.object({ merchantId: z.string(), ...siteFields });
export type CreateSiteInput = z.input<typeof createSiteInput>;

/** The whole site as the form shows it: lists replace lists. */
export const editSiteInput = z.object({ merchantId: z.string(), siteId: z.string(), ...siteFields });
export type EditSiteInput = z.input<typeof editSiteInput>;

const campaignFields = {
  name,
  externalId: z.string().trim().min(1, "The partner's campaign id is needed").max(120),
  kind: z.enum(CAMPAIGN_KINDS),
  descriptor: descriptor.nullish().transform((text) => text ?? null),
};

export const createCampaignInput = z.object({
  merchantId: z.string(),
  siteId: z.string(),
  ...campaignFields,
});
export type CreateCampaignInput = z.input<typeof createCampaignInput>;

export const editCampaignInput = z.object({
  merchantId: z.string(),
  campaignId: z.string(),
  ...campaignFields,
});
export type EditCampaignInput = z.input<typeof editCampaignInput>;
