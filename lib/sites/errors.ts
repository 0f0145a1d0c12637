type Holder = { id: string; name: string };

/** Why a site was not written. `field` is the form's field, `value` the entry that is wrong, `by` who has it. */
export type SiteRefusal =
  | { reason: "HOST_INVALID"; field: "hosts"; value: string }
  | { reason: "HOST_TAKEN"; field: "hosts"; value: string; by: Holder }
  | { reason: "DESCRIPTOR_TAKEN"; field: "descriptors"; value: string; by: Holder }
  | { reason: "SITE_ID_TAKEN"; field: "sandboxSiteId" | "productionSiteId"; value: string; by: Holder }
  | { reason: "ARCHIVED" };

/** Why a campaign was not written. */
export type CampaignRefusal =
  | { reason: "CAMPAIGN_ID_TAKEN"; field: "externalId"; value: string; by: Holder }
  | { reason: "DESCRIPTOR_TAKEN"; field: "descriptor"; value: string; by: Holder }
  | { reason: "ARCHIVED" };
