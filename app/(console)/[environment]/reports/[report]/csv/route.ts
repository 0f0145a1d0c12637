import { download } from "#app/_doors/download.ts";
import { reportFile } from "#app/(console)/_parts/report-file.ts";

export const GET = download<{ environment: string; report: string }>("export", reportFile);
