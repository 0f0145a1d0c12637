import { webLog } from "./web-log.ts";

/** One line a failure, found again by the request id that the person was shown. Never the request's content. */
export function reportFailure(error: unknown, requestId: string): void {
  webLog.error({ requestId, err: error }, "unexpected error");
}
