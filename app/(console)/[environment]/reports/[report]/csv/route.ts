import { download } from "#app/_doors/download.ts";
import { reportFile } from "#app/(console)/_parts/report-file.ts";
import { NotFoundError } from "#lib/kit/errors.ts";

/** Of every merchant: for the partner's people. */
export const GET = download<{ environment: string; report: string }>("export", (scope, params, query) => {
  if (scope.tenant !== "*") throw new NotFoundError("Report");
  return reportFile(scope, params, query);
});
