import type { z } from "zod";
import { EVERY_TENANT } from "#db/tenant.ts";
import { inScope } from "#lib/access/in-scope.ts";
import { requireFreshProof, requirePermission, type Scope } from "#lib/access/open-scope.ts";
import { enterCredentials } from "#lib/credentials/enter-credentials.ts";
import { listCredentials } from "#lib/credentials/queries.ts";
import { verifyCredentials } from "#lib/credentials/verify-credentials.ts";
import { PermissionError } from "#lib/kit/errors.ts";
import { ok, type Result, refuse } from "#lib/kit/result.ts";
import { createSite } from "#lib/sites/create-site.ts";
import { listSites } from "#lib/sites/queries.ts";
import type { RefusalOf } from "./errors.ts";
import { appendEvent, lockApplication } from "./internal/application-row.ts";
import { callCause } from "./internal/call-cause.ts";
import { openOnboardingTools } from "./open-onboarding-tools.ts";
import { applicationInput } from "./schema.ts";

type Refusal = RefusalOf<"WRONG_STATE" | "NO_PARTNER_ACCOUNT" | "FLEXCHARGE_REFUSED" | "NOT_CERTAIN">;
type Issued = { credentials: "verified" | "entered" | "kept"; cause: string | null; sites: number };

/**
 * Asks FlexCharge for a key pair of a converted merchant (API sheet §2.11; earlier keys stay valid), keeps it sealed and
 * proves it; sites that the account has and we do not are added with its site ids. Credentials that stand already are kept:
 * a second pair is never made beside them. Needs `credentials.write`, of partner staff.
 */
export async function issueAccountKeys(
  scope: Scope,
  input: z.input<typeof applicationInput>,
  tools = openOnboardingTools(scope),
): Promise<Result<Issued, Refusal>> {
  requirePermission(scope, "credentials.write");
  if (scope.tenant !== EVERY_TENANT) throw new PermissionError("merchants.write");
  // Before the keys are made: their secret comes once, and keeping it asks for the same.
  requireFreshProof(scope);
  const place = applicationInput.parse(input);
  const row = await inScope(scope, (tx) => lockApplication(tx, place));
  const { merchantId, environment, mid } = row;
  if (row.state !== "converted" || !mid) return refuse({ reason: "WRONG_STATE", state: row.state });
  const session = await tools.partner(environment);
  if (!session) return refuse({ reason: "NO_PARTNER_ACCOUNT" });
  const sets = await listCredentials(scope, merchantId);
  const stands = sets.some((set) => set.environment === environment && set.appKey && set.state !== "revoked");
  const siteIds = await takeSites(scope, { merchantId, environment, mid }, tools, session);
  const sites = Object.keys(siteIds).length;
  if (stands) return ok({ credentials: "kept", cause: null, sites });

  const within = { deadlineMs: tools.deadlineMs, ignoreBreaker: true };
  const asked = { mid, name: "Switchboard", description: `${environment} keys of Switchboard` };
  const keys = await tools.client.createMerchantKeys(session, asked, within);
  if (keys.kind === "refused") return refuse({ reason: "FLEXCHARGE_REFUSED", cause: callCause(keys) });
  if (keys.kind !== "answer") return refuse({ reason: "NOT_CERTAIN", cause: callCause(keys) });
  const { appKey, appSecret } = keys.body;
  const entered = await enterCredentials(scope, { merchantId, environment, mid, appKey, appSecret, siteIds });
  if (!entered.ok) {
    const fields = Object.keys(entered.fields).join(", ");
    return refuse({ reason: "FLEXCHARGE_REFUSED", cause: `Its keys cannot be kept: ${fields}.` });
  }
  const verified = await verifyCredentials(
    scope,
    { merchantId, environment, version: entered.value.version },
    { client: tools.client, deadlineMs: tools.deadlineMs },
  );
  await inScope(scope, (tx) =>
    appendEvent(tx, scope, row, "keys_created", { version: entered.value.version }),
  );
  if (verified.ok) return ok({ credentials: "verified", cause: null, sites });
  const cause = "verification" in verified ? (verified.verification.cause ?? null) : null;
  return ok({ credentials: "entered", cause, sites });
}

/** FlexCharge's site ids by our site's; a site that we do not have yet is added. Nothing is known: nothing is changed. */
async function takeSites(
  scope: Scope,
  { merchantId, mid }: { merchantId: string; environment: string; mid: string },
  { client, deadlineMs }: ReturnType<typeof openOnboardingTools>,
  session: Parameters<typeof client.getMerchant>[0],
): Promise<Record<string, string>> {
  const account = await client.getMerchant(session, { mid }, { deadlineMs });
  if (account.kind !== "answer") return {};
  const known = await listSites(scope, merchantId);
  const ids: Record<string, string> = {};
  for (const { id, name, url, descriptor } of account.body.sites ?? []) {
    const host = url && hostOf(url);
    if (!host) continue;
    const ours = known.find((site) => !site.archived && site.hosts.some((one) => hostOf(one) === host));
    if (ours) {
      ids[ours.id] = id;
      continue;
    }
    const descriptors = descriptor ? [descriptor] : [];
    const added = await createSite(scope, { merchantId, name: name || host, hosts: [url], descriptors });
    if (added.ok) ids[added.value.id] = id;
  }
  return ids;
}

function hostOf(address: string): string | null {
  const url = URL.parse(address.includes("://") ? address : `https://${address}`);
  return url ? url.hostname.replace(/^www\./, "") : null;
}
