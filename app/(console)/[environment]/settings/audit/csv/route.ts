import { download } from "#app/_doors/download.ts";
import { auditFile } from "#app/(console)/_parts/audit-file.ts";
import { NotFoundError } from "#lib/kit/errors.ts";

/** Of every merchant: for the partner's people. */
export const GET = download<{ environment: string }>("export", (scope, params, query) => {
  if (scope.tenant !== "*") throw new NotFoundError("Audit");
  return auditFile(scope, params, query);
});
