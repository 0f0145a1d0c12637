import { and, asc, count, desc, eq, isNotNull, ne } from "drizzle-orm";
import { credentialSets } from "#db/schema/credentials.ts";
import { merchants } from "#db/schema/merchants.ts";
import { applicationDocuments, applicationEvents } from "#db/schema/onboarding.ts";
import { inScope } from "#lib/access/in-scope.ts";
import { requirePermission, type Scope } from "#lib/access/open-scope.ts";
import { NotFoundError } from "#lib/kit/errors.ts";
import type { ActivationPolicy, ApplicationState, Environment } from "#lib/terms.ts";
import { detailsOf, newestApplication, requestOf } from "../internal/application-row.ts";
import { type Block, blockOf, missingFields, openFields } from "../rules.ts";
import type { ApplicationDetails, Field, InfoRequest } from "../schema.ts";

const EVENTS_SHOWN = 50;

export type DocumentView = {
  id: string;
  type: string;
  fileName: string;
  bytes: number;
  description: string | null;
  byName: string;
  uploadedAt: string;
  /** FlexCharge has it. */
  isThere: boolean;
  cause: string | null;
};

/** An application as the console shows it: of the bank's numbers only the account's last four. Times are ISO 8601 UTC. */
export type ApplicationView = {
  id: string;
  state: ApplicationState;
  stateAt: string;
  version: number;
  updatedAt: string;
  details: ApplicationDetails;
  bankLast4: string | null;
  hasRouting: boolean;
  request: InfoRequest | null;
  cause: string | null;
  mid: string | null;
  missing: Field[];
  open: readonly Field[];
  documents: DocumentView[];
  events: { id: string; at: string; type: string; byName: string; data: Record<string, unknown> }[];
};

export type Onboarding = {
  merchantName: string;
  timezone: string;
  activationPolicy: ActivationPolicy;
  isArchived: boolean;
  application: ApplicationView | null;
  hasCredentials: boolean;
  block: Block;
};

/** A merchant's application in one environment, the newest; null when none was begun. Throws NotFoundError. */
export async function getApplication(
  scope: Scope,
  merchantId: string,
  environment: Environment,
): Promise<Onboarding> {
  requirePermission(scope, "merchants.read");
  return inScope(scope, async (tx) => {
    const [merchant] = await tx.select().from(merchants).where(eq(merchants.id, merchantId));
    if (!merchant) throw new NotFoundError("Merchant");
    const row = await newestApplication(tx, merchantId, environment);
    const [sets] = await tx
      .select({ living: count() })
      .from(credentialSets)
      .where(
        and(
          eq(credentialSets.merchantId, merchantId),
          eq(credentialSets.environment, environment),
          ne(credentialSets.state, "revoked"),
          isNotNull(credentialSets.appKey),
        ),
      );
    const hasCredentials = (sets?.living ?? 0) > 0;
    const { name: merchantName, timezone, activationPolicy } = merchant;
    const around = {
      merchantName,
      timezone,
      activationPolicy,
      isArchived: merchant.archivedAt !== null,
      hasCredentials,
    };
    if (!row) {
      const none = { state: null, missing: 0, cause: null, isThere: false, request: null, hasCredentials };
      return { ...around, application: null, block: blockOf(none) };
    }
    const shown = {
      id: applicationDocuments.id,
      type: applicationDocuments.type,
      fileName: applicationDocuments.fileName,
      bytes: applicationDocuments.bytes,
      description: applicationDocuments.description,
      byName: applicationDocuments.byName,
      uploadedAt: applicationDocuments.uploadedAt,
      upstreamId: applicationDocuments.upstreamId,
      cause: applicationDocuments.cause,
    };
    const documents = await tx
      .select(shown)
      .from(applicationDocuments)
      .where(
        and(eq(applicationDocuments.merchantId, merchantId), eq(applicationDocuments.applicationId, row.id)),
      )
      .orderBy(asc(applicationDocuments.id));
    const events = await tx
      .select()
      .from(applicationEvents)
      .where(and(eq(applicationEvents.merchantId, merchantId), eq(applicationEvents.applicationId, row.id)))
      .orderBy(desc(applicationEvents.at), desc(applicationEvents.id))
      .limit(EVENTS_SHOWN);
    const details = detailsOf(row);
    const request = requestOf(row);
    const missing = missingFields(details);
    const isThere = row.submittedAt !== null && !request?.answeredAt;
    const application: ApplicationView = {
      id: row.id,
      state: row.state,
      stateAt: row.stateAt.toISOString(),
      version: row.version,
      updatedAt: row.updatedAt.toISOString(),
      // Who only reads needs no tax id: its end tells two apart.
      details: scope.permissions.has("applications.write") ? details : withMaskedTaxId(details),
      bankLast4: row.bankLast4,
      hasRouting: details.sealed?.includes("routingNumber") ?? false,
      request,
      cause: row.cause,
      mid: row.mid,
      missing,
      open: merchant.archivedAt ? [] : openFields(row.state, request),
      documents: documents.map(({ upstreamId, uploadedAt, ...document }) => ({
        ...document,
        uploadedAt: uploadedAt.toISOString(),
        isThere: upstreamId !== null,
      })),
      events: events.map(({ id, at, type, byName, data }) => ({
        ...{ id, type, byName },
        at: at.toISOString(),
        data: JSON.parse(data),
      })),
    };
    const facts = {
      state: row.state,
      missing: missing.length,
      cause: row.cause,
      isThere,
      request,
      hasCredentials,
    };
    return { ...around, application, block: blockOf(facts) };
  });
}

function withMaskedTaxId(details: ApplicationDetails): ApplicationDetails {
  return details.taxId ? { ...details, taxId: `•••• ${details.taxId.slice(-4)}` } : details;
}
