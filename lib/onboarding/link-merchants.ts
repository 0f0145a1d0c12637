import type { z } from "zod";
import { EVERY_TENANT } from "#db/tenant.ts";
import { requireFreshProof, requirePermission, type Scope } from "#lib/access/open-scope.ts";
import { enterCredentials } from "#lib/credentials/enter-credentials.ts";
import { listCredentials } from "#lib/credentials/queries.ts";
import { verifyCredentials } from "#lib/credentials/verify-credentials.ts";
import type { MerchantAnswer, Session } from "#lib/flexcharge/schema.ts";
import { NotFoundError } from "#lib/kit/errors.ts";
import { ok, type Result, refuse } from "#lib/kit/result.ts";
import { linkAccount } from "#lib/merchants/link-account.ts";
import { listSites } from "#lib/sites/queries.ts";
import type { Environment } from "#lib/terms.ts";
import { callCause } from "./internal/call-cause.ts";
import { matchSites } from "./internal/match-accounts.ts";
import { type LinkableMerchant, readOwnMerchants } from "./internal/read-own-merchants.ts";
import { type OnboardingTools, openOnboardingTools } from "./open-onboarding-tools.ts";
import { linkMerchantsInput } from "./schema.ts";

export type LinkRefusal =
  | { reason: "UNKNOWN_MERCHANT" | "ARCHIVED" }
  /** Another merchant of ours has credentials of this MID. */
  | { reason: "MID_TAKEN"; by: string }
  /** The merchant's verified credentials in use are another account's. */
  | { reason: "OTHER_ACCOUNT_IN_USE"; mid: string }
  /** FlexCharge's own words; `NOT_CERTAIN`: it gave no answer, and keys may have been made whose secret is lost. */
  | { reason: "FLEXCHARGE_REFUSED" | "NOT_CERTAIN" | "NOT_PROVEN"; cause: string };
export type LinkOutcome = { mid: string; merchantId: string } & Result<
  {
    /** `kept`: verified ones of this account stood already. */
    keys: "created" | "kept";
    changed: boolean;
    /** Its orders at FlexCharge are read from now on (lib/orders, sync-orders). */
    syncs: boolean;
  },
  LinkRefusal
>;

/**
 * Links accounts that FlexCharge has opened through the partner to merchants of ours: a key pair of its own for each
 * (API sheet §2.11; earlier ones stay good unless `overwriteKeys`), entered with the ids of sites that have the same
 * host, verified, linked. Each ends by itself; again, what is done is kept. Needs `merchants.write` and
 * `credentials.write`, of partner staff, freshly proven. Throws StepUpError.
 */
export async function linkMerchants(
  scope: Scope,
  input: z.input<typeof linkMerchantsInput>,
  tools: OnboardingTools = openOnboardingTools(scope),
): Promise<Result<{ rows: LinkOutcome[] }, { reason: "NO_PARTNER_ACCOUNT" }>> {
  requirePermission(scope, "merchants.write");
  requirePermission(scope, "credentials.write");
  if (scope.tenant !== EVERY_TENANT) throw new NotFoundError("Partner");
  // Before any key is made: its secret is told once, and must find an open door.
  requireFreshProof(scope);
  const { environment, links } = linkMerchantsInput.parse(input);
  const session = await tools.partner(environment);
  if (!session) return refuse({ reason: "NO_PARTNER_ACCOUNT" });
  const rows: LinkOutcome[] = [];
  for (const { mid, merchantId, overwriteKeys } of links) {
    const outcome = await linkOne(scope, { environment, mid, merchantId, overwriteKeys }, tools, session);
    rows.push({ mid, merchantId, ...outcome });
  }
  return ok({ rows });
}

type Link = { environment: Environment; mid: string; merchantId: string; overwriteKeys: boolean };
type Linked = Result<{ keys: "created" | "kept"; changed: boolean; syncs: boolean }, LinkRefusal>;

