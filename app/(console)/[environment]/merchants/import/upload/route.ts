import { receiveStream } from "#app/_doors/receive-stream.ts";
import { refuse } from "#lib/kit/result.ts";
import { beginImport } from "#lib/onboarding/begin-import.ts";
import { beginImportInput, IMPORT_BYTES_MAX } from "#lib/onboarding/schema.ts";

/** The body is the file itself; its name stands in the query. */
export const POST = receiveStream("merchants.write", IMPORT_BYTES_MAX, async (scope, { query, chunks }) => {
  const told = beginImportInput.safeParse(Object.fromEntries(query));
  if (!told.success) return refuse({ reason: "INVALID" });
  return beginImport(scope, { ...told.data, chunks });
});
