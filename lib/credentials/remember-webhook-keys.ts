import { and, desc, eq, gt, inArray, isNotNull, or } from "drizzle-orm";
import type { Database } from "#db/client.ts";
import { credentialSets } from "#db/schema/credentials.ts";
import { inTenant } from "#db/tenant.ts";
import type { Environment } from "#lib/terms.ts";
import { openSecret } from "./internal/vault.ts";

/** How long notices that were signed before a rotation may still be on their way. */
const REPLACED_GOOD_MS = 24 * 60 * 60 * 1000;

export type WebhookKey = {
  /** Of the credential set. */
  version: number;
  /** Base64. */
  key: string;
  /** Null while nothing has replaced it. */
  goodUntil: Date | null;
};

export type WebhookKeys = ReturnType<typeof rememberWebhookKeys>;

/**
 * The webhook keys of each account, opened once and kept in memory, for the door of the notices: the set in use, one
 * that is to follow it, and one that was replaced less than 24 h ago. One that a person revoked is erased and
 * never good.
 */
export function rememberWebhookKeys(database: Database) {
  const kept = new WeakMap<object, Map<Environment, Promise<WebhookKey[]>>>();
  return {
    /**
     * Newest first. Throws when the database does not answer.
     * @param account a merchant's id or PARTNER_TENANT, and what the snapshot holds of it: another object once anything
     *   of it has changed
     * @param now wall time, for what was replaced
     */
    async get(
      account: { id: string; known: object },
      environment: Environment,
      now: Date,
    ): Promise<WebhookKey[]> {
      const ofAccount = kept.get(account.known) ?? new Map<Environment, Promise<WebhookKey[]>>();
      kept.set(account.known, ofAccount);
      let opened = ofAccount.get(environment);
      if (!opened) {
        opened = openKeys(database, account.id, environment, now);
        ofAccount.set(environment, opened);
        opened.catch(() => ofAccount.delete(environment));
      }
      return (await opened).filter(({ goodUntil }) => goodUntil === null || goodUntil > now);
    },
  };
}

function openKeys(
  database: Database,
  merchantId: string,
  environment: Environment,
  now: Date,
): Promise<WebhookKey[]> {
  return inTenant(database, merchantId, async (tx) => {
    const replacedAfter = new Date(now.getTime() - REPLACED_GOOD_MS);
    const sets = await tx
      .select()
      .from(credentialSets)
      .where(
        and(
          eq(credentialSets.merchantId, merchantId),
          eq(credentialSets.environment, environment),
          isNotNull(credentialSets.webhookKey),
          or(
            eq(credentialSets.current, true),
            inArray(credentialSets.state, ["entered", "verified"]),
            gt(credentialSets.replacedAt, replacedAfter),
          ),
        ),
      )
      .orderBy(desc(credentialSets.version));
    const keys: WebhookKey[] = [];
    for (const { version, webhookKey, replacedAt } of sets) {
      if (!webhookKey) continue;
      const place = { merchantId, environment, version, field: "webhookKey" as const };
      const goodUntil = replacedAt && new Date(replacedAt.getTime() + REPLACED_GOOD_MS);
      keys.push({ version, key: await openSecret(tx, place, webhookKey), goodUntil });
    }
    return keys;
  });
}
