import { and, eq, ne } from "drizzle-orm";
import type { z } from "zod";
import type { Transaction } from "#db/client.ts";
import { credentialSets } from "#db/schema/credentials.ts";
import { sites } from "#db/schema/sites.ts";
import { inScope } from "#lib/access/in-scope.ts";
import { requireFreshProof, requirePermission, type Scope } from "#lib/access/open-scope.ts";
import { appendEntry } from "#lib/audit/append-entry.ts";
import { ok, type Result, refuse } from "#lib/kit/result.ts";
import { newestVersion } from "./internal/newest-version.ts";
import { fingerprintOf, openSecret, type SealedField, sealSecret } from "./internal/vault.ts";
import { livingSets, merchantName } from "./queries.ts";
import {
  type EnterCredentialsInput,
  enterCredentialsInput,
  type FieldProblems,
  fieldProblems,
} from "./schema.ts";

type Entered = z.output<ReturnType<typeof enterCredentialsInput>>;
const invalid = (fields: FieldProblems) => refuse({ reason: "INVALID_FIELDS", fields });

/**
 * Keeps a new version of a merchant's FlexCharge credentials, or with PARTNER_TENANT of the partner's own, in one
 * environment, sealed (P16). It is `entered` and not in use until it is verified; an unverified one before it is
 * dropped. Needs `credentials.write`.
 */
export async function enterCredentials(
  scope: Scope,
  input: EnterCredentialsInput,
): Promise<Result<{ version: number }, { reason: "INVALID_FIELDS"; fields: FieldProblems }>> {
  requirePermission(scope, "credentials.write");
  const parsed = enterCredentialsInput(input.merchantId).safeParse(input);
  if (!parsed.success) return invalid(fieldProblems(parsed.error));
  const entered = parsed.data;
  const { merchantId, environment } = entered;
  requireFreshProof(scope);

  return inScope(scope, async (tx) => {
    const name = await merchantName(tx, merchantId, { lock: true });
    const unknown = await unknownSites(tx, entered);
    if (Object.keys(unknown).length > 0) return invalid(unknown);
    const before = (await livingSets(tx, merchantId, environment)).find((set) => set.appSecret !== null);
    const keep = (field: SealedField) => {
      const sealed = before?.[field];
      return sealed
        ? openSecret(tx, { merchantId, environment, version: before.version, field }, sealed)
        : null;
    };
    const sameAccount = before?.mid === entered.mid;
    const appSecret = entered.appSecret ?? (await keep("appSecret"));
    if (!appSecret) return invalid({ appSecret: "REQUIRED" });
    const tokenizationKey =
      entered.tokenizationKey === undefined && sameAccount ? before.tokenizationKey : entered.tokenizationKey;
    const webhookKey =
      entered.webhookKey === undefined && sameAccount ? await keep("webhookKey") : entered.webhookKey;

    const version = (await newestVersion(tx, entered)) + 1;
    const place = { merchantId, environment, version };
    const now = scope.clock.now();
    await dropUnused(tx, entered, now);
    await tx.insert(credentialSets).values({
      ...place,
      state: "entered",
      mid: entered.mid,
      appKey: entered.appKey,
      tokenizationKey: tokenizationKey ?? null,
      appSecret: await sealSecret(tx, { ...place, field: "appSecret" }, appSecret),
      appSecretLast4: appSecret.slice(-4),
      webhookKey: webhookKey ? await sealSecret(tx, { ...place, field: "webhookKey" }, webhookKey) : null,
      webhookKeyLast4: webhookKey ? webhookKey.slice(-4) : null,
      enteredById: scope.actor.id,
      enteredByName: scope.actor.name,
      enteredAt: now,
      cutOverAt: entered.cutOverAt && entered.cutOverAt > now ? entered.cutOverAt : null,
      fingerprint: fingerprintOf({ mid: entered.mid ?? "", appKey: entered.appKey, appSecret }),
    });
    await keepSiteIds(tx, entered);
    await appendEntry(tx, scope, {
      merchantId,
      action: "credentials.enter",
      subject: `credentials/${environment}/${version}`,
      subjectName: `${name}, ${environment} credentials`,
      before: before && { version: before.version, state: before.state, mid: before.mid },
      after: {
        version,
        state: "entered",
        mid: entered.mid,
        appSecretLast4: appSecret.slice(-4),
        secretReplaced: entered.appSecret !== undefined,
        webhookKey: Boolean(webhookKey),
        tokenizationKey: Boolean(tokenizationKey),
        siteIds: entered.siteIds,
        ...(entered.cutOverAt ? { cutOverAt: entered.cutOverAt.toISOString() } : {}),
      },
    });
    return ok({ version });
  });
}

/** Its secrets go with it: nothing will ever open a set that was never in use. */
async function dropUnused(tx: Transaction, { merchantId, environment }: Entered, now: Date): Promise<void> {
  await tx
    .update(credentialSets)
    .set({ state: "revoked", revokedAt: now, appSecret: null, webhookKey: null })
    .where(
      and(
        eq(credentialSets.merchantId, merchantId),
        eq(credentialSets.environment, environment),
        eq(credentialSets.current, false),
        ne(credentialSets.state, "revoked"),
      ),
    );
}

async function unknownSites(tx: Transaction, { merchantId, siteIds = {} }: Entered): Promise<FieldProblems> {
  if (Object.keys(siteIds).length === 0) return {};
  const rows = await tx.select({ id: sites.id }).from(sites).where(eq(sites.merchantId, merchantId));
  const known = new Set(rows.map((row) => row.id));
  const unknown = Object.keys(siteIds).filter((id) => !known.has(id));
  return Object.fromEntries(unknown.map((id) => [`siteIds.${id}`, "UNKNOWN_SITE"]));
}

async function keepSiteIds(
  tx: Transaction,
  { merchantId, environment, siteIds = {} }: Entered,
): Promise<void> {
  for (const [id, value] of Object.entries(siteIds)) {
    await tx
      .update(sites)
      .set(environment === "sandbox" ? { sandboxSiteId: value } : { productionSiteId: value })
      .where(and(eq(sites.merchantId, merchantId), eq(sites.id, id)));
  }
}
