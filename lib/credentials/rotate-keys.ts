import { and, eq, isNotNull, or } from "drizzle-orm";
import type { Database, Transaction } from "#db/client.ts";
import { alertSettings } from "#db/schema/alerts.ts";
import { credentialSets, merchantDataKeys } from "#db/schema/credentials.ts";
import { applications } from "#db/schema/onboarding.ts";
import { users } from "#db/schema/people.ts";
import { webhookEndpoints, webhookSecrets } from "#db/schema/webhooks.ts";
import { EVERY_TENANT, inTenant } from "#db/tenant.ts";
import {
  addDataKey,
  fingerprintOf,
  openSecret,
  type Place,
  resealSecret,
  rewrapDataKeys,
} from "./internal/vault.ts";

/** Columns that hold sealed values, as `table.column`: a catalogue test keeps this whole. */
export const SEALED_COLUMNS = [
  "credential_sets.app_secret",
  "credential_sets.webhook_key",
  "webhook_secrets.secret",
  "alert_settings.webhook_secret",
  "users.totp_secret",
  "applications.bank",
] as const;

export type Rotation = { tenants: number; rewrapped: number; resealed: number };

/**
 * Rotates both keys while everything runs (P16): every data key is wrapped anew under SWITCHBOARD_ENCRYPTION_KEY, then
 * each tenant gets a new data key and all of its secrets are sealed under it. One transaction a tenant; a secret that
 * somebody changes meanwhile stays theirs. Safe to run again. Programs must know both deployment keys until it is done.
 */
export async function rotateKeys(database: Database): Promise<Rotation> {
  const tenants = await inTenant(database, EVERY_TENANT, (tx) =>
    tx.selectDistinct({ id: merchantDataKeys.merchantId }).from(merchantDataKeys),
  );
  const done: Rotation = { tenants: tenants.length, rewrapped: 0, resealed: 0 };
  for (const { id } of tenants) {
    await inTenant(database, EVERY_TENANT, async (tx) => {
      done.rewrapped += await rewrapDataKeys(tx, id);
      await addDataKey(tx, id);
      done.resealed += (await resealCredentials(tx, id)) + (await resealOthers(tx, id));
    });
  }
  return done;
}

async function resealCredentials(tx: Transaction, merchantId: string): Promise<number> {
  const rows = await tx
    .select()
    .from(credentialSets)
    .where(
      and(
        eq(credentialSets.merchantId, merchantId),
        or(isNotNull(credentialSets.appSecret), isNotNull(credentialSets.webhookKey)),
      ),
    )
    .for("update");
  for (const set of rows) {
    const { environment, version, mid, appKey } = set;
    const place = { merchantId, environment, version };
    const secret = set.appSecret && (await openSecret(tx, { ...place, field: "appSecret" }, set.appSecret));
    await tx
      .update(credentialSets)
      .set({
        appSecret: set.appSecret && (await resealSecret(tx, { ...place, field: "appSecret" }, set.appSecret)),
        webhookKey:
          set.webhookKey && (await resealSecret(tx, { ...place, field: "webhookKey" }, set.webhookKey)),
        // The digest is keyed by the deployment's key: only those of one key can be compared.
        fingerprint:
          secret && appKey ? fingerprintOf({ mid: mid ?? "", appKey, appSecret: secret }) : set.fingerprint,
      })
      .where(
        and(
          eq(credentialSets.merchantId, merchantId),
          eq(credentialSets.environment, environment),
          eq(credentialSets.version, version),
        ),
      );
  }
  return rows.length;
}

async function resealOthers(tx: Transaction, merchantId: string): Promise<number> {
  let count = 0;
  const reseal = (place: Omit<Place, "merchantId">, sealed: Buffer) => {
    count += 1;
    return resealSecret(tx, { merchantId, ...place }, sealed);
  };
  const endpoints = await tx
    .select({ secret: webhookSecrets, environment: webhookEndpoints.environment })
    .from(webhookSecrets)
    .innerJoin(
      webhookEndpoints,
      and(
        eq(webhookEndpoints.merchantId, webhookSecrets.merchantId),
        eq(webhookEndpoints.id, webhookSecrets.endpointId),
      ),
    )
    .where(eq(webhookSecrets.merchantId, merchantId))
    .for("update", { of: webhookSecrets });
  for (const { secret: row, environment } of endpoints) {
    const { endpointId, version } = row;
    const secret = await reseal({ environment, version, field: `endpoint/${endpointId}` }, row.secret);
    await tx
      .update(webhookSecrets)
      .set({ secret })
      .where(
        and(
          eq(webhookSecrets.merchantId, merchantId),
          eq(webhookSecrets.endpointId, endpointId),
          eq(webhookSecrets.version, version),
        ),
      );
  }
  const alerts = await tx
    .select()
    .from(alertSettings)
    .where(and(eq(alertSettings.merchantId, merchantId), isNotNull(alertSettings.webhookSecret)))
    .for("update");
  for (const { webhookSecret } of alerts) {
    const place = { environment: "production", version: 1, field: "endpoint/alerts" } as const;
    await tx
      .update(alertSettings)
      .set({ webhookSecret: await reseal(place, webhookSecret!) })
      .where(eq(alertSettings.merchantId, merchantId));
  }
  const people = await tx
    .select()
    .from(users)
    .where(and(eq(users.merchantId, merchantId), isNotNull(users.totpSecret)))
    .for("update");
  for (const { id, totpSecret } of people) {
    const place = { environment: "production", version: 1, field: `totp/${id}` } as const;
    await tx
      .update(users)
      .set({ totpSecret: await reseal(place, totpSecret!) })
      .where(eq(users.id, id));
  }
  const banks = await tx
    .select()
    .from(applications)
    .where(and(eq(applications.merchantId, merchantId), isNotNull(applications.bank)))
    .for("update");
  for (const { id, environment, bank } of banks) {
    const place = { environment, version: 1, field: `application/${id}` } as const;
    await tx
      .update(applications)
      .set({ bank: await reseal(place, bank!) })
      .where(and(eq(applications.merchantId, merchantId), eq(applications.id, id)));
  }
  return count;
}
