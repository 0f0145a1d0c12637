import type { Call } from "./client.ts";
import type { CallOptions, CallResult, Session } from "./schema.ts";
import * as wire from "./schema.ts";

type Body = Record<string, unknown>;
type Send = <Answer>(
  session: Session,
  call: Call<Answer>,
  options: CallOptions,
) => Promise<CallResult<Answer>>;

export type ApplicationQuestion = {
  status?: string;
  createdFrom?: Date;
  createdTo?: Date;
  sortBy?: "createdOn" | "status" | "dba";
  sortOrder?: "asc" | "desc";
  pageSize?: number;
  pageNumber?: number;
};

export type DocumentToSend = {
  applicationId: string;
  type: string;
  description: string | null;
  fileName: string;
  mediaType: string;
  content: Uint8Array<ArrayBuffer>;
};

/**
 * What a partner's own account may ask (API sheet §2.10–2.12): applications with their documents, merchants, and keys
 * for them. The session is the partner's; amounts of time are the same deadlines as everywhere.
 */
export function partnerCalls(send: Send) {
  const application = (id: string, rest = "") => `/onboarding/application/${encodeURIComponent(id)}${rest}`;
  const read = <Answer>(name: Call<Answer>["name"], path: string, answer: Call<Answer>["answer"]) => ({
    name,
    method: "GET" as const,
    path,
    answer,
    bearer: true,
  });
  const step = (path: string) => ({
    name: "applications" as const,
    method: "POST" as const,
    path,
    answer: wire.applicationStepAnswer,
    bearer: true,
  });

  return {
    /** A draft. Not idempotent on the wire: look it up in the list before a second try. */
    createApplication: (session: Session, body: Body, options: CallOptions) =>
      send(session, write("POST", "/onboarding/application", body, wire.applicationAnswer), options),
    getApplication: (session: Session, { id }: { id: string }, options: CallOptions) =>
      send(session, read("applications", application(id), wire.applicationAnswer), options),
    /** Changed fields only. */
    updateApplication: (session: Session, { id, body }: { id: string; body: Body }, options: CallOptions) =>
      send(session, write("PUT", application(id), body, wire.applicationAnswer), options),
    listApplications: (session: Session, question: ApplicationQuestion, options: CallOptions) =>
      send(
        session,
        read("applications", `/onboarding/application/list${queryOf(question)}`, wire.applicationListAnswer),
        options,
      ),
    /** A refusal is 400 with `errors`, e.g. `Application is already submitted.` */
    submitApplication: (session: Session, { id }: { id: string }, options: CallOptions) =>
      send(session, step(application(id, "/submit")), options),
    cancelApplication: (session: Session, { id }: { id: string }, options: CallOptions) =>
      send(session, step(application(id, "/cancel")), options),
    /** Only from APPROVED; the answer's `merchantId` is the new MID. */
    convertApplication: (session: Session, { id }: { id: string }, options: CallOptions) =>
      send(session, step(application(id, "/convert")), options),
    /** PDF, JPEG, PNG, XLS, CSV or DOC, 10 MB at most. */
    async addApplicationDocument(session: Session, document: DocumentToSend, options: CallOptions) {
      const path = application(document.applicationId, "/documents");
      const form = await formOf(document);
      const answer = wire.documentAddedAnswer;
      return send(session, { name: "documents", method: "POST", path, form, answer, bearer: true }, options);
    },
    listApplicationDocuments: (session: Session, { id }: { id: string }, options: CallOptions) =>
      send(session, read("documents", application(id, "/documents"), wire.documentListAnswer), options),
    deleteApplicationDocument: (
      session: Session,
      { id, documentId }: { id: string; documentId: string },
      options: CallOptions,
    ) => {
      const path = application(id, `/documents/${encodeURIComponent(documentId)}`);
      const answer = wire.documentGoneAnswer;
      return send(session, { name: "documents", method: "DELETE", path, answer, bearer: true }, options);
    },
    /** Of the partner; `query` searches names and MIDs. */
    listMerchants: (
      session: Session,
      question: { query?: string; pageSize?: number; pageNumber?: number },
      options: CallOptions,
    ) => send(session, read("merchants", `/merchants${queryOf(question)}`, wire.merchantListAnswer), options),
    getMerchant: (session: Session, { mid }: { mid: string }, options: CallOptions) =>
      send(session, read("merchants", `/merchants/${encodeURIComponent(mid)}`, wire.merchantAnswer), options),
    /** A new pair for a merchant; `overwriteExistingKey` puts out every earlier one. The secret comes this once. */
    createMerchantKeys: (
      session: Session,
      { mid, ...body }: { mid: string; name: string; description?: string; overwriteExistingKey?: boolean },
      options: CallOptions,
    ) =>
      send(
        session,
        {
          name: "merchant_keys",
          method: "POST",
          path: `/merchants/${encodeURIComponent(mid)}/api-keys`,
          body,
          answer: wire.merchantKeysAnswer,
          bearer: true,
        },
        options,
      ),
  };
}

function write<Answer>(method: "POST" | "PUT", path: string, body: Body, answer: Call<Answer>["answer"]) {
  return { name: "applications" as const, method, path, body, answer, bearer: true };
}

function queryOf(question: Record<string, string | number | Date | undefined>): string {
  const query = new URLSearchParams();
  for (const [name, value] of Object.entries(question)) {
    if (value !== undefined) query.set(name, value instanceof Date ? value.toISOString() : String(value));
  }
  return query.size > 0 ? `?${query}` : "";
}

async function formOf(document: DocumentToSend): Promise<{ contentType: string; bytes: Buffer }> {
  const form = new FormData();
  form.set("document", new File([document.content], document.fileName, { type: document.mediaType }));
  form.set("documentType", document.type);
  if (document.description) form.set("description", document.description);
  const whole = new Response(form);
  return {
    contentType: whole.headers.get("content-type") ?? "multipart/form-data",
    bytes: Buffer.from(await whole.arrayBuffer()),
  };
}
