import { read } from "#app/_doors/read.ts";
import { countFreshCalls } from "#app/(console)/_parts/logs/count-fresh-calls.ts";

export const GET = read<{ environment: string }>("logs.read", countFreshCalls);