async function linkOne(scope: Scope, link: Link, tools: OnboardingTools, session: Session): Promise<Linked> {
  const { environment, mid, merchantId } = link;
  const all = await readOwnMerchants(scope, environment);
  const merchant = all.find(({ id }) => id === merchantId);
  if (!merchant) return refuse({ reason: "UNKNOWN_MERCHANT" });
  const taken = all.find((other) => other !== merchant && other.mids.includes(mid));
  if (taken) return refuse({ reason: "MID_TAKEN", by: taken.name });
  if (merchant.verifiedMid && merchant.verifiedMid !== mid) {
    return refuse({ reason: "OTHER_ACCOUNT_IN_USE", mid: merchant.verifiedMid });
  }
  const options = { deadlineMs: tools.deadlineMs, ignoreBreaker: true };
  const account = await tools.client.getMerchant(session, { mid }, options);
  if (account.kind === "refused") return refuse({ reason: "FLEXCHARGE_REFUSED", cause: callCause(account) });
  if (account.kind !== "answer") return refuse({ reason: "NOT_CERTAIN", cause: callCause(account) });

  const stands = merchant.verifiedMid === mid || (await proveEntered(scope, link, merchant, tools));
  if (!stands) {
    const made = await makeKeys(scope, link, account.body, tools, session);
    if (!made.ok) return made;
  }
  const linked = await linkAccount(scope, { merchantId, environment });
  if (!linked.ok) {
    return linked.reason === "ARCHIVED"
      ? refuse({ reason: "ARCHIVED" })
      : refuse({ reason: "NOT_PROVEN", cause: "Somebody changed its credentials meanwhile." });
  }
  const changed = !stands || linked.value.changed;
  return ok({ keys: stands ? "kept" : "created", changed, syncs: merchant.observed });
}

/** A run that ended between entering and proving left a pair that may well be good. */
async function proveEntered(
  scope: Scope,
  { environment, mid, merchantId }: Link,
  merchant: LinkableMerchant,
  tools: OnboardingTools,
): Promise<boolean> {
  if (!merchant.mids.includes(mid)) return false;
  const sets = await listCredentials(scope, merchantId);
  const newest = sets.find((set) => set.environment === environment && set.state !== "revoked" && set.appKey);
  if (newest?.mid !== mid) return false;
  const place = { merchantId, environment, version: newest.version };
  return (await verifyCredentials(scope, place, { client: tools.client, deadlineMs: tools.deadlineMs })).ok;
}

/** Not idempotent on the wire: a lost answer leaves a pair at FlexCharge that nobody knows the secret of. */
async function makeKeys(
  scope: Scope,
  { environment, mid, merchantId, overwriteKeys }: Link,
  account: MerchantAnswer,
  { client, deadlineMs }: OnboardingTools,
  session: Session,
): Promise<Result<{ version: number }, LinkRefusal>> {
  const known = (await listSites(scope, merchantId)).filter(
    (site) => !site.archived && !(environment === "sandbox" ? site.sandboxSiteId : site.productionSiteId),
  );
  const asked = { mid, name: "Switchboard", description: `${environment} keys of Switchboard` };
  const keys = await client.createMerchantKeys(
    session,
    { ...asked, ...(overwriteKeys ? { overwriteExistingKey: true } : {}) },
    { deadlineMs, ignoreBreaker: true },
  );
  if (keys.kind === "refused") return refuse({ reason: "FLEXCHARGE_REFUSED", cause: callCause(keys) });
  if (keys.kind !== "answer") return refuse({ reason: "NOT_CERTAIN", cause: callCause(keys) });
  const { appKey, appSecret } = keys.body;
  const siteIds = matchSites(account, known);
  const entered = await enterCredentials(scope, { merchantId, environment, mid, appKey, appSecret, siteIds });
  if (!entered.ok) {
    const fields = Object.keys(entered.fields).join(", ");
    return refuse({ reason: "NOT_PROVEN", cause: `Its keys cannot be kept: ${fields}.` });
  }
  const { version } = entered.value;
  const verified = await verifyCredentials(
    scope,
    { merchantId, environment, version },
    { client, deadlineMs },
  );
  if (verified.ok) return ok({ version });
  const cause = "verification" in verified ? verified.verification.cause : undefined;
  return refuse({ reason: "NOT_PROVEN", cause: cause ?? "Its keys were not proven." });
}
