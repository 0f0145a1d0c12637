import { and, asc, eq, isNull } from "drizzle-orm";
import { applicationDocuments } from "#db/schema/onboarding.ts";
import { inScope } from "#lib/access/in-scope.ts";
import type { Scope } from "#lib/access/open-scope.ts";
import type { Session } from "#lib/flexcharge/schema.ts";
import type { OnboardingTools } from "../open-onboarding-tools.ts";
import { type ApplicationRow, appendEvent } from "./application-row.ts";
import { callCause, isFinal } from "./call-cause.ts";
import { renewClaim } from "./claim-application.ts";

type Uploaded = { kind: "done" } | { kind: "refused" | "uncertain"; cause: string };
const UPLOAD_MS = 45_000;

/**
 * Sends what FlexCharge does not have yet, one by one; here the content goes once it is there. Its list is read first: after a lost answer the
 * document may be there already.
 */
export async function uploadDocuments(
  scope: Scope,
  row: ApplicationRow,
  upstreamId: string,
  { client, deadlineMs }: OnboardingTools,
  session: Session,
): Promise<Uploaded> {
  const own = and(
    eq(applicationDocuments.merchantId, row.merchantId),
    eq(applicationDocuments.applicationId, row.id),
  );
  const { id, type, upstreamId: there } = applicationDocuments;
  const all = await inScope(scope, (tx) =>
    tx
      .select({ id, type, there, fileName: applicationDocuments.fileName })
      .from(applicationDocuments)
      .where(own),
  );
  if (all.every((document) => document.there !== null)) return { kind: "done" };
  const listed = await client.listApplicationDocuments(session, { id: upstreamId }, { deadlineMs });
  if (listed.kind !== "answer") return { kind: "uncertain", cause: callCause(listed) };
  const taken = new Set(all.map((document) => document.there));
  const waiting = await inScope(scope, (tx) =>
    tx
      .select()
      .from(applicationDocuments)
      .where(and(own, isNull(applicationDocuments.upstreamId)))
      .orderBy(asc(applicationDocuments.id)),
  );
  for (const document of waiting) {
    const keep = (changes: { upstreamId?: string; cause: string | null }) =>
      inScope(scope, async (tx) => {
        const done = changes.upstreamId !== undefined;
        await tx
          .update(applicationDocuments)
          .set({ ...changes, ...(done && { content: null }) })
          .where(and(own, eq(applicationDocuments.id, document.id)));
        if (done) await appendEvent(tx, scope, row, "document_uploaded", { fileName: document.fileName });
      });
    const before = listed.body.find(
      (one) => !taken.has(one.id) && one.fileName === document.fileName && one.documentType === document.type,
    );
    if (before) {
      taken.add(before.id);
      await keep({ upstreamId: before.id, cause: null });
      continue;
    }
    if (!document.content) continue;
    if (!(await renewClaim(scope, row)))
      return { kind: "uncertain", cause: "Another program has taken over." };
    const { fileName, mediaType, description } = document;
    const sent = { applicationId: upstreamId, type: document.type, description, fileName, mediaType };
    const content = new Uint8Array(document.content);
    const added = await client.addApplicationDocument(
      session,
      { ...sent, content },
      { deadlineMs: UPLOAD_MS },
    );
    if (added.kind === "answer") {
      await keep({ upstreamId: added.body.uploadedDocumentId, cause: null });
      continue;
    }
    const cause = `${fileName}: ${callCause(added)}`;
    await keep({ cause });
    return { kind: isFinal(added) ? "refused" : "uncertain", cause };
  }
  return { kind: "done" };
}
