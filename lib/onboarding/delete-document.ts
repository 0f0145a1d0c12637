import { and, eq } from "drizzle-orm";
import type { z } from "zod";
import type { Transaction } from "#db/client.ts";
import { applicationDocuments } from "#db/schema/onboarding.ts";
import { inScope } from "#lib/access/in-scope.ts";
import { requirePermission, type Scope } from "#lib/access/open-scope.ts";
import { appendEntry } from "#lib/audit/append-entry.ts";
import { ok, type Result, refuse } from "#lib/kit/result.ts";
import type { RefusalOf } from "./errors.ts";
import { type ApplicationRow, appendEvent, lockApplication, requestOf } from "./internal/application-row.ts";
import { callCause } from "./internal/call-cause.ts";
import { openOnboardingTools } from "./open-onboarding-tools.ts";
import { openFields } from "./rules.ts";
import { deleteDocumentInput } from "./schema.ts";

type Place = z.output<typeof deleteDocumentInput>;
type Found = {
  row: ApplicationRow;
  document: { upstreamId: string | null; fileName: string; type: string; sha256: string };
};
type Refusal = RefusalOf<
  "WRONG_STATE" | "NOT_ASKED" | "UNKNOWN_DOCUMENT" | "NO_PARTNER_ACCOUNT" | "FLEXCHARGE_REFUSED"
>;

/**
 * Removes a document while documents may be changed; one that FlexCharge has is removed there first. Removing it
 * again is `UNKNOWN_DOCUMENT`. Needs `applications.write`. Throws NotFoundError, PermissionError.
 */
export async function deleteDocument(
  scope: Scope,
  input: z.input<typeof deleteDocumentInput>,
  tools = openOnboardingTools(scope),
): Promise<Result<{ documentId: string }, Refusal>> {
  requirePermission(scope, "applications.write");
  const place = deleteDocumentInput.parse(input);
  const found = await inScope(scope, (tx) => findRemovable(tx, place));
  if ("reason" in found) return { ok: false, ...found };
  const { row, document } = found;
  if (document.upstreamId && row.upstreamId) {
    const session = await tools.partner(row.environment);
    if (!session) return refuse({ reason: "NO_PARTNER_ACCOUNT" });
    const asked = { id: row.upstreamId, documentId: document.upstreamId };
    const gone = await tools.client.deleteApplicationDocument(session, asked, {
      deadlineMs: tools.deadlineMs,
    });
    const isGone = gone.kind === "answer" || (gone.kind === "refused" && gone.status === 404);
    if (!isGone) return refuse({ reason: "FLEXCHARGE_REFUSED", cause: callCause(gone) });
  }
  return inScope(scope, async (tx) => {
    const again = await findRemovable(tx, place);
    if ("reason" in again) return { ok: false as const, ...again };
    await tx.delete(applicationDocuments).where(placedDocument(place));
    const { fileName, type, sha256 } = again.document;
    await appendEvent(tx, scope, row, "document_deleted", { fileName, type });
    await appendEntry(tx, scope, {
      merchantId: row.merchantId,
      action: "application.delete_document",
      subject: row.id,
      subjectName: fileName,
      before: { type, fileName, sha256 },
    });
    return ok({ documentId: place.documentId });
  });
}

function placedDocument({ merchantId, applicationId, documentId }: Place) {
  return and(
    eq(applicationDocuments.merchantId, merchantId),
    eq(applicationDocuments.applicationId, applicationId),
    eq(applicationDocuments.id, documentId),
  );
}

async function findRemovable(
  tx: Transaction,
  place: Place,
): Promise<Found | RefusalOf<"WRONG_STATE" | "NOT_ASKED" | "UNKNOWN_DOCUMENT">> {
  const row = await lockApplication(tx, place);
  const open = openFields(row.state, requestOf(row));
  if (open.length === 0) return { reason: "WRONG_STATE", state: row.state };
  if (!open.includes("documents")) return { reason: "NOT_ASKED", fields: ["documents"] };
  const { id, upstreamId, fileName, type, sha256 } = applicationDocuments;
  const [document] = await tx
    .select({ id, upstreamId, fileName, type, sha256 })
    .from(applicationDocuments)
    .where(placedDocument(place));
  return document ? { row, document } : { reason: "UNKNOWN_DOCUMENT" };
}
