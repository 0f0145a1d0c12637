import { createHash } from "node:crypto";
import { and, count, eq } from "drizzle-orm";
import type { z } from "zod";
import { applicationDocuments, applications } from "#db/schema/onboarding.ts";
import { inScope } from "#lib/access/in-scope.ts";
import { requirePermission, type Scope } from "#lib/access/open-scope.ts";
import { appendEntry } from "#lib/audit/append-entry.ts";
import { newId } from "#lib/kit/ids.ts";
import { ok, type Result, refuse } from "#lib/kit/result.ts";
import type { RefusalOf } from "./errors.ts";
import { appendEvent, lockApplication, placed, requestOf } from "./internal/application-row.ts";
import { documentKind } from "./internal/document-kind.ts";
import { openFields } from "./rules.ts";
import { addDocumentInput, DOCUMENT_BYTES_MAX, DOCUMENTS_MAX } from "./schema.ts";

/**
 * Keeps a document of an application; it goes to FlexCharge with the submission, by the worker. PDF, JPEG, PNG, XLS,
 * CSV or DOC of at most 10 MB: the first bytes must be what the name says (API sheet §2.12). The same file again is
 * the same document. Needs `applications.write`. Throws NotFoundError, PermissionError.
 */
export async function addDocument(
  scope: Scope,
  input: z.input<typeof addDocumentInput>,
): Promise<
  Result<
    { documentId: string },
    RefusalOf<
      | "WRONG_STATE"
      | "NOT_ASKED"
      | "DOCUMENT_TYPE"
      | "DOCUMENT_TOO_LARGE"
      | "DOCUMENT_EMPTY"
      | "TOO_MANY_DOCUMENTS"
    >
  >
> {
  requirePermission(scope, "applications.write");
  const { content, type, fileName, description, ...place } = addDocumentInput.parse(input);
  return inScope(scope, async (tx) => {
    const row = await lockApplication(tx, place);
    const open = openFields(row.state, requestOf(row));
    if (open.length === 0) return refuse({ reason: "WRONG_STATE", state: row.state });
    if (!open.includes("documents")) return refuse({ reason: "NOT_ASKED", fields: ["documents"] });
    if (content.length === 0) return refuse({ reason: "DOCUMENT_EMPTY" });
    if (content.length > DOCUMENT_BYTES_MAX) return refuse({ reason: "DOCUMENT_TOO_LARGE" });
    const mediaType = documentKind(fileName, content);
    if (!mediaType) return refuse({ reason: "DOCUMENT_TYPE", found: fileName.split(".").at(-1) ?? null });

    const sha256 = createHash("sha256").update(content).digest("hex");
    const own = and(
      eq(applicationDocuments.merchantId, row.merchantId),
      eq(applicationDocuments.applicationId, row.id),
    );
    const [same] = await tx
      .select({ id: applicationDocuments.id })
      .from(applicationDocuments)
      .where(and(own, eq(applicationDocuments.sha256, sha256), eq(applicationDocuments.type, type)));
    if (same) return ok({ documentId: same.id });
    const [kept] = await tx.select({ documents: count() }).from(applicationDocuments).where(own);
    if ((kept?.documents ?? 0) >= DOCUMENTS_MAX) return refuse({ reason: "TOO_MANY_DOCUMENTS" });

    const at = scope.clock.now();
    const id = newId("document", at.getTime());
    await tx.insert(applicationDocuments).values({
      merchantId: row.merchantId,
      id,
      applicationId: row.id,
      ...{ type, fileName, mediaType, sha256 },
      bytes: content.length,
      description: description || null,
      content: Buffer.from(content),
      byName: scope.actor.name,
      uploadedAt: at,
    });
    await tx.update(applications).set({ updatedAt: at }).where(placed(place));
    await appendEvent(tx, scope, row, "document_added", { documentId: id, fileName, type });
    await appendEntry(tx, scope, {
      merchantId: row.merchantId,
      action: "application.add_document",
      subject: row.id,
      subjectName: fileName,
      after: { type, fileName, bytes: content.length, sha256 },
    });
    return ok({ documentId: id });
  });
}
