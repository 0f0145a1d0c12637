import { download } from "#app/_doors/download.ts";
import { auditFile } from "#app/(console)/_parts/audit-file.ts";

export const GET = download<{ environment: string }>("export", auditFile);
