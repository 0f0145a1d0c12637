import { download } from "#app/_doors/download.ts";
import { exportImportErrors } from "#lib/onboarding/export-import-errors.ts";

export const GET = download<{ environment: string; importId: string }>(
  "merchants.write",
  (scope, { importId }) => exportImportErrors(scope, importId),
);
