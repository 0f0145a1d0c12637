import { read } from "#app/_doors/read.ts";
import { countFreshNotices } from "#app/(console)/_parts/webhooks/count-fresh.ts";

export const GET = read<{ environment: string }>("webhooks.read", countFreshNotices);
