import type { CampaignRefusal, SiteRefusal } from "#lib/sites/errors.ts";

type Words = { trouble?: string; fields?: Record<string, string> };

/** A refusal beside the field it is about; `hosts` holds what the form sent, to find the line that is wrong. */
export function siteRefusalWords(
  refusal: SiteRefusal,
  typed: { hosts: readonly string[]; descriptors: readonly string[] },
): Words {
  switch (refusal.reason) {
    case "HOST_INVALID":
      return inList("hosts", typed.hosts, refusal.value, "Not a host: write it as in shop.example.com");
    case "HOST_TAKEN":
      return inList("hosts", typed.hosts, refusal.value, `Belongs to ${refusal.by.name}`);
    case "DESCRIPTOR_TAKEN":
      return inList("descriptors", typed.descriptors, refusal.value, `Belongs to ${refusal.by.name}`);
    case "SITE_ID_TAKEN":
      return { fields: { [refusal.field]: `Is already ${refusal.by.name}'s id` } };
    case "ARCHIVED":
      return { trouble: "It was archived meanwhile, so nothing was changed." };
  }
}

export function campaignRefusalWords(refusal: CampaignRefusal): Words {
  switch (refusal.reason) {
    case "CAMPAIGN_ID_TAKEN":
      return { fields: { externalId: `Is already ${refusal.by.name}'s id` } };
    case "DESCRIPTOR_TAKEN":
      return { fields: { descriptor: `Belongs to ${refusal.by.name}` } };
    case "ARCHIVED":
      return { trouble: "It was archived meanwhile, so nothing was changed." };
  }
}

function inList(field: string, typed: readonly string[], value: string, words: string): Words {
  const wanted = value.trim().toLowerCase();
  const exact = typed.findIndex((one) => one.trim().toLowerCase() === wanted);
  const index = exact === -1 ? typed.findIndex((one) => one.toLowerCase().includes(wanted)) : exact;
  return { fields: { [`${field}.${Math.max(index, 0)}`]: words } };
}
