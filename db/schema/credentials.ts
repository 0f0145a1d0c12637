import { sql } from "drizzle-orm";
import {
  boolean,
  index,
  integer,
  jsonb,
  pgTable,
  primaryKey,
  text,
  timestamp,
  uniqueIndex,
} from "drizzle-orm/pg-core";
import type { CredentialState, Environment } from "#lib/terms.ts";
import { bytea } from "./bytea.ts";

/** A merchant's data key, wrapped by the deployment's key: a dump without that key reveals nothing (P16). */
export const merchantDataKeys = pgTable(
  "merchant_data_keys",
  {
    merchantId: text().notNull(),
    version: integer().notNull(),
    wrappedKey: bytea().notNull(),
    createdAt: timestamp({ withTimezone: true }).notNull().defaultNow(),
  },
  (t) => [primaryKey({ columns: [t.merchantId, t.version] })],
);

/** What the last "verify now" (or a refused call) found. */
export type Verification = { ok: boolean; at: string; tookMs: number; status?: number; cause?: string };

/** FlexCharge credentials of one merchant in one environment; a new entry is a new version. */
export const credentialSets = pgTable(
  "credential_sets",
  {
    /** PARTNER_TENANT for the partner's own account. */
    merchantId: text().notNull(),
    environment: text().$type<Environment>().notNull(),
    version: integer().notNull(),
    state: text().$type<CredentialState>().notNull(),
    /** The one set in use. An entered set becomes current when it is verified. */
    current: boolean().notNull().default(false),
    mid: text(),
    appKey: text(),
    tokenizationKey: text(),
    /** Sealed: data-key version, nonce, tag and ciphertext in one value (lib/credentials/internal/vault.ts). */
    appSecret: bytea(),
    appSecretLast4: text(),
    webhookKey: bytea(),
    webhookKeyLast4: text(),
    enteredById: text(),
    enteredByName: text(),
    enteredAt: timestamp({ withTimezone: true }),
    verifiedAt: timestamp({ withTimezone: true }),
    failingSince: timestamp({ withTimezone: true }),
    verification: jsonb().$type<Verification>(),
    /** A digest of MID, AppKey and AppSecret: tells whether two sets are the same without opening them. */
    fingerprint: text(),
    revokedAt: timestamp({ withTimezone: true }),
    /** A newer version took over then: its webhook key stays good for notices on their way. */
    replacedAt: timestamp({ withTimezone: true }),
    /** When a verified next version takes over; null: at once, or it has. */
    cutOverAt: timestamp({ withTimezone: true }),
    /** Asked of the merchant or of FlexCharge: a version without values yet. */
    requestedAt: timestamp({ withTimezone: true }),
    requestedByName: text(),
    /** Whose turn it is to enter them. */
    requestedOf: text().$type<"partner" | "merchant">(),
  },
  (t) => [
    primaryKey({ columns: [t.merchantId, t.environment, t.version] }),
    uniqueIndex("credential_sets_current_unique").on(t.merchantId, t.environment).where(sql`${t.current}`),
  ],
);

/** Our own key pairs. The partner's own stand under PARTNER_TENANT. Only a hash of the secret is kept (P17). */
export const apiKeys = pgTable(
  "api_keys",
  {
    merchantId: text().notNull(),
    id: text().notNull(),
    environment: text().$type<Environment>().notNull(),
    name: text().notNull(),
    appKey: text().notNull(),
    secretHash: text().notNull(),
    createdById: text().notNull(),
    createdByName: text().notNull(),
    createdAt: timestamp({ withTimezone: true }).notNull(),
    revokedAt: timestamp({ withTimezone: true }),
    /** From then on it opens nothing: asked for, or the end of the overlap when another key took over. */
    expiresAt: timestamp({ withTimezone: true }),
    replacedById: text(),
  },
  (t) => [
    primaryKey({ columns: [t.merchantId, t.id] }),
    uniqueIndex("api_keys_app_key_unique").on(t.merchantId, t.appKey),
  ],
);

/** Apart from api_keys, so that using a key is not a change of configuration. */
export const apiKeyUses = pgTable(
  "api_key_uses",
  {
    merchantId: text().notNull(),
    keyId: text().notNull(),
    lastUsedAt: timestamp({ withTimezone: true }).notNull(),
  },
  (t) => [primaryKey({ columns: [t.merchantId, t.keyId] }), index("api_key_uses_recent").on(t.lastUsedAt)],
);
