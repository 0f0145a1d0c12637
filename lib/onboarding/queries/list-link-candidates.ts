import { EVERY_TENANT } from "#db/tenant.ts";
import { requirePermission, type Scope } from "#lib/access/open-scope.ts";
import type { MerchantAnswer, Session } from "#lib/flexcharge/schema.ts";
import { NotFoundError } from "#lib/kit/errors.ts";
import { ok, type Result, refuse } from "#lib/kit/result.ts";
import type { Environment } from "#lib/terms.ts";
import { callCause } from "../internal/call-cause.ts";
import { accountName, type MatchReason, matchAccounts } from "../internal/match-accounts.ts";
import { type LinkableMerchant, readOwnMerchants } from "../internal/read-own-merchants.ts";
import { type OnboardingTools, openOnboardingTools } from "../open-onboarding-tools.ts";

export type LinkCandidate = {
  upstream: { mid: string; name: string; website: string | null };
  match: { merchantId: string; name: string; observed: boolean } | null;
  reason: MatchReason;
  /** `linked`: nothing is left to do. `other_account`: the match has verified credentials of another MID in use. */
  standing: "linked" | "open" | "other_account";
};
export type LinkCandidates = {
  rows: LinkCandidate[];
  /** Ours that no account is linked to in this environment, for choosing by hand. */
  merchants: { id: string; name: string }[];
};

const PAGE_ROWS = 200;
const PAGES_MAX = 50;

/**
 * The accounts that FlexCharge has opened through the partner, each beside the merchant of ours that it seems to be
 * (API sheet §2.10). Asks FlexCharge. Needs `merchants.write`, of partner staff.
 */
export async function listLinkCandidates(
  scope: Scope,
  environment: Environment,
  tools: OnboardingTools = openOnboardingTools(scope),
): Promise<
  Result<LinkCandidates, { reason: "NO_PARTNER_ACCOUNT" } | { reason: "NOT_CERTAIN"; cause: string }>
> {
  requirePermission(scope, "merchants.write");
  if (scope.tenant !== EVERY_TENANT) throw new NotFoundError("Partner");
  const session = await tools.partner(environment);
  if (!session) return refuse({ reason: "NO_PARTNER_ACCOUNT" });
  const accounts = await readAccounts(tools, session);
  if (!accounts.ok) return accounts;
  const own = await readOwnMerchants(scope, environment);
  const rows = matchAccounts(accounts.value, own).map(({ account, merchant, reason }) => ({
    upstream: { mid: account.mid, name: accountName(account), website: account.website ?? null },
    match: merchant && { merchantId: merchant.id, name: merchant.name, observed: merchant.observed },
    reason,
    standing: standingOf(
      account,
      own.find(({ id }) => id === merchant?.id),
    ),
  }));
  // What is left to do stands first.
  rows.sort((a, b) => Number(a.standing === "linked") - Number(b.standing === "linked"));
  const taken = new Set(rows.flatMap((row) => (row.standing === "linked" ? row.match?.merchantId : [])));
  const merchants = own.filter(({ id, verifiedMid }) => !verifiedMid && !taken.has(id));
  return ok({ rows, merchants: merchants.map(({ id, name }) => ({ id, name })) });
}

function standingOf(account: MerchantAnswer, merchant: LinkableMerchant | undefined) {
  if (!merchant?.verifiedMid) return "open" as const;
  if (merchant.verifiedMid !== account.mid) return "other_account" as const;
  return merchant.stands ? ("linked" as const) : ("open" as const);
}

/** To the end; a server that does not know the paging says the same again. */
async function readAccounts(
  tools: OnboardingTools,
  session: Session,
): Promise<Result<MerchantAnswer[], { reason: "NOT_CERTAIN"; cause: string }>> {
  const accounts = new Map<string, MerchantAnswer>();
  for (let pageNumber = 1; pageNumber <= PAGES_MAX; pageNumber += 1) {
    const options = { deadlineMs: tools.deadlineMs, ignoreBreaker: true };
    const read = await tools.client.listMerchants(session, { pageSize: PAGE_ROWS, pageNumber }, options);
    if (read.kind !== "answer") return refuse({ reason: "NOT_CERTAIN", cause: callCause(read) });
    const before = accounts.size;
    for (const account of read.body) accounts.set(account.mid, account);
    if (read.body.length < PAGE_ROWS || accounts.size === before) break;
  }
  accounts.delete(session.mid.toLowerCase());
  return ok([...accounts.values()]);
}
