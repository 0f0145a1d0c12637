import { createHash, randomUUID } from "node:crypto";
import type { Application } from "../applications.ts";
import { findApplication } from "../applications.ts";
import { shortTimestamp } from "../clock.ts";
import type { Answer } from "../wire.ts";
import { envelope, envelopeRefusal, notFound, ok, wrappedRefusal } from "../wire.ts";
import type { MerchantCall } from "../wire-call.ts";

const bytesMax = 10 * 1024 * 1024;
const endings = /\.(pdf|jpe?g|png|xlsx?|xsl|csv|docx?)$/i;

type Document = {
  id: string;
  type: string;
  description: string | null;
  file_name: string;
  media_type: string;
  bytes: number;
  created_on: Date;
};

/** POST …/documents (§2.12): multipart; PDF, JPEG, PNG, XLS, CSV, DOC of at most 10 MB each. */
export async function addDocument(call: MerchantCall): Promise<Answer> {
  const { world, form } = call;
  const application = await applicationOf(call);
  if (!application) return notFound("Application");
  const file = form?.get("document");
  if (!(file instanceof File)) return wrappedRefusal({ document: ["The document field is required."] });
  const type = form?.get("documentType");
  if (typeof type !== "string" || !type.trim()) {
    return wrappedRefusal({ documentType: ["The documentType field is required."] });
  }
  if (!endings.test(file.name)) return wrappedRefusal({ document: ["The file type is not supported."] });
  if (file.size > bytesMax) return wrappedRefusal({ document: ["The file is larger than 10 MB."] });
  if (!isOpen(application)) return envelopeRefusal("Documents cannot be added after submission.");
  const description = form?.get("description");
  const row = {
    world: world.name,
    id: randomUUID(),
    application_id: application.id,
    type: type.trim(),
    description: typeof description === "string" ? description : null,
    file_name: file.name,
    media_type: file.type,
    bytes: file.size,
    sha256: createHash("sha256")
      .update(new Uint8Array(await file.arrayBuffer()))
      .digest("hex"),
    created_on: world.clock.now(),
  };
  await world.sql`insert into sandbox.documents ${world.sql(row)}`;
  return ok({ ...envelope, result: "Document uploaded successfully.", uploadedDocumentId: row.id });
}

/** GET …/documents and GET …/documents/{documentId}. */
export async function readDocuments(call: MerchantCall): Promise<Answer> {
  const application = await applicationOf(call);
  if (!application) return notFound("Application");
  const rows = await call.world.sql<Document[]>`
    select * from sandbox.documents
    where world = ${call.world.name} and application_id = ${application.id} order by created_on, id`;
  if (!call.documentId) return ok(rows.map(describeDocument));
  const one = rows.find(({ id }) => id === call.documentId.toLowerCase());
  return one ? ok(describeDocument(one)) : notFound("Document");
}

/** DELETE …/documents/{documentId}: refused once submitted. */
export async function deleteDocument(call: MerchantCall): Promise<Answer> {
  const application = await applicationOf(call);
  if (!application) return notFound("Application");
  if (!isOpen(application)) return envelopeRefusal("Documents cannot be deleted after submission.");
  const gone = await call.world.sql`
    delete from sandbox.documents where world = ${call.world.name} and application_id = ${application.id}
      and id = ${call.documentId.toLowerCase()} returning id`;
  return gone.length > 0
    ? ok({ ...envelope, result: "Document deleted successfully." })
    : notFound("Document");
}

function applicationOf(call: MerchantCall): Promise<Application | null> {
  return findApplication(call.world.sql, call.world, call.id, call.merchant.mid);
}

function isOpen({ status, info_request }: Application): boolean {
  return status === "DRAFT" || info_request !== null;
}

function describeDocument(row: Document) {
  return {
    id: row.id,
    documentType: row.type,
    description: row.description,
    fileName: row.file_name,
    contentType: row.media_type,
    size: row.bytes,
    createdOn: shortTimestamp(row.created_on),
  };
}
