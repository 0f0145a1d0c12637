import { receive } from "#app/_doors/receive.ts";
import { refuse } from "#lib/kit/result.ts";
import { addDocument } from "#lib/onboarding/add-document.ts";
import { DOCUMENT_BYTES_MAX, documentQuery } from "#lib/onboarding/schema.ts";

type Params = { environment: string; merchantId: string };

/** The body is the file itself; what it is stands in the query. */
export const POST = receive<Params>(
  "applications.write",
  DOCUMENT_BYTES_MAX,
  async (scope, { merchantId }, { query, content }) => {
    const told = documentQuery.safeParse(Object.fromEntries(query));
    if (!told.success) return refuse({ reason: "INVALID" });
    return addDocument(scope, { merchantId, ...told.data, content });
  },
);
