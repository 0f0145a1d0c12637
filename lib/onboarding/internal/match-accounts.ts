import type { MerchantAnswer } from "#lib/flexcharge/schema.ts";

/** What is compared of a merchant of ours. */
export type OwnMerchant = {
  id: string;
  name: string;
  observed: boolean;
  hosts: readonly string[];
  /** Lower case, of credential sets in this environment that are not revoked. */
  mids: readonly string[];
};

/** `SEVERAL`: more than one of ours, or one of ours for more than one account; a person decides. */
export type MatchReason = "MID" | "WEBSITE" | "NAME" | "SEVERAL" | "NONE";
export type AccountMatch = {
  account: MerchantAnswer;
  merchant: OwnMerchant | null;
  reason: MatchReason;
};

/**
 * Which of our merchants each account is: by MID, else by website, else by name. Only a MID is certain, so one that has
 * a MID is nobody else's, and whatever is not one to one stays open.
 */
export function matchAccounts(
  accounts: readonly MerchantAnswer[],
  merchants: readonly OwnMerchant[],
): AccountMatch[] {
  const isOf = (account: MerchantAnswer) => (merchant: OwnMerchant) => merchant.mids.includes(account.mid);
  const free = merchants.filter((merchant) => !accounts.some((account) => isOf(account)(merchant)));
  const found = accounts.map((account) => {
    const byMid = merchants.filter(isOf(account));
    if (byMid.length > 0) return { account, merchants: byMid, reason: "MID" as const };
    const hosts = hostsOfAccount(account);
    const byHost = free.filter((merchant) => merchant.hosts.some((host) => hosts.has(hostOf(host) ?? "")));
    if (byHost.length > 0) return { account, merchants: byHost, reason: "WEBSITE" as const };
    const names = new Set(namesOfAccount(account).map(plainName).filter(Boolean));
    const byName = free.filter(({ name }) => names.has(plainName(name)));
    return { account, merchants: byName, reason: byName.length > 0 ? ("NAME" as const) : ("NONE" as const) };
  });
  return found.map(({ account, merchants: [one, ...more], reason }) => {
    if (!one) return { account, merchant: null, reason };
    const isContested = found.some((other) => other.account !== account && other.merchants.includes(one));
    return more.length > 0 || isContested
      ? { account, merchant: null, reason: "SEVERAL" }
      : { account, merchant: one, reason };
  });
}

/** What FlexCharge calls the account: the name that customers know first. */
export function accountName(account: MerchantAnswer): string {
  return namesOfAccount(account)[0] ?? account.mid;
}

/** The site of ours that each site of the account is, by host; ours → theirs. */
export function matchSites(
  account: MerchantAnswer,
  sites: readonly { id: string; hosts: readonly string[] }[],
): Record<string, string> {
  const ids: Record<string, string> = {};
  for (const { id, url } of account.sites ?? []) {
    const host = url && hostOf(url);
    const own = host && sites.find((site) => site.hosts.some((one) => hostOf(one) === host));
    if (own) ids[own.id] ??= id;
  }
  return ids;
}

function namesOfAccount({ dba, companyName, legalEntityName }: MerchantAnswer): string[] {
  return [dba, companyName, legalEntityName].flatMap((name) => (name?.trim() ? [name.trim()] : []));
}

function hostsOfAccount({ website, sites }: MerchantAnswer): Set<string> {
  const addresses = [website, ...(sites ?? []).map(({ url }) => url)];
  return new Set(addresses.flatMap((address) => (address && hostOf(address)) || []));
}

const COMPANY_FORMS = /\b(inc|incorporated|llc|ltd|limited|gmbh|corp|corporation|co|company)\b/g;

/** Without case, punctuation and the company's form, in which two systems differ. */
function plainName(name: string): string {
  const words = name
    .normalize("NFKC")
    .toLowerCase()
    .replace(/[.'’]/g, "")
    .replace(/[^\p{L}\p{N}]+/gu, " ");
  return words.replace(COMPANY_FORMS, " ").replace(/\s+/g, " ").trim();
}

function hostOf(address: string): string | null {
  const url = URL.parse(address.includes("://") ? address : `https://${address}`);
  return url ? url.hostname.replace(/^www\./, "") : null;
}
