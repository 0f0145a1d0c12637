import { download } from "#app/_doors/download.ts";
import { mitFile } from "#app/(console)/_parts/mit-file.ts";

export const GET = download<{ environment: string }>("export", mitFile);
